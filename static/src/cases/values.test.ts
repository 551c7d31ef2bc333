import { describe, expect, it } from 'vitest';
import type { FormField } from '../protocol/FormField.ts';
import type { TreeOption } from '../protocol/TreeOption.ts';
import { levelsOf, pathTo } from './tree.ts';
import { onlyAsked, readNumber, withFile, withValue, writtenNumber } from './values.ts';

describe('a number as people write it', () => {
  it.each([
    ['12', 12],
    ['1 450', 1450],
    ['12,5', 12.5],
    ['12.50', 12.5],
    ['\u22123', -3],
    ['  ', undefined],
    ['tolv', 'tolv'],
    ['12,', '12,'],
    ['1e3', '1e3'],
  ])('%s', (written, read) => {
    expect(readNumber(written)).toBe(read);
  });

  it('is written with the comma of the language', () => {
    expect(writtenNumber(12.5, true)).toBe('12,5');
    expect(writtenNumber(12.5, false)).toBe('12.5');
    expect(writtenNumber('tolv', true)).toBe('tolv');
  });
});

describe('what was filled in', () => {
  it('has no field that was emptied', () => {
    expect(withValue({ a: '1', b: '2' }, 'a', '')).toEqual({ b: '2' });
    expect(withValue({ a: 0 }, 'a', 0)).toEqual({ a: 0 });
    expect(withValue({ a: { postcode: '1', town: '' } }, 'a', { postcode: '', town: '' })).toEqual({});
    expect(withValue({ a: ['1'] }, 'a', [])).toEqual({});
  });

  it('takes one file after the other', () => {
    expect(withFile(withFile({}, 'pictures', '1'), 'pictures', '2')).toEqual({ pictures: ['1', '2'] });
  });

  it('loses what a newer form no longer asks', () => {
    const words = { sv: '', en: '' };
    const asked = (key: string, kind: FormField['kind']): FormField => ({
      key,
      label: words,
      help: words,
      kind,
      show: [],
      required: { when: 'never' },
      staff_only: false,
    });
    const form = {
      fields: [asked('street', { type: 'text', max: 9 }), asked('fixed', { type: 'fixed', value: words })],
    };
    expect(onlyAsked(form, { street: 'Ågatan', fixed: 'x', gone: 'y' })).toEqual({ street: 'Ågatan' });
  });
});

describe('a tree', () => {
  const option = (key: string, ...options: TreeOption[]): TreeOption => ({
    key,
    label: { sv: key, en: key },
    options,
  });
  const tree = [option('lift', option('door', option('lock')), option('light')), option('other')];
  const keys = (options: readonly TreeOption[]): string[] => options.map(({ key }) => key);

  it('tells the way to a branch or leaf', () => {
    expect(keys(pathTo(tree, 'lock'))).toEqual(['lift', 'door', 'lock']);
    expect(keys(pathTo(tree, 'door'))).toEqual(['lift', 'door']);
    expect(pathTo(tree, 'none')).toEqual([]);
  });

  it('has one more level to choose from until a leaf is reached', () => {
    expect(levelsOf(tree, []).map(keys)).toEqual([['lift', 'other']]);
    expect(levelsOf(tree, pathTo(tree, 'door')).map(keys)).toEqual([
      ['lift', 'other'],
      ['door', 'light'],
      ['lock'],
    ]);
    expect(levelsOf(tree, pathTo(tree, 'other')).map(keys)).toEqual([['lift', 'other']]);
  });
});
