/*
 * A kind of case while it is being changed: fields added, moved and taken away, and what is wrong with it. Pure; the
 * server checks the same.
 */
import type { CaseForm } from '../../protocol/CaseForm.ts';
import type { CaseTypeForm } from '../../protocol/CaseTypeForm.ts';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import type { Condition } from '../../protocol/Condition.ts';
import type { FieldKind } from '../../protocol/FieldKind.ts';
import type { FormField } from '../../protocol/FormField.ts';
import type { FormOption } from '../../protocol/FormOption.ts';
import type { Localised } from '../../protocol/Localised.ts';
import type { TreeOption } from '../../protocol/TreeOption.ts';

/** As on the wire. */
export const MAX_FIELDS = 60;
const MAX_OPTIONS = 100;
const MAX_TREE = 500;
const MAX_DEEP = 5;
export const NAME_CHARS = 80;
export const ABOUT_CHARS = 300;

export const KINDS = [
  'text',
  'long_text',
  'number',
  'date',
  'choice',
  'tree',
  'phone',
  'postcode',
  'object',
  'file',
  'fixed',
] as const satisfies readonly FieldKind['type'][];
export type Kind = (typeof KINDS)[number];

const NOTHING: Localised = { sv: '', en: '' };

/** What is sent of a type as it stands. */
export function formOf(type: CaseTypeView): CaseTypeForm {
  const { slug, version, name, about, form, open_to, team, retired } = type;
  return { slug, version, name, about, form, open_to, team, promises: type.promises ?? NO_PROMISES, retired };
}

const NO_PROMISES = { ordinary: {}, urgent: {} };

/** A new one, of the team. */
export function newType(team: string): CaseTypeForm {
  return {
    slug: '',
    version: 0,
    name: NOTHING,
    about: NOTHING,
    form: { fields: [] },
    open_to: 'customers',
    team,
    promises: NO_PROMISES,
    retired: false,
  };
}

/** A kind with nothing chosen in it yet. */
export function kindOf(type: Kind): FieldKind {
  switch (type) {
    case 'text':
      return { type, max: 200 };
    case 'long_text':
      return { type, max: 2_000 };
    case 'number':
      return { type, decimals: 0 };
    case 'choice':
      return { type, options: [] };
    case 'tree':
      return { type, options: [] };
    case 'file':
      return { type, at_most: 5 };
    case 'fixed':
      return { type, value: NOTHING };
    case 'date':
    case 'phone':
    case 'postcode':
    case 'object':
      return { type };
    default:
      return type satisfies never;
  }
}

/** One more field, last, with a key that no other has. */
export function withField(form: CaseForm, type: Kind): CaseForm {
  const taken = new Set(form.fields.map((field) => field.key));
  const field: FormField = {
    key: free('field', taken, '_'),
    label: NOTHING,
    help: NOTHING,
    kind: kindOf(type),
    show: [],
    required: { when: 'never' },
    staff_only: false,
  };
  return { fields: [...form.fields, field] };
}

/** The field at `at` a place up or down. Conditions that then would ask about what stands below are let go. */
export function movedField(form: CaseForm, at: number, by: 1 | -1): CaseForm {
  const to = at + by;
  const field = form.fields[at];
  if (field === undefined || to < 0 || to >= form.fields.length) return form;
  const fields = form.fields.toSpliced(at, 1).toSpliced(to, 0, field);
  return onlyAbove({ fields });
}

export function withoutField(form: CaseForm, at: number): CaseForm {
  return onlyAbove({ fields: form.fields.toSpliced(at, 1) });
}

/** With other words or another kind. What others asked of an option that is gone is let go. */
export function changedField(form: CaseForm, at: number, changes: Partial<FormField>): CaseForm {
  const before = form.fields[at];
  if (before === undefined) return form;
  const after = { ...before, ...changes };
  const fields = form.fields.map((field, place) => {
    if (place === at) return after;
    if (before.key === after.key) return field;
    const renamed = (one: Condition): Condition =>
      one.field === before.key ? { ...one, field: after.key } : one;
    return withConditions(field, (all) => all.map(renamed));
  });
  return onlyAbove({ fields });
}

