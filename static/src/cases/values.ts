/* What was filled in, changed one field at a time, and read from what was typed. */
import type { CaseForm } from '../protocol/CaseForm.ts';
import type { FormValue } from '../protocol/FormValue.ts';
import type { Values } from './form.ts';

/** With this in this field; without the field where nothing is. */
export function withValue(values: Values, key: string, value: FormValue | undefined): Values {
  const { [key]: _, ...rest } = values;
  return value === undefined || isEmpty(value) ? rest : { ...rest, [key]: value };
}

/** With one more file, last. */
export function withFile(values: Values, key: string, file: string): Values {
  return withValue(values, key, [...filesIn(values[key]), file]);
}

export function filesIn(value: FormValue | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}

/** Without what the form doesn't ask: a draft may be older than it. */
export function onlyAsked(form: CaseForm, values: Values): Values {
  const keys = new Set(form.fields.filter((field) => field.kind.type !== 'fixed').map((field) => field.key));
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
}

/** A number as people write it: "1 450", "12,5", "-3". What is none stays as it was written, for the check to tell. */
export function readNumber(written: string): FormValue | undefined {
  const bare = written.replace(/\s/g, '').replace(/^\u2212/, '-');
  if (bare === '') return undefined;
  return /^-?\d+([.,]\d+)?$/.test(bare) ? Number(bare.replace(',', '.')) : written;
}

/** For a field where one goes on writing: without spaces between the figures. */
export function writtenNumber(value: FormValue | undefined, comma: boolean): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return '';
  return comma ? String(value).replace('.', ',') : String(value);
}

function isEmpty(value: FormValue): boolean {
  if (typeof value === 'number') return false;
  if (typeof value === 'string' || Array.isArray(value)) return value.length === 0;
  return value.postcode === '' && value.town === '';
}
