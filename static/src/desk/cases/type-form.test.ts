import { describe, expect, it } from 'vitest';
import type { CaseForm } from '../../protocol/CaseForm.ts';
import type { FieldKind } from '../../protocol/FieldKind.ts';
import {
  changedField,
  fieldKey,
  flatOf,
  KINDS,
  kindOf,
  movedField,
  named,
  newType,
  optionKey,
  problemsIn,
  slugOf,
  withField,
  withOptions,
  withoutField,
} from './type-form.ts';

const both = (text: string): { sv: string; en: string } => ({ sv: text, en: text });
const yesNo: FieldKind = {
  type: 'choice',
  options: [
    { key: 'yes', label: both('Ja') },
    { key: 'no', label: both('Nej') },
  ],
};
/** A master key, and its code when there is one. */
const form: CaseForm = {
  fields: [
    {
      key: 'key',
      label: both('Huvudnyckel'),
      help: both(''),
      kind: yesNo,
      show: [],
      required: { when: 'always' },
      staff_only: false,
    },
    {
      key: 'code',
      label: both('Portkod'),
      help: both(''),
      kind: { type: 'text', max: 20 },
      show: [{ field: 'key', any_of: ['no'] }],
      required: { when: 'if', all: [{ field: 'key', any_of: ['no'] }] },
      staff_only: false,
    },
  ],
};
const keys = (of: CaseForm): string[] => of.fields.map((field) => field.key);

describe('fields', () => {
  it('come last with a key of their own, of every kind', () => {
    const all = KINDS.reduce(withField, { fields: [] });
    expect(new Set(keys(all)).size).toBe(KINDS.length);
    expect(all.fields.map((field) => field.kind.type)).toEqual([...KINDS]);
  });

  it('move, and what would ask about something below is let go', () => {
    const moved = movedField(form, 0, 1);
    expect(keys(moved)).toEqual(['code', 'key']);
    expect(moved.fields[0]).toMatchObject({ show: [], required: { when: 'never' } });
    expect(movedField(form, 0, -1)).toBe(form);
    expect(movedField(form, 1, 1)).toBe(form);
  });

  it('take the conditions about them along when they go', () => {
    const without = withoutField(form, 0);
    expect(without.fields[0]).toMatchObject({ key: 'code', show: [], required: { when: 'never' } });
  });

  it('are asked by their new name, and not for an option that is gone', () => {
    const renamed = changedField(form, 0, { key: 'master_key' });
    expect(renamed.fields[1]?.show).toEqual([{ field: 'master_key', any_of: ['no'] }]);
    const onlyYes = withOptions(yesNo, [{ key: 'yes', label: both('Ja'), deep: 0 }]);
    expect(changedField(form, 0, { kind: onlyYes }).fields[1]).toMatchObject({
      show: [],
      required: { when: 'never' },
    });
  });
});

describe('options', () => {
  it('of a tree are lines, further in under the line above', () => {
    const flat = [
      { key: 'white', label: both('Vitvaror'), deep: 0 },
      { key: 'dish', label: both('Diskmaskin'), deep: 1 },
      { key: 'drain', label: both('Tömmer inte'), deep: 2 },
      { key: 'other', label: both('Annat'), deep: 0 },
    ];
    const tree = withOptions(kindOf('tree'), flat);
    expect(flatOf(tree)).toEqual(flat);
    const odd = withOptions(kindOf('tree'), [{ key: 'a', label: both('A'), deep: 3 }]);
    expect(flatOf(odd).map(({ deep }) => deep)).toEqual([0]);
  });

  it('have keys out of their names, each its own', () => {
    expect(optionKey('Tömmer inte!', new Set())).toBe('tommer-inte');
    expect(optionKey('Tömmer inte', new Set(['tommer-inte']))).toBe('tommer-inte-2');
    expect(optionKey('???', new Set())).toBe('val');
    expect(fieldKey('1. Portkod / nyckel', new Set())).toBe('portkod_nyckel');
    expect(slugOf('Serviceanmälan, vitvaror')).toBe('serviceanmalan-vitvaror');
  });
});

describe('what is new', () => {
  it('is named by its words when it is saved, and asked for by that name', () => {
    const made: CaseForm = {
      fields: [
        { ...(form.fields[0] as CaseForm['fields'][number]), key: 'field', label: both('Får vi gå in?') },
        {
          ...(form.fields[1] as CaseForm['fields'][number]),
          key: 'field_2',
          show: [{ field: 'field', any_of: ['no'] }],
        },
      ],
    };
    const after = named(made, { fields: [] });
    expect(keys(after)).toEqual(['far_vi_ga_in', 'portkod']);
    expect(after.fields[1]?.show).toEqual([{ field: 'far_vi_ga_in', any_of: ['nej'] }]);
    expect(named(form, form)).toEqual(form);
  });
});

describe('problems', () => {
  it('are told where they are', () => {
    const type = newType('team');
    expect([...problemsIn(type).keys()]).toEqual(['name', 'slug']);
    const named = { ...type, name: both('Service'), slug: 'service', form };
    expect([...problemsIn(named)]).toEqual([]);
    const wrong = changedField(form, 1, { kind: kindOf('choice'), label: both('') });
    expect([...problemsIn({ ...named, form: wrong })]).toEqual([
      ['field.code.label', 'type-problem-label'],
      ['field.code.kind', 'type-problem-options'],
    ]);
  });
});
