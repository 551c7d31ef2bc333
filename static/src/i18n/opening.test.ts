import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClosedReason } from '../protocol/ClosedReason.ts';
import type { Hours } from '../protocol/Hours.ts';
import { startLanguage } from './i18n.ts';
import { openingWords, waitWords, weekRows } from './opening.ts';
import { lasting, relative, when } from './time.ts';

const ZONE = 'Europe/Stockholm';

beforeAll(async () => {
  vi.stubGlobal('navigator', { languages: ['sv-SE'] });
  vi.stubGlobal('document', { documentElement: {} });
  const common = () => Promise.all([import('../../locales/sv/common.ftl')]);
  await startLanguage({ sv: common, en: common });
});

describe('opening in words', () => {
  const friday = new Date('2026-03-27T15:00:00Z');
  const words = (opens_at: string | null, reason: ClosedReason | null = null) =>
    openingWords({ type: 'closed', reason, opens_at }, ZONE, friday);

  it('says today, tomorrow, the weekday or the date', () => {
    expect(words('2026-03-27T16:30:00Z')).toBe('Öppnar 17:30.');
    expect(words('2026-03-28T08:00:00Z')).toBe('Öppnar i morgon 09:00.');
    expect(words('2026-03-30T07:00:00Z')).toBe('Öppnar på måndag 09:00.');
    expect(words('2026-04-07T07:00:00Z')).toBe('Öppnar 7 april 09:00.');
    expect(words(null)).toBe('Ingen öppning är planerad.');
  });

  it('counts dates and not hours across the night the clock changes', () => {
    const evening = new Date('2026-03-28T22:30:00Z');
    const open = openingWords(
      { type: 'closed', reason: null, opens_at: '2026-03-29T07:00:00Z' },
      ZONE,
      evening,
    );
    expect(open).toBe('Öppnar i morgon 09:00.');
  });

  it('says why', () => {
    const holiday = { type: 'holiday', name: { sv: 'Långfredagen', en: 'Good Friday' } } as const;
    expect(words('2026-03-28T08:00:00Z', holiday)).toBe('Stängt: Långfredagen. Öppnar i morgon 09:00.');
  });

  it('says when it closes', () => {
    const until = (at: string | null) => openingWords({ type: 'open', until: at }, ZONE, friday);
    expect(until('2026-03-27T16:00:00Z')).toBe('Stänger 17:00.');
    expect(until('2026-03-28T01:00:00Z')).toBe('Öppet över natten.');
    expect(until(null)).toBe('Öppet dygnet runt.');
  });
});

describe('waits in words', () => {
  it('promises a range, and nothing when nobody is there', () => {
    expect(waitWords({ p50_s: 240, p90_s: 420 })).toBe('Brukar ta 4–7 minuter.');
    expect(waitWords({ p50_s: 10, p90_s: 30 })).toBe('Brukar få svar direkt.');
    expect(waitWords({ p50_s: 20, p90_s: 60 })).toBe('Brukar ta ungefär 1 minut.');
    expect(waitWords({ p50_s: 5_000, p90_s: 9_000 })).toBe('Brukar ta mer än en timme.');
    expect(waitWords(null)).toBeUndefined();
  });
});

describe('the week', () => {
  it('joins days that are alike, and marks today', () => {
    const day = [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '17:00' },
    ];
    const hours: Hours = {
      zone: ZONE,
      weekly: {
        monday: day,
        tuesday: day,
        wednesday: day,
        thursday: day,
        friday: [{ from: '09:00', to: '15:00' }],
        saturday: [],
        sunday: [],
      },
      holidays: 'se',
      eves_closed: true,
      exceptions: [],
    };
    expect(weekRows(hours, new Date('2026-03-27T12:00:00Z'))).toEqual([
      { days: 'Måndag–torsdag', spans: '09:00–12:00, 13:00–17:00', today: false },
      { days: 'Fredag', spans: '09:00–15:00', today: true },
      { days: 'Lördag–söndag', spans: 'Stängt', today: false },
    ]);
  });
});

describe('moments and spans', () => {
  it('are near or exact', () => {
    const now = new Date(2026, 2, 27, 15, 0);
    expect(relative(new Date(2026, 2, 27, 14, 59, 40), now)).toBe('nyss');
    expect(relative(new Date(2026, 2, 27, 14, 55), now)).toMatch(/^för 5 min/);
    expect(when(new Date(2026, 2, 26, 9, 5), now)).toBe('i går 09:05');
    expect(lasting(3_900_000)).toBe('1 tim 5 min');
    expect(lasting(-5)).toBe('0 s');
  });
});
