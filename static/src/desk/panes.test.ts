import { expect, it } from 'vitest';
import { closed, NO_PANES, neighbour, parsed, shown, shownBeside } from './panes.ts';

it('shows a conversation in the place of the current one', () => {
  const two = shownBeside(shown(NO_PANES, 'a'), 'b');
  expect(two).toEqual({ open: ['a', 'b'], current: 'b' });
  expect(shown(two, 'c')).toEqual({ open: ['a', 'c'], current: 'c' });
});

it('never shows one twice and keeps three at most', () => {
  const three = ['a', 'b', 'c'].reduce(shownBeside, NO_PANES);
  expect(shownBeside(three, 'a')).toEqual({ open: ['a', 'b', 'c'], current: 'a' });
  expect(shownBeside(three, 'd')).toEqual({ open: ['b', 'c', 'd'], current: 'd' });
});

it('gives the keys to the neighbour of one that is closed', () => {
  const three = ['a', 'b', 'c'].reduce(shownBeside, NO_PANES);
  expect(closed(three, 'c')).toEqual({ open: ['a', 'b'], current: 'b' });
  expect(closed(closed(closed(three, 'a'), 'b'), 'c')).toEqual(NO_PANES);
  expect(closed(three, 'a').current).toBe('c');
});

it('walks a list without going round', () => {
  expect(neighbour(['a', 'b'], 'a', 1)).toBe('b');
  expect(neighbour(['a', 'b'], 'b', 1)).toBeNull();
  expect(neighbour(['a', 'b'], null, -1)).toBe('b');
  expect(neighbour([], 'x', 1)).toBeNull();
});

it('reads back what it remembered, and nothing else', () => {
  expect(parsed('{"open":["a","b","a"],"current":"b"}')).toEqual({ open: ['a', 'b'], current: 'b' });
  expect(parsed('{"open":["a"],"current":"z"}')).toEqual({ open: ['a'], current: 'a' });
  for (const odd of [null, '', '[]', '{"open":7}', 'x']) expect(parsed(odd)).toEqual(NO_PANES);
});
