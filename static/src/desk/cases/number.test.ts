import { expect, it } from 'vitest';
import { caseNumberIn } from './number.ts';

it('is read as it is written on paper', () => {
  expect(caseNumberIn(' 2026-4217 ')).toBe('2026-004217');
  expect(caseNumberIn('2026-004217')).toBe('2026-004217');
  expect(caseNumberIn('2026-1234567')).toBe('2026-1234567');
  for (const wrong of [
    '',
    '2026',
    '2026-',
    '26-1',
    '2026-0',
    '1999-1',
    '2026-1234567890',
    '2026-1-1',
    'maja',
  ])
    expect(caseNumberIn(wrong)).toBeNull();
});
