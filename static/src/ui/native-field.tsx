import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import './field.css';
import './native-field.css';
import { timeOfDay } from './time-of-day.ts';

type Common = {
  label: string;
  /** The label is read aloud only: what stands around says it already. */
  quiet?: boolean;
  error?: string | undefined;
};

type Described = { 'aria-invalid'?: true; 'aria-describedby'?: string };

function Framed({
  label,
  quiet = false,
  error,
  children,
}: Common & { children: (id: string, described: Described) => ComponentChildren }): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label class={quiet ? 'visually-hidden' : 'field-label'} for={id}>
        {label}
      </label>
      {children(id, error ? { 'aria-invalid': true, 'aria-describedby': `${id}-error` } : {})}
      {error && (
        <span class="field-error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}

type NumberProps = Common & {
  value: number;
  min: number;
  max: number;
  unit?: string;
  onInput: (value: number) => void;
};

/** A whole number with its unit. What isn't one is told as NaN, for the caller to say what is wrong. */
export function NumberField({ value, min, max, unit, onInput, ...common }: NumberProps): JSX.Element {
  return (
    <Framed {...common}>
      {(id, described) => (
        <span class="number-field">
          <input
            {...described}
            id={id}
            type="number"
            class="input"
            inputMode="numeric"
            step={1}
            min={min}
            max={max}
            value={Number.isNaN(value) ? '' : value}
            onInput={(e) =>
              onInput(e.currentTarget.value === '' ? Number.NaN : Math.round(e.currentTarget.valueAsNumber))
            }
          />
          {unit !== undefined && <span class="muted small">{unit}</span>}
        </span>
      )}
    </Framed>
  );
}

type TextProps = Common & { value: string; onInput: (value: string) => void };

/** A time of day, `HH:MM`, to `24:00`. Told once it is whole, or as it was left; marked when it was left as no time. */
export function TimeField({ value, onInput, ...common }: TextProps): JSX.Element {
  const [written, setWritten] = useState<string | null>(null);
  const leave = (): void => {
    if (written !== null && written !== value) onInput(timeOfDay(written) ?? written);
    setWritten(null);
  };
  return (
    <Framed {...common}>
      {(id, described) => (
        <input
          {...described}
          {...(timeOfDay(value) === null ? { 'aria-invalid': true } : {})}
          id={id}
          class="input time-field"
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
          placeholder="00:00"
          value={written ?? value}
          onInput={(e) => {
            const next = e.currentTarget.value;
            setWritten(next);
            if (timeOfDay(next) === next) onInput(next);
          }}
          onBlur={leave}
          onKeyDown={(e) => e.key === 'Enter' && leave()}
        />
      )}
    </Framed>
  );
}

/** A date, `YYYY-MM-DD`. */
export function DateField({ value, onInput, ...common }: TextProps): JSX.Element {
  return (
    <Framed {...common}>
      {(id, described) => (
        <input
          {...described}
          id={id}
          type="date"
          class="input"
          value={value}
          onInput={(e) => onInput(e.currentTarget.value)}
        />
      )}
    </Framed>
  );
}

/** Yes or no, with its words beside. */
export function Check({
  label,
  checked,
  disabled = false,
  onChange,
}: {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
