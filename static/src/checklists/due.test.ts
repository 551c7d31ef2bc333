import { describe, expect, it } from 'vitest';
import { dueOf } from './due.ts';

const at = (hour: number): Date => new Date(2026, 2, 29, hour, 30);

describe('by when a step should be done', () => {
  it('counts days as one sees them, also when the clock changes', () => {
    const kind = (due_on: string, now: Date): string | undefined =>
      dueOf({ due_on, state: 'open' }, now)?.kind;
    for (const now of [at(0), at(12), at(23)]) {
      expect(kind('2026-03-28', now)).toBe('late');
      expect(kind('2026-03-29', now)).toBe('today');
      expect(kind('2026-03-30', now)).toBe('tomorrow');
      expect(kind('2026-03-31', now)).toBe('later');
    }
  });

  it('is the day itself, wherever one is', () => {
    const day = dueOf({ due_on: '2026-12-01', state: 'sent_back' }, at(12))?.day;
    expect([day?.getFullYear(), day?.getMonth(), day?.getDate()]).toEqual([2026, 11, 1]);
  });

  it('hurries nobody who has done it, nor where there is no day', () => {
    expect(dueOf({ due_on: '2026-03-01', state: 'settled' }, at(12))).toBeNull();
    expect(dueOf({ due_on: '2026-03-01', state: 'handed_in' }, at(12))).toBeNull();
    expect(dueOf({ due_on: null, state: 'open' }, at(12))).toBeNull();
    expect(dueOf({ due_on: 'i morgon', state: 'open' }, at(12))).toBeNull();
  });
});
