import { expect, it } from 'vitest';
import { COLUMNS, columnsOf, shifted, turned, USUAL } from './columns.ts';

it('stand as they were left, and the usual ones where nothing is kept', () => {
  expect(columnsOf(null)).toEqual(USUAL);
  const chosen = turned(turned(USUAL, 'street'), 'owner');
  expect(chosen).toEqual(['number', 'title', 'status', 'customer', 'due', 'changed', 'street']);
  expect(columnsOf(chosen)).toEqual(chosen);
  expect(columnsOf(COLUMNS)).toEqual(COLUMNS);
});

it('never lack the number and the title, and stand once each', () => {
  expect(columnsOf(['mood', 'due', 'due', 'title'])).toEqual(['number', 'due', 'title']);
  expect(turned(USUAL, 'title')).toEqual(USUAL);
});

it('move a place at a time and not over the ends', () => {
  expect(shifted(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b']);
  expect(shifted(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
  expect(shifted(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
  expect(shifted(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c']);
  expect(shifted(['a'], 'x', 1)).toEqual(['a']);
});
