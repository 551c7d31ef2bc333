import { expect, it } from 'vitest';
import { aCase } from './fixtures.ts';
import { below, type CaseList, moved, NO_CASES, renewed, wantsMore } from './list-store.ts';

const list = (at: string | null, ...ids: string[]): CaseList => ({
  rows: ids.map((id) => aCase({ id })),
  next: 'more',
  at,
});
const ids = ({ rows }: CaseList): string[] => rows.map((row) => row.id);

it('lays page upon page, and a case that moved stands once', () => {
  const two = below(list('a', 'a', 'b'), { cases: [aCase({ id: 'b' }), aCase({ id: 'c' })], next: null });
  expect([ids(two), two.next, two.at]).toEqual([['a', 'b', 'c'], null, 'a']);
});

it('keeps what the keys mean when all is told anew', () => {
  const before = list('b', 'a', 'b', 'c');
  const after = renewed(before, [aCase({ id: 'c' }), aCase({ id: 'b' })], 'next');
  expect([ids(after), after.at, after.next]).toEqual([['c', 'b'], 'b', 'next']);
});

it('means what stands in the place of a case that is gone', () => {
  const before = list('b', 'a', 'b', 'c');
  expect(renewed(before, [aCase({ id: 'a' }), aCase({ id: 'c' })], null).at).toBe('c');
  expect(renewed(before, [aCase({ id: 'a' })], null).at).toBe('a');
  expect(renewed(before, [], null)).toEqual(NO_CASES);
});

it('moves without going round, and from nowhere to the first', () => {
  expect(moved(list(null, 'a', 'b'), 1).at).toBe('a');
  expect(moved(list(null, 'a', 'b'), -1).at).toBe('b');
  expect(moved(list('a', 'a', 'b'), 1).at).toBe('b');
  expect(moved(list('b', 'a', 'b'), 1).at).toBe('b');
  expect(moved(NO_CASES, 1).at).toBeNull();
});

it('wants more at the last row only, and only while there is more', () => {
  expect(wantsMore(list('b', 'a', 'b'))).toBe(true);
  expect(wantsMore(list('a', 'a', 'b'))).toBe(false);
  expect(wantsMore({ ...list('b', 'a', 'b'), next: null })).toBe(false);
});
