import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';

/** Enough to see that it moves. */
const STEPS = 12;

/** How loud the microphone hears one, as steps that light up. */
export function LevelMeter({ level, label }: { level: ReadonlySignal<number>; label: string }): JSX.Element {
  const lit = Math.round(Math.min(1, Math.max(0, level.value)) * STEPS);
  return (
    <div class="level">
      <span class="small">{label}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter can't be drawn alike in every browser. */}
      <span
        class="level-steps"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={STEPS}
        aria-valuenow={lit}
      >
        {Array.from({ length: STEPS }, (_, step) => (
          <i key={step} class={step < lit ? 'level-lit' : ''} />
        ))}
      </span>
    </div>
  );
}
