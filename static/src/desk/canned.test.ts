import { expect, it } from 'vitest';
import type { CannedReply } from '../protocol/CannedReply.ts';
import { filled, inserted, matching, searchIn } from './canned.ts';

const reply = (shortcut: string, changes: Partial<CannedReply> = {}): CannedReply => ({
  id: shortcut,
  shortcut,
  title: shortcut,
  text: 'Hej {customer}, jag heter {advisor}.',
  language: 'sv',
  ...changes,
});

it('searches only after a slash that begins a line', () => {
  expect(searchIn('/')).toBe('');
  expect(searchIn('/häl')).toBe('häl');
  expect(searchIn('Hej.\n/pris på')).toBe('pris på');
  expect(searchIn('och/eller')).toBeNull();
  expect(searchIn('https://a.se')).toBeNull();
  expect(searchIn('// kommentar')).toBeNull();
});

it('finds by shortcut before title before text, and the customer’s language first', () => {
  const all = [
    reply('text', { text: 'vi har öppet' }),
    reply('title', { title: 'Våra öppettider' }),
    reply('öppet'),
    reply('öppet-en', { language: 'en', title: 'Hours' }),
    reply('annat'),
  ];
  expect(matching(all, 'Öppe', 'sv').map((one) => one.shortcut)).toEqual([
    'öppet',
    'title',
    'text',
    'öppet-en',
  ]);
  expect(matching(all, 'öppe', 'en')[0]?.shortcut).toBe('öppet-en');
  expect(matching(all, 'vi har', 'sv').map((one) => one.shortcut)).toEqual(['text']);
});

it('fills in first names and leaves no hole for a nameless customer', () => {
  expect(filled('Hej {customer}! {advisor}', { customer: 'Maja Ek', advisor: 'Anna Berg' })).toBe(
    'Hej Maja! Anna',
  );
  expect(filled('Hej {customer}, välkommen.', { customer: ' ', advisor: 'Anna' })).toBe('Hej, välkommen.');
  expect(filled('Hej {customer}.', { customer: '$& $1', advisor: 'Anna' })).toBe('Hej $&.');
});

it('replaces the search and keeps what stands before it', () => {
  const names = { customer: 'Maja', advisor: 'Anna' };
  expect(inserted('Tack.\n/häls', reply('hälsa'), names)).toBe('Tack.\nHej Maja, jag heter Anna.');
});