/** Every condition about a field that stands above it and still has what it asks for. */
function onlyAbove(form: CaseForm): CaseForm {
  const above = new Map<string, FieldKind>();
  return {
    fields: form.fields.map((field) => {
      const kept = withConditions(field, (all) =>
        all.flatMap((one) => {
          const kind = above.get(one.field);
          if (kind === undefined) return [];
          const known = new Set(keysIn(kind));
          const any_of = one.any_of.filter((key) => known.has(key));
          return one.any_of.length > 0 && any_of.length === 0 ? [] : [{ ...one, any_of }];
        }),
      );
      above.set(field.key, field.kind);
      return kept;
    }),
  };
}

function withConditions(field: FormField, change: (all: Condition[]) => Condition[]): FormField {
  const { required } = field;
  const all = required.when === 'if' ? change(required.all) : [];
  return {
    ...field,
    show: change(field.show),
    required: required.when !== 'if' ? required : all.length === 0 ? { when: 'never' } : { when: 'if', all },
  };
}

/** Options as lines, to be written and read as text: the key, then both names. */
export type Flat = { key: string; label: Localised; deep: number };

export function flatOf(kind: FieldKind): Flat[] {
  if (kind.type === 'choice') return kind.options.map((option) => ({ ...option, deep: 0 }));
  return kind.type === 'tree' ? flatTree(kind.options, 0) : [];
}

function flatTree(options: readonly TreeOption[], deep: number): Flat[] {
  return options.flatMap(({ key, label, options }) => [{ key, label, deep }, ...flatTree(options, deep + 1)]);
}

/** The kind with these options; a line further in than it may be hangs under the one above it. */
export function withOptions(kind: FieldKind, flat: readonly Flat[]): FieldKind {
  if (kind.type === 'choice')
    return { ...kind, options: flat.map(({ key, label }): FormOption => ({ key, label })) };
  return kind.type === 'tree' ? { ...kind, options: grown(flat) } : kind;
}

function grown(flat: readonly Flat[]): TreeOption[] {
  const roots: TreeOption[] = [];
  const way: TreeOption[] = [];
  for (const { key, label, deep } of flat) {
    const at = Math.min(deep, way.length, MAX_DEEP - 1);
    const option: TreeOption = { key, label, options: [] };
    way.length = at;
    (way[at - 1]?.options ?? roots).push(option);
    way.push(option);
  }
  return roots;
}

/** What a condition may ask for: the keys of options, branches and leaves. */
export function keysIn(kind: FieldKind): string[] {
  return flatOf(kind).map(({ key }) => key);
}

/** A new option's key out of its name, as no other's: `tommer-inte`. */
export function optionKey(name: string, taken: ReadonlySet<string>): string {
  return free(plain(name, '-').slice(0, 34) || 'val', taken, '-');
}

/** A field's key out of its label. */
export function fieldKey(label: string, taken: ReadonlySet<string>): string {
  const bare = plain(label, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 34);
  return free(bare || 'field', taken, '_');
}

export function slugOf(name: string): string {
  return plain(name, '-').slice(0, 40).replace(/-$/, '');
}

function plain(text: string, between: '-' | '_'): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replace(/[^a-z0-9]+/g, between)
    .replace(new RegExp(`^${between}+|${between}+$`, 'g'), '');
}

function free(wanted: string, taken: ReadonlySet<string>, between: '-' | '_'): string {
  if (!taken.has(wanted)) return wanted;
  for (let n = 2; ; n++) if (!taken.has(`${wanted}${between}${n}`)) return `${wanted}${between}${n}`;
}

