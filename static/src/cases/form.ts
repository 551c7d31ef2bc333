import type { CaseForm } from '../protocol/CaseForm.ts';
import type { Condition } from '../protocol/Condition.ts';
import type { FieldFault } from '../protocol/FieldFault.ts';
import type { FieldKind } from '../protocol/FieldKind.ts';
import type { FormFault } from '../protocol/FormFault.ts';
import type { FormField } from '../protocol/FormField.ts';
import type { FormValue } from '../protocol/FormValue.ts';
import type { PostalPlace } from '../protocol/PostalPlace.ts';
import type { TreeOption } from '../protocol/TreeOption.ts';
import { withoutNought } from '../ui/phone.ts';

/**
 * Whether what was filled in fits a form: the same as `src/cases/form.rs`, so that a page says at once what the server would.
 * `signaling/fixtures/case_forms.json` holds both to the same answers.
 */

/** Who fills in a form. */
export type Filler = 'customer' | 'staff';

/** What was filled in, by key. */
export type Values = { readonly [key: string]: FormValue };

/** As it would be kept, and what is wrong with it. */
export type Checked = { readonly kept: Values; readonly faults: readonly FieldFault[] };

/** Signs that people write between the figures of a number. */
const BETWEEN = /[\s\-()/.]/g;

/** The fields that are asked just now, given what was filled in above them. */
export function shown(form: CaseForm, filler: Filler, values: Values): FormField[] {
  const { kept } = check(form, filler, values);
  return asked(form, filler).filter((field) => holds(form, field.show, kept));
}

/** Whether a field must be filled in, given what was filled in above it. */
export function isRequired(form: CaseForm, field: FormField, kept: Values): boolean {
  if (field.kind.type === 'fixed') return false;
  switch (field.required.when) {
    case 'never':
      return false;
    case 'always':
      return true;
    case 'if':
      return holds(form, field.required.all, kept);
    default:
      return field.required satisfies never;
  }
}

export function check(form: CaseForm, filler: Filler, values: Values): Checked {
  const kept: Record<string, FormValue> = {};
  const faults: FieldFault[] = [];
  const fields = asked(form, filler);
  for (const field of fields) {
    if (!holds(form, field.show, kept)) continue;
    const value = values[field.key];
    const fitted = value === undefined ? undefined : fit(field.kind, value);
    if (isFault(fitted)) faults.push({ field: field.key, fault: fitted.fault });
    else if (fitted !== undefined) kept[field.key] = fitted;
    else if (isRequired(form, field, kept)) faults.push({ field: field.key, fault: 'missing' });
  }
  for (const key of Object.keys(values).sort()) {
    if (!fields.some((field) => field.key === key)) faults.push({ field: key, fault: 'not_asked' });
  }
  return { kept, faults };
}

function asked(form: CaseForm, filler: Filler): FormField[] {
  return form.fields.filter((field) => filler === 'staff' || !field.staff_only);
}

function holds(form: CaseForm, all: readonly Condition[], kept: Values): boolean {
  return all.every((condition) => {
    const value = kept[condition.field];
    if (value === undefined) return false;
    if (condition.any_of.length === 0) return true;
    if (typeof value !== 'string') return false;
    const kind = form.fields.find((field) => field.key === condition.field)?.kind;
    return condition.any_of.some((wanted) =>
      kind?.type === 'tree' ? isUnder(kind.options, wanted, value) : wanted === value,
    );
  });
}

/** Whether `leaf` is `branch` or under it. */
function isUnder(options: readonly TreeOption[], branch: string, leaf: string): boolean {
  return options.some((option) =>
    option.key === branch
      ? option.key === leaf || has(option.options, leaf)
      : isUnder(option.options, branch, leaf),
  );
}

function has(options: readonly TreeOption[], key: string): boolean {
  return options.some((option) => option.key === key || has(option.options, key));
}

