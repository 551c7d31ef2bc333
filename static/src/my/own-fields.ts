/*
 * What every case has beside its type's form: what it is about, and how to answer. Checked as the form is, so that all
 * that doesn't fit is told at once. Pure, save the words.
 */
import { faultWords } from '../cases/fault-words.ts';
import { t } from '../i18n/i18n.ts';
import type { CaseForm } from '../protocol/CaseForm.ts';
import type { FieldFault } from '../protocol/FieldFault.ts';
import type { FieldKind } from '../protocol/FieldKind.ts';
import type { FormFault } from '../protocol/FormFault.ts';
import type { Draft } from './draft.ts';

/** A dot before, which no key of a form has. */
export type OwnField = '.title' | '.description' | '.name' | '.email' | '.phone';

const KINDS: { readonly [K in OwnField]: FieldKind } = {
  '.title': { type: 'text', max: 200 },
  '.description': { type: 'long_text', max: 20_000 },
  '.name': { type: 'text', max: 100 },
  '.email': { type: 'text', max: 254 },
  '.phone': { type: 'phone' },
};

/** How much is to be told of whoever writes: nothing of somebody known, an address or a number of anybody else. */
export type Asked = 'nothing' | 'if_any' | 'a_way';

export function ownFaults(draft: Draft, asked: Asked): FieldFault[] {
  const faults: FieldFault[] = [];
  const tell = (field: OwnField, fault: FormFault | null): void => {
    if (fault !== null) faults.push({ field, fault });
  };
  tell('.title', draft.title.trim() === '' ? 'missing' : tooLong('.title', draft.title));
  tell('.description', tooLong('.description', draft.description));
  if (asked === 'nothing') return faults;
  const [name, email, phone] = [draft.name.trim(), draft.email.trim(), draft.phone.trim()];
  tell('.name', asked === 'a_way' && name === '' ? 'missing' : tooLong('.name', name));
  if (email === '') tell('.email', asked === 'a_way' && phone === '' ? 'missing' : null);
  else tell('.email', /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? tooLong('.email', email) : 'not_of_kind');
  tell('.phone', phone === '' || /^\+?[\d\s\-()/.]{5,25}$/.test(phone) ? null : 'not_of_kind');
  return faults;
}

/** What the server told of, by the names of this page: what the form doesn't ask is a field beside it. */
export function placed(form: CaseForm, faults: readonly FieldFault[]): FieldFault[] {
  const keys = new Set(form.fields.map(({ key }) => key));
  return faults.map((one) =>
    !keys.has(one.field) && `.${one.field}` in KINDS ? { ...one, field: `.${one.field}` } : one,
  );
}

export function ownFaultWords(faults: readonly FieldFault[], field: OwnField): string | undefined {
  const found = faults.find((one) => one.field === field);
  if (found === undefined) return undefined;
  if (field === '.email' && found.fault === 'missing') return t('my-fault-a-way');
  if (field === '.email' && found.fault === 'not_of_kind') return t('my-fault-email');
  return faultWords(KINDS[field], found.fault);
}

function tooLong(field: OwnField, text: string): FormFault | null {
  const kind = KINDS[field];
  const max = 'max' in kind ? (kind.max ?? 0) : Number.POSITIVE_INFINITY;
  return [...text.trim()].length > max ? 'too_long' : null;
}
