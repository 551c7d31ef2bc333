import { expect, it } from 'vitest';
import type { ImportReport } from '../../protocol/ImportReport.ts';
import type { ObjectView } from '../../protocol/ObjectView.ts';
import {
  below,
  doesSomething,
  draftOf,
  EMPTY,
  faultsIn,
  formOf,
  kindOf,
  placeOf,
  separatorName,
  toggled,
} from './object-form.ts';

const oven: ObjectView = {
  id: 'a',
  number: 'M-1',
  name: 'Ugn',
  maker: 'Invand',
  model: 'U 1',
  serial: '',
  street: 'Lindvägen 4',
  postcode: '123 45',
  town: 'Lillköping',
  remarks: '',
  version: 1,
  retired_at: null,
  created_at: '2026-11-22T12:00:00Z',
};
const other = { ...oven, id: 'b', number: 'M-2' };

it('an object that is opened and not changed is sent as it was', () => {
  const { id: _, version: __, retired_at: ___, created_at: ____, ...rest } = oven;
  expect(formOf(draftOf(oven))).toEqual(rest);
});

it('without a number none is sent', () => {
  expect('number' in formOf({ ...EMPTY, name: 'Ugn', number: ' ' })).toBe(false);
  expect(formOf({ ...EMPTY, number: ' M-7 ' }).number).toBe('M-7');
});

it('a form says what can not be sent', () => {
  expect([...faultsIn(EMPTY)]).toEqual(['name']);
  expect([...faultsIn({ ...EMPTY, name: 'Ugn', number: 'M 1' })]).toEqual(['number']);
  expect(faultsIn({ ...EMPTY, name: 'Ugn', number: 'DM/7' }).size).toBe(0);
});

it('tells what it is and where, as far as that is known', () => {
  expect([kindOf(oven), placeOf(oven)]).toEqual(['Invand U 1', 'Lindvägen 4, 123 45 Lillköping']);
  expect([kindOf({ maker: '', model: 'U 1' }), placeOf({ street: '', postcode: '', town: 'Ö' })]).toEqual([
    'U 1',
    'Ö',
  ]);
  expect(placeOf({ street: '', postcode: '', town: '' })).toBe('');
});

it('shows and chooses nothing twice', () => {
  expect(below([oven], [oven, other]).map((one) => one.id)).toEqual(['a', 'b']);
  expect(toggled([other], [oven, other], true).map((one) => one.id)).toEqual(['a', 'b']);
  expect(toggled([oven, other], [oven], false).map((one) => one.id)).toEqual(['b']);
});

it('a file without faults that changes something can be read in', () => {
  const report: ImportReport = {
    done: false,
    encoding: 'utf-8',
    separator: ';',
    ignored: [],
    rows: 2,
    created: 1,
    changed: 0,
    unchanged: 1,
    faulty: 0,
    faults: [],
  };
  expect(doesSomething(report)).toBe(true);
  expect(doesSomething({ ...report, created: 0 })).toBe(false);
  expect(doesSomething({ ...report, faulty: 1 })).toBe(false);
  expect([';', ',', '\t'].map((separator) => separatorName({ separator }))).toEqual([
    'semicolon',
    'comma',
    'tab',
  ]);
});