function isLeaf(options: readonly TreeOption[], key: string): boolean {
  return options.some(
    (option) => (option.key === key && option.options.length === 0) || isLeaf(option.options, key),
  );
}

/** A value as it is kept, nothing if it is empty, or what is wrong with it. */
type Fitted = FormValue | undefined | { readonly fault: FormFault };

function isFault(fitted: Fitted): fitted is { readonly fault: FormFault } {
  return typeof fitted === 'object' && 'fault' in fitted;
}

const wrong = (fault: FormFault): Fitted => ({ fault });

function fit(kind: FieldKind, value: FormValue): Fitted {
  switch (kind.type) {
    case 'fixed':
      return undefined;
    case 'number':
      return typeof value === 'number' ? numberWithin(kind, value) : wrong('not_of_kind');
    case 'postcode':
      return isPlace(value) ? place(value) : wrong('not_of_kind');
    case 'file':
      if (!Array.isArray(value)) return wrong('not_of_kind');
      if (value.length > kind.at_most) return wrong('too_long');
      return value.length === 0 ? undefined : value;
    default:
      return typeof value === 'string' ? text(kind, value) : wrong('not_of_kind');
  }
}

type TextKind = Exclude<FieldKind, { type: 'fixed' | 'number' | 'postcode' | 'file' }>;

function text(kind: TextKind, value: string): Fitted {
  switch (kind.type) {
    case 'text':
      return line(value, kind.max, false);
    case 'long_text':
      return line(value, kind.max, true);
    case 'object':
      return line(value, 40, false);
    case 'date':
      return filled(value, (day) => (isDay(day) ? day : wrong('not_of_kind')));
    case 'choice':
      return filled(value, (key) =>
        kind.options.some((option) => option.key === key) ? key : wrong('not_an_option'),
      );
    case 'tree':
      return filled(value, (key) => (isLeaf(kind.options, key) ? key : wrong('not_an_option')));
    case 'phone':
      return filled(value, (number) => {
        const bare = withoutNought(number).replace(BETWEEN, '');
        return /^\+?[0-9]{5,15}$/.test(bare) ? bare : wrong('not_of_kind');
      });
    default:
      return kind satisfies never;
  }
}

function filled(value: string, read: (trimmed: string) => Fitted): Fitted {
  const trimmed = value.trim();
  return trimmed === '' ? undefined : read(trimmed);
}

/** Without characters that can't be printed; several lines only where they are asked for. */
function line(value: string, max: number, hasLines: boolean): Fitted {
  const breaks = value.replaceAll('\r\n', '\n');
  const spaced = hasLines ? breaks : breaks.replace(/[\n\t]/g, ' ');
  const kept = spaced.replace(/\p{Cc}/gu, (c) => (c === '\n' || c === '\t' ? c : ''));
  return filled(kept, (trimmed) => ([...trimmed].length > max ? wrong('too_long') : trimmed));
}

function numberWithin(kind: FieldKind & { type: 'number' }, value: number): Fitted {
  if (!Number.isFinite(value)) return wrong('not_of_kind');
  if (kind.min !== undefined && value < kind.min) return wrong('too_small');
  if (kind.max !== undefined && value > kind.max) return wrong('too_large');
  const behind = String(value).split('.')[1] ?? '';
  return behind.length > kind.decimals ? wrong('too_precise') : value;
}

/** Whether the calendar has such a day. */
function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

function isPlace(value: FormValue): value is PostalPlace {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Four figures (Denmark, Norway) or five (Sweden, Finland). */
function place(value: PostalPlace): Fitted {
  const postcode = value.postcode.replace(/\s/g, '');
  const town = line(value.town, 80, false);
  if (isFault(town)) return town;
  if (postcode === '' && town === undefined) return undefined;
  if (!/^[0-9]{4,5}$/.test(postcode) || typeof town !== 'string') return wrong('not_of_kind');
  return { postcode, town };
}
