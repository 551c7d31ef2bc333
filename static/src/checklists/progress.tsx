import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { StepView } from '../protocol/StepView.ts';
import { progressOf } from './steps.ts';

/** How far a checklist is, in words and as a quiet bar. */
export function ProgressBar({ steps }: { steps: readonly StepView[] }): JSX.Element {
  const { settled, handedIn, all } = progressOf(steps);
  const share = (n: number): string => `${(100 * n) / Math.max(1, all)}%`;
  return (
    <div class="list-progress">
      <span class="small muted numbers">
        {t('steps-done', { done: settled, all })}
        {handedIn > 0 && ` · ${t('steps-handed-in', { n: handedIn })}`}
      </span>
      <span class="list-bar" aria-hidden="true">
        <span class="list-bar-settled" style={{ inlineSize: share(settled) }} />
        <span class="list-bar-handed-in" style={{ inlineSize: share(handedIn) }} />
      </span>
    </div>
  );
}
