import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { localised } from '../i18n/opening.ts';
import type { CaseForm } from '../protocol/CaseForm.ts';
import type { FieldFault } from '../protocol/FieldFault.ts';
import './case-form.css';
import { faultOf } from './fault-words.ts';
import { check, type Filler, isRequired, shown, type Values } from './form.ts';
import { FormInput } from './form-fields.tsx';
import type { FormUploads } from './form-uploads.ts';
import { withValue } from './values.ts';

type Props = {
  form: CaseForm;
  values: ReadonlySignal<Values>;
  filler: Filler;
  /** What didn't fit when it was last checked; the caller takes away the fault of a field that is changed. */
  faults: readonly FieldFault[];
  onChange: (values: Values, changed: string) => void;
  /** Null where no files can be taken. */
  upload: FormUploads | null;
};

/** The fields of a form as its case type has them: those that are asked just now, in order. */
export function CaseFields({ form, values, filler, faults, onChange, upload }: Props): JSX.Element {
  const filled = values.value;
  const { kept } = check(form, filler, filled);
  return (
    <div class="case-fields">
      {shown(form, filler, filled).map((field) => (
        <div key={field.key} data-field={field.key}>
          <FormInput
            kind={field.kind}
            name={field.key}
            label={localised(field.label)}
            hint={localised(field.help) || undefined}
            error={faultOf(faults, field.key, field.kind)}
            optional={!isRequired(form, field, kept) && field.kind.type !== 'fixed'}
            value={filled[field.key]}
            onChange={(value) => onChange(withValue(values.peek(), field.key, value), field.key)}
            upload={upload}
          />
        </div>
      ))}
    </div>
  );
}

/** Brings whoever fills in to the first field that doesn't fit. Gives whether there is one on the page. */
export function focusFault(root: HTMLElement, faults: readonly FieldFault[]): boolean {
  const wrong = new Set(faults.map(({ field }) => field));
  const places = [...root.querySelectorAll<HTMLElement>('[data-field]')];
  const first = places.find((place) => wrong.has(place.dataset.field ?? ''));
  if (first === undefined) return false;
  const ways = 'input:not([hidden]), select, textarea, button';
  const target =
    first.querySelector<HTMLElement>('[aria-invalid]:is(input, select, textarea)') ??
    first.querySelector<HTMLElement>(`input:checked, ${ways}`);
  target?.focus({ preventScroll: true });
  first.scrollIntoView({ block: 'center' });
  return target !== null;
}
