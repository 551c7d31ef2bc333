import type { JSX } from 'preact';
import './figures.css';

type RingProps = {
  /** Seconds left, and of how many. */
  left: number;
  of: number;
  /** What runs out, for screen readers: "Svara inom". */
  label: string;
  size?: number;
};

const RADIUS = 20;
const AROUND = 2 * Math.PI * RADIUS;

/** Time that runs out, as a ring and a number. The caller ticks. */
export function CountdownRing({ left, of, label, size = 56 }: RingProps): JSX.Element {
  const share = of > 0 ? Math.min(1, Math.max(0, left / of)) : 0;
  const whole = Math.max(0, Math.ceil(left));
  return (
    <span
      class={`ring ${whole <= 5 ? 'ring-late' : ''}`}
      role="timer"
      aria-label={`${label}: ${whole} s`}
      style={{ '--ring-size': `${size / 16}rem`, fontSize: `${size / 16 / 3.2}rem` }}
    >
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle class="ring-ground" cx="24" cy="24" r={RADIUS} />
        <circle
          class="ring-left"
          cx="24"
          cy="24"
          r={RADIUS}
          stroke-dasharray={AROUND}
          stroke-dashoffset={AROUND * (1 - share)}
        />
      </svg>
      <span aria-hidden="true">{whole}</span>
    </span>
  );
}

type MeterProps = {
  label: string;
  value: number;
  max: number;
  look?: 'plain' | 'warning' | 'danger';
  words?: string;
};

/** How much of something is used, in words and as a bar. */
export function Meter({ label, value, max, look = 'plain', words }: MeterProps): JSX.Element {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  const said = words ?? `${value} / ${max}`;
  return (
    <div class={`meter meter-${look}`}>
      <div class="meter-head">
        <span>{label}</span>
        <span class="numbers muted">{said}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter can't be drawn alike in every browser. */}
      <div
        class="meter-track"
        role="meter"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuetext={said}
      >
        <div class="meter-fill" style={{ inlineSize: `${share * 100}%` }} />
      </div>
    </div>
  );
}

type ChartProps = {
  /** What the picture says, in words: it's all a screen reader gets. */
  label: string;
  values: readonly number[];
  look?: 'bars' | 'line';
  /** The most a value can be; by the values when there is none. */
  of?: number;
  height?: number;
};

/** A small picture of how a number went. The scale starts at zero and always has room for one. */
export function Chart({ label, values, look = 'bars', of = 1, height = 48 }: ChartProps): JSX.Element {
  const top = Math.max(of, ...values);
  const step = 100 / Math.max(1, values.length);
  const y = (value: number): number => 40 - (value / top) * 38;
  return (
    <svg
      class="chart"
      role="img"
      aria-label={label}
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      style={{ '--chart-height': `${height / 16}rem` }}
    >
      {look === 'bars' ? (
        values.map((value, at) => (
          <rect
            key={at}
            class="chart-bar"
            x={at * step + step * 0.12}
            width={step * 0.76}
            y={Math.min(y(value), 39)}
            height={Math.max(1, 40 - y(value))}
          />
        ))
      ) : (
        <Line points={values.map((value, at) => [(at + 0.5) * step, y(value)])} />
      )}
    </svg>
  );
}

function Line({ points }: { points: readonly (readonly [number, number])[] }): JSX.Element | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const path = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');
  return (
    <>
      <path class="chart-area" d={`${path}L${last[0]} 40L${first[0]} 40Z`} />
      <path class="chart-line" d={path} />
    </>
  );
}
