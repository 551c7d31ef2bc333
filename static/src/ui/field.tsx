import { ChevronDown, CircleAlert } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import './field.css';
import { Icon } from './icon.tsx';

export type Common = {
  label: string;
  hint?: string | undefined;
  /** What is wrong and what to do, in words. */
  error?: string | undefined;
  optional?: boolean;
};

export type Described = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean };

/** What every kind of field has around it: its name, what belongs in it, what is wrong. */
export function Field(
  props: Common & { children: (described: Described) => ComponentChildren },
): JSX.Element {
  const id = useId();
  const notes = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {props.label} {props.optional && <span class="field-optional">({t('optional')})</span>}
      </label>
      {props.hint && (
        <span class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      {props.children({
        id,
        ...(notes === '' ? {} : { 'aria-describedby': notes }),
        ...(props.error ? { 'aria-invalid': true } : {}),
      })}
      {props.error && (
        <span class="field-error" id={`${id}-error`}>
          <Icon of={CircleAlert} size={16} />
          <span>{props.error}</span>
        </span>
      )}
    </div>
  );
}

type AddressPart = 'street-address' | 'postal-code' | 'address-level2';

type InputProps = {
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'email' | 'tel' | 'password' | 'search';
  name?: string;
  autocomplete?:
    | 'name'
    | 'email'
    | 'tel'
    | 'username'
    | 'current-password'
    | 'new-password'
    | AddressPart
    | 'off';
  maxLength?: number;
  required?: boolean;
  placeholder?: string;
  /** Whether the keyboard begins here when the dialog around it opens. */
  autofocus?: boolean;
};

/** One line of text. */
export function TextField(props: Common & InputProps): JSX.Element {
  const { label, hint, error, optional = false, onInput, type = 'text', ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(described) => (
        <input
          dir="auto"
          {...rest}
          {...described}
          // The types of Preact know one role per kind of input, so they want one kind; these all read as text.
          type={type as 'text'}
          class="input"
          onInput={(e) => onInput(e.currentTarget.value)}
        />
      )}
    </Field>
  );
}

type AreaProps = {
  value: string;
  onInput: (value: string) => void;
  name?: string;
  rows?: number;
  maxLength?: number;
  required?: boolean;
  placeholder?: string;
};

/** Several lines of text; grows with what is written. */
export function TextArea({
  label,
  hint,
  error,
  optional = false,
  onInput,
  ...rest
}: Common & AreaProps): JSX.Element {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(described) => (
        <textarea
          dir="auto"
          {...rest}
          {...described}
          class="input"
          onInput={(e) => onInput(e.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export type Option<V extends string> = { value: V; label: string; disabled?: boolean };

type SelectProps<V extends string> = Common & {
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
};

/** One of a few, by the browser's own list. */
export function Select<V extends string>({
  value,
  options,
  onChange,
  ...common
}: SelectProps<V>): JSX.Element {
  return (
    <Field {...common}>
      {(described) => (
        <span class="select">
          <select
            {...described}
            class="input"
            value={value}
            onChange={(e) => {
              const chosen = options.find((option) => option.value === e.currentTarget.value);
              if (chosen !== undefined) onChange(chosen.value);
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled ?? false}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon of={ChevronDown} />
        </span>
      )}
    </Field>
  );
}
