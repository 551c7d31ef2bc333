import { describe, expect, it } from 'vitest';
import { afterClose, backOff } from './close.ts';

describe('why a socket closed', () => {
  it('comes back after 40xx with the delay asked for, within reason', () => {
    expect(afterClose(4000, '1500')).toEqual({ kind: 'come_back', leastDelayMs: 1_500 });
    expect(afterClose(4001, '')).toEqual({ kind: 'come_back', leastDelayMs: 0 });
    expect(afterClose(4004, '99999999')).toEqual({ kind: 'come_back', leastDelayMs: 60_000 });
  });

  it('comes back after what is not ours', () => {
    for (const code of [1000, 1001, 1006, 1011]) expect(afterClose(code, 'x').kind).toBe('come_back');
  });

  it('stays away after 41xx', () => {
    expect(afterClose(4101, '')).toEqual({ kind: 'stay_away', why: 'not_signed_in' });
    expect(afterClose(4104, '')).toEqual({ kind: 'stay_away', why: 'outdated' });
    expect(afterClose(4150, '').kind).toBe('stay_away');
  });

  it('spreads those who come back over the whole span, and never waits for ever', () => {
    expect(backOff(0, 0, () => 0)).toBe(0);
    expect(backOff(0, 0, () => 1)).toBe(500);
    expect(backOff(3, 0, () => 1)).toBe(4_000);
    expect(backOff(500, 1_000, () => 1)).toBe(16_000);
  });
});
