import { beforeAll, expect, it, vi } from 'vitest';
import replies from '../../../signaling/fixtures/replies.json';
import { chooseLanguage, startLanguage } from '../i18n/i18n.ts';
import type { Explained } from '../protocol/Explained.ts';
import type { Reason } from '../protocol/Reason.ts';
import { reasonWords, whyWords } from './why-words.ts';

/** The server's own tests see to it that every reason is among these. */
const golden = (replies.explained.value as Explained[]).flatMap((step) => step.why);

beforeAll(async () => {
  vi.stubGlobal('navigator', { languages: ['sv-SE'] });
  vi.stubGlobal('document', { documentElement: {} });
  await startLanguage({
    sv: () => Promise.all([import('../../locales/sv/desk.ftl')]),
    en: () => Promise.all([import('../../locales/en/desk.ftl')]),
  });
});

it.each(['sv', 'en'] as const)(
  'has words of its own for every reason of the server: %s',
  async (language) => {
    await chooseLanguage(language);
    const words = golden.map(reasonWords);
    expect(new Set(words).size).toBe(words.length);
    for (const said of words) expect(said).toMatch(/^[A-ZÅÄÖ0-9][^{}$]+\.$/);
  },
);

it('says why in the language of the page', async () => {
  const why: Reason[] = [
    { type: 'ahead', ahead: 2 },
    { type: 'all_full', working: 4 },
  ];
  const queue: Reason = { type: 'to_queue', name: { sv: 'Fakturor', en: 'Invoices' } };
  await chooseLanguage('sv');
  expect(whyWords(why)).toBe('2 före. 4 tar emot samtal, alla har så många de tar.');
  expect(reasonWords(queue)).toBe('Till Fakturor.');
  await chooseLanguage('en');
  expect(whyWords(why)).toBe('2 ahead. 4 take conversations, all as many as they can.');
  expect(reasonWords(queue)).toBe('To Invoices.');
});

it('tells who was the only one from who was chosen among more, with or without the language', async () => {
  await chooseLanguage('sv');
  const idle = (free: number, language: string | null): string =>
    reasonWords({ type: 'longest_idle', free, load: 0, language });
  expect(idle(1, 'fi')).toBe('Ensam ledig som talar språket.');
  expect(idle(3, 'sv')).toBe('Ledig längst av 3.');
  expect(idle(3, null)).toBe('Ledig längst av 3. Ingen som tar emot samtal talar kundens språk.');
});

it('is silent about a reason of a newer server, and where there is none', () => {
  expect(whyWords([])).toBe('');
  expect(reasonWords({ type: 'moon_phase' } as unknown as Reason)).toBe('');
});