/**
 * With keys out of their names for all that `saved` doesn't have: while one writes, new fields and options go by what
 * was free. What was saved keeps its keys, since cases hold them.
 */
export function named(form: CaseForm, saved: CaseForm): CaseForm {
  const before = new Map(saved.fields.map((field) => [field.key, field.kind]));
  return form.fields.reduce((form, { key }, at) => {
    const field = form.fields[at];
    if (field === undefined) return form;
    const kept = new Set(keysIn(before.get(key) ?? { type: 'date' }));
    const renamed = optionNames(field.kind, kept);
    const kind = withOptions(
      field.kind,
      flatOf(field.kind).map((one) => ({ ...one, key: renamed.get(one.key) ?? one.key })),
    );
    const asked = { fields: form.fields.map((one) => withAnyOf(one, key, renamed)) };
    const others = new Set(form.fields.map((one) => one.key).filter((one) => one !== key));
    const name = before.has(key) ? key : fieldKey(field.label.sv || field.label.en, others);
    return changedField(asked, at, { kind, key: name });
  }, form);
}

/** New keys for the options that are not kept. */
function optionNames(kind: FieldKind, kept: ReadonlySet<string>): Map<string, string> {
  const taken = new Set(kept);
  const names = new Map<string, string>();
  for (const { key, label } of flatOf(kind)) {
    if (kept.has(key)) continue;
    const name = optionKey(label.sv || label.en, taken);
    taken.add(name);
    names.set(key, name);
  }
  return names;
}

function withAnyOf(field: FormField, about: string, names: ReadonlyMap<string, string>): FormField {
  return withConditions(field, (all) =>
    all.map((one) =>
      one.field === about ? { ...one, any_of: one.any_of.map((key) => names.get(key) ?? key) } : one,
    ),
  );
}

/** What is wrong, by where: `name`, `slug`, `field.<key>.label`. Words' names, without values. */
export type Problems = ReadonlyMap<string, string>;

export function problemsIn(type: CaseTypeForm): Problems {
  const problems = new Map<string, string>();
  if (!isNamed(type.name)) problems.set('name', 'type-problem-name');
  if (!/^[a-z0-9-]{1,40}$/.test(type.slug)) problems.set('slug', 'type-problem-slug');
  const keys = new Set<string>();
  for (const { key, label, kind } of type.form.fields) {
    if (!isNamed(label)) problems.set(`field.${key}.label`, 'type-problem-label');
    if (keys.has(key)) problems.set(`field.${key}.label`, 'type-problem-twice');
    keys.add(key);
    const wrong = kindProblem(kind);
    if (wrong !== null) problems.set(`field.${key}.kind`, wrong);
  }
  return problems;
}

function kindProblem(kind: FieldKind): string | null {
  switch (kind.type) {
    case 'text':
      return within(kind.max, 1, 1_000) ? null : 'type-problem-length';
    case 'long_text':
      return within(kind.max, 1, 20_000) ? null : 'type-problem-length';
    case 'number':
      if (!within(kind.decimals, 0, 4)) return 'type-problem-decimals';
      return (kind.min ?? Number.NEGATIVE_INFINITY) > (kind.max ?? Number.POSITIVE_INFINITY)
        ? 'type-problem-bounds'
        : null;
    case 'file':
      return within(kind.at_most, 1, 20) ? null : 'type-problem-files';
    case 'fixed':
      return isNamed(kind.value) ? null : 'type-problem-value';
    case 'choice':
    case 'tree': {
      const flat = flatOf(kind);
      const most = kind.type === 'choice' ? MAX_OPTIONS : MAX_TREE;
      if (flat.length === 0 || flat.length > most) return 'type-problem-options';
      return flat.every(({ label }) => isNamed(label)) ? null : 'type-problem-option';
    }
    default:
      return null;
  }
}

function isNamed({ sv, en }: Localised): boolean {
  return sv.trim() !== '' && en.trim() !== '';
}

function within(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
