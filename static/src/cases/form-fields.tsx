import { CircleAlert } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { language, t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { FieldKind } from '../protocol/FieldKind.ts';
import type { FormOption } from '../protocol/FormOption.ts';
import type { FormValue } from '../protocol/FormValue.ts';
import type { PostalPlace } from '../protocol/PostalPlace.ts';
import type { TreeOption } from '../protocol/TreeOption.ts';
import { LinkButton } from '../ui/button.tsx';
import { Field, Select, TextArea, TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { FilesField } from './files-field.tsx';
import type { FormUploads } from './form-uploads.ts';
import { levelsOf, pathTo } from './tree.ts';
import { readNumber, writtenNumber } from './values.ts';

/** So many are seen at a glance; more are a list. */
const AT_A_GLANCE = 4;

export type FieldProps = {
  name: string;
  label: string;
  hint: string | undefined;
  error: string | undefined;
  optional: boolean;
  value: FormValue | undefined;
  onChange: (value: FormValue | undefined) => void;
};

type Props = FieldProps & { kind: FieldKind; upload: FormUploads | null };

/** One field of a form, by what it takes. */
export function FormInput({ kind, upload, ...field }: Props): JSX.Element | null {
  switch (kind.type) {
    case 'text':
    case 'object':
      return <TextField {...lineOf(field)} autocomplete="off" />;
    case 'long_text':
      return <TextArea {...lineOf(field)} />;
    case 'phone':
      return <TextField {...lineOf(field)} type="tel" autocomplete="off" />;
    case 'number':
      return <DecimalField {...field} decimals={kind.decimals} />;
    case 'date':
      return <DayField {...field} />;
    case 'choice':
      return kind.options.length <= AT_A_GLANCE ? (
        <RadioField {...field} options={kind.options} />
      ) : (
        <ListField {...field} options={kind.options} />
      );
    case 'tree':
      return <TreeField {...field} options={kind.options} />;
    case 'postcode':
      return <PlaceField {...field} />;
    case 'file':
      return <FilesField {...field} atMost={kind.at_most} upload={upload} />;
    case 'fixed':
      return <FixedField label={field.label} hint={field.hint} value={localised(kind.value)} />;
    default:
      return kind satisfies never;
  }
}

type Line = {
  name: string;
  label: string;
  hint: string | undefined;
  error: string | undefined;
  optional: boolean;
  value: string;
  onInput: (value: string) => void;
};

function lineOf({ value, onChange, ...common }: FieldProps): Line {
  return { ...common, value: textOf(value), onInput: onChange };
}

function textOf(value: FormValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** What is written stays as it was, though "12,50" is told as 12.5. */
function DecimalField({
  value,
  onChange,
  decimals,
  ...field
}: FieldProps & { decimals: number }): JSX.Element {
  const [written, setWritten] = useState<string | null>(null);
  const isStill = written !== null && readNumber(written) === value;
  return (
    <Field {...field}>
      {(described) => (
        <input
          {...described}
          class="input case-short numbers"
          name={field.name}
          inputMode={decimals > 0 ? 'decimal' : 'numeric'}
          autoComplete="off"
          value={isStill ? written : writtenNumber(value, language() === 'sv')}
          onInput={(e) => {
            setWritten(e.currentTarget.value);
            onChange(readNumber(e.currentTarget.value));
          }}
        />
      )}
    </Field>
  );
}

function DayField({ value, onChange, ...field }: FieldProps): JSX.Element {
  return (
    <Field {...field}>
      {(described) => (
        <input
          {...described}
          type="date"
          class="input case-short"
          name={field.name}
          value={textOf(value)}
          onInput={(e) => onChange(e.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function ListField({
  value,
  onChange,
  options,
  ...field
}: FieldProps & { options: readonly FormOption[] }): JSX.Element {
  return (
    <Select
      {...field}
      value={textOf(value)}
      options={[{ value: '', label: t('case-choose') }, ...options.map(asOption)]}
      onChange={onChange}
    />
  );
}

function asOption({ key, label }: FormOption | TreeOption): { value: string; label: string } {
  return { value: key, label: localised(label) };
}

function RadioField({
  name,
  label,
  hint,
  error,
  optional,
  value,
  onChange,
  options,
}: FieldProps & { options: readonly FormOption[] }): JSX.Element {
  const id = useId();
  return (
    <Group id={id} role="radiogroup" label={label} hint={hint} error={error} optional={optional}>
      {options.map((option) => (
        <label key={option.key} class="case-radio">
          <input
            type="radio"
            name={`${id}-${name}`}
            value={option.key}
            checked={value === option.key}
            onChange={() => onChange(option.key)}
          />
          <span>{localised(option.label)}</span>
        </label>
      ))}
      {optional && value !== undefined && (
        <span>
          <LinkButton onClick={() => onChange(undefined)}>{t('case-unchoose')}</LinkButton>
        </span>
      )}
    </Group>
  );
}

/** One list for each level: what is chosen in one says what the next has. */
function TreeField({
  value,
  onChange,
  options,
  ...field
}: FieldProps & { options: readonly TreeOption[] }): JSX.Element {
  const path = pathTo(options, textOf(value));
  const levels = levelsOf(options, path);
  return (
    <div class="case-levels">
      {levels.map((level, at) => {
        const above = path[at - 1];
        const common =
          above === undefined
            ? field
            : {
                label: t('case-tree-within', { branch: localised(above.label) }),
                name: `${field.name}-${at}`,
              };
        return (
          <Select
            key={above?.key ?? ''}
            {...common}
            error={at === levels.length - 1 ? field.error : undefined}
            value={path[at]?.key ?? ''}
            options={[{ value: '', label: t('case-choose') }, ...level.map(asOption)]}
            onChange={(key) => onChange(key === '' ? above?.key : key)}
          />
        );
      })}
    </div>
  );
}

function PlaceField({ name, label, hint, error, optional, value, onChange }: FieldProps): JSX.Element {
  const id = useId();
  const place = isPlace(value) ? value : { postcode: '', town: '' };
  const wrongCode = error !== undefined && !/^\s*(\d\s*){4,5}$/.test(place.postcode);
  const wrongTown = error !== undefined && place.town.trim() === '';
  const input = (part: keyof PostalPlace, isWrong: boolean): JSX.Element => (
    <label class="field">
      <span class="small muted">{t(part === 'postcode' ? 'case-postcode' : 'case-town')}</span>
      <input
        class="input"
        dir="auto"
        name={`${name}-${part}`}
        {...(part === 'postcode' ? { inputMode: 'numeric' } : {})}
        autoComplete={part === 'postcode' ? 'postal-code' : 'address-level2'}
        {...(isWrong ? { 'aria-invalid': true, 'aria-describedby': `${id}-error` } : {})}
        value={place[part]}
        onInput={(e) => onChange({ ...place, [part]: e.currentTarget.value })}
      />
    </label>
  );
  return (
    <Group id={id} role="group" label={label} hint={hint} error={error} optional={optional}>
      <div class="case-place">
        {input('postcode', wrongCode)}
        {input('town', wrongTown)}
      </div>
    </Group>
  );
}

function isPlace(value: FormValue | undefined): value is PostalPlace {
  return typeof value === 'object' && !Array.isArray(value);
}

function FixedField({
  label,
  hint,
  value,
}: {
  label: string;
  hint: string | undefined;
  value: string;
}): JSX.Element {
  return (
    <dl class="case-fixed">
      <dt class="field-label">{label}</dt>
      <dd>
        {value}
        {hint !== undefined && <span class="field-hint">{hint}</span>}
      </dd>
    </dl>
  );
}

type GroupProps = {
  id: string;
  role: 'group' | 'radiogroup';
  label: string;
  hint: string | undefined;
  error: string | undefined;
  optional: boolean;
  children: ComponentChildren;
};

/** Several things to press or fill in under one name. */
export function Group({ id, role, label, hint, error, optional, children }: GroupProps): JSX.Element {
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <fieldset
      class="case-group"
      role={role}
      {...(notes === '' ? {} : { 'aria-describedby': notes })}
      {...(error !== undefined && role === 'radiogroup' ? { 'aria-invalid': true } : {})}
    >
      <legend class="field-label">
        {label} {optional && <span class="field-optional">({t('optional')})</span>}
      </legend>
      {hint && (
        <span class="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {children}
      {error && (
        <span class="field-error" id={`${id}-error`}>
          <Icon of={CircleAlert} size={16} />
          <span>{error}</span>
        </span>
      )}
    </fieldset>
  );
}
