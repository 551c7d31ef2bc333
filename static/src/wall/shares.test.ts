import { expect, it } from 'vitest';
import { percent } from './shares.ts';

it('reaches a goal only when it is reached', () => {
  expect(percent(0, 0)).toBeNull();
  expect(percent(0, 3)).toBe(0);
  expect(percent(9_499, 10_000)).toBe(94);
  expect(percent(95, 100)).toBe(95);
  expect(percent(7, 7)).toBe(100);
});
