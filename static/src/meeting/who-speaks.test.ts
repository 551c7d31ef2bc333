import { expect, it } from 'vitest';
import { SAY_AT_MOST_EVERY_MS, sayAt } from './who-speaks.ts';

it('says who speaks at once, then not again until it changes', () => {
  expect(sayAt({ names: '', at: 0 }, ['Anna'], 10_000)).toBe(10_000);
  expect(sayAt({ names: 'Anna', at: 10_000 }, ['Anna'], 60_000)).toBeNull();
});

it('waits with a change until five seconds have gone', () => {
  expect(sayAt({ names: 'Anna', at: 10_000 }, ['Bo'], 11_000)).toBe(10_000 + SAY_AT_MOST_EVERY_MS);
  expect(sayAt({ names: 'Anna', at: 10_000 }, ['Bo'], 20_000)).toBe(20_000);
});

it('says nothing of silence', () => {
  expect(sayAt({ names: 'Anna', at: 0 }, [], 60_000)).toBeNull();
});
