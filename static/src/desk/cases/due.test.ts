import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startLanguage } from '../../i18n/i18n.ts';
import type { DeadlineView } from '../../protocol/DeadlineView.ts';
import { dueWords, nearness, spanWords } from './due.ts';

const NOW = Date.parse('2026-11-20T08:00:00Z');
const MINUTE = 60_000;
const due = (inMinutes: number, told: Partial<DeadlineView> = {}): DeadlineView => ({
  clock: 'first_answer',
  since: '2026-11-20T07:00:00Z',
  due_at: new Date(NOW + inMinutes * MINUTE).toISOString(),
  warned: false,
  missed: false,
  ...told,
});

beforeAll(async () => {
  vi.stubGlobal('navigator', { languages: ['sv-SE'] });
  vi.stubGlobal('document', { documentElement: {} });
  await startLanguage({
    sv: () =>
      Promise.all([import('../../../locales/sv/common.ftl'), import('../../../locales/sv/cases.ftl')]),
    en: () =>
      Promise.all([import('../../../locales/en/common.ftl'), import('../../../locales/en/cases.ftl')]),
  });
});

describe('a deadline', () => {
  it('counts down when it is near, in words', () => {
    expect(dueWords(due(45), NOW)).toBe('Svar om 45 min');
    expect(dueWords(due(125, { clock: 'solution' }), NOW)).toBe('Lösning om 2 tim 5 min');
    expect(dueWords(due(0.2), NOW)).toBe('Svar om 1 min');
  });

  it('is a time of a day when it is far', () => {
    expect(dueWords(due(4 * 24 * 60, { clock: 'next_answer' }), NOW)).toMatch(/^Svar tis \d\d:\d\d$/);
    expect(dueWords(due(20 * 24 * 60), NOW)).toBe('Svar 10 december');
  });

  it('says how late it is', () => {
    expect(dueWords(due(-90), NOW)).toBe('Svar 1 tim 30 min för sent');
    expect(dueWords(due(-3 * 24 * 60), NOW)).toBe('Svar 3 dagar för sent');
  });

  it('stands still while the case is paused', () => {
    expect(dueWords(due(0, { due_at: null }), NOW)).toBe('Svar står still');
    expect(nearness(due(0, { due_at: null }), NOW)).toBe('far');
  });

  it('is red only when it is missed', () => {
    expect(nearness(due(45), NOW)).toBe('far');
    expect(nearness(due(5, { warned: true }), NOW)).toBe('near');
    expect(nearness(due(-1), NOW)).toBe('late');
    expect(nearness(due(-1, { met_at: '2026-11-20T07:30:00Z' }), NOW)).toBe('far');
    expect(nearness(due(-1, { met_at: '2026-11-20T08:30:00Z', missed: true }), NOW)).toBe('late');
  });
});

it('a length of time is as coarse as it may be', () => {
  expect(spanWords(20 * 60 * MINUTE + MINUTE)).toBe('20 tim');
  expect(spanWords(30_000)).toBe('1 min');
});
