import { beforeAll, expect, it, vi } from 'vitest';
import { chooseLanguage, startLanguage } from '../../i18n/i18n.ts';
import type { Happened } from '../../protocol/Happened.ts';
import { happenedWords } from './happened.ts';

const name = { sv: 'Flytt', en: 'Move' };
const conversation = '0192f0c1-2b3c-7d4e-8f50-617283940001';
/** One of each kind: a new kind is a fault of the compiler's here until it has words. */
const each: { [type in Happened['type']]: Extract<Happened, { type: type }>[] } = {
  opened: (['form', 'chat', 'left_message', 'phone'] as const).map((via) => ({ type: 'opened', via })),
  status: [
    { type: 'status', from: 'new', to: 'active' },
    { type: 'status', from: 'active', to: 'paused', reason: 'Väntar på pumpen' },
  ],
  owner: [{ type: 'owner' }, { type: 'owner', to: 'Bo Hallström' }],
  team: [{ type: 'team', to: name }],
  urgent: [
    { type: 'urgent', urgent: true },
    { type: 'urgent', urgent: false },
  ],
  changed: [{ type: 'changed', fields: ['title', 'street'] }],
  wrote: [{ type: 'wrote', conversation, subject: 'Fakturan' }],
  thread: [{ type: 'thread', conversation, subject: 'Fakturan' }],
  file: [{ type: 'file', name: 'Garanti.pdf' }],
  linked: [{ type: 'linked', number: '2026-000002' }],
  unlinked: [{ type: 'unlinked', number: '2026-000002' }],
  merged: [{ type: 'merged', number: '2026-000002' }],
  merged_into: [{ type: 'merged_into', number: '2026-000002' }],
  warned: (['first_answer', 'next_answer', 'solution'] as const).map((clock) => ({ type: 'warned', clock })),
  missed: (['first_answer', 'next_answer', 'solution'] as const).map((clock) => ({ type: 'missed', clock })),
  checklist: [{ type: 'checklist', name, public: true }],
  step: (['open', 'handed_in', 'sent_back', 'settled'] as const).map((to) => ({
    type: 'step',
    title: name,
    to,
    public: true,
  })),
  delivery_note: (['written', 'changed', 'removed'] as const).map((did) => ({ type: 'delivery_note', did })),
  signed: [{ type: 'signed', by: 'Gunnar Ståhl' }],
  claimed: [{ type: 'claimed' }],
  callback_asked: [{ type: 'callback_asked' }],
  callback_withdrawn: [{ type: 'callback_withdrawn' }],
  called: [
    { type: 'called', reached: true },
    { type: 'called', reached: false },
  ],
};

beforeAll(async () => {
  vi.stubGlobal('navigator', { languages: ['sv-SE'] });
  vi.stubGlobal('document', { documentElement: {} });
  await startLanguage({
    sv: () => Promise.all([import('../../../locales/sv/cases.ftl')]),
    en: () => Promise.all([import('../../../locales/en/cases.ftl')]),
  });
});

it.each(['sv', 'en'] as const)(
  'has words of its own for everything that happens to a case: %s',
  async (language) => {
    await chooseLanguage(language);
    const words = Object.values(each)
      .flat()
      .map((what) => happenedWords(what, (key) => key.toUpperCase()));
    expect(new Set(words).size).toBe(words.length);
    for (const one of words) expect(one).toMatch(/^\P{Ll}/u);
  },
);

it('names what was changed, and why something was put off', async () => {
  await chooseLanguage('sv');
  const [changed] = each.changed;
  const [, paused] = each.status;
  if (changed === undefined || paused === undefined) throw new Error('both stand above');
  expect(happenedWords(changed, (key) => key)).toBe('Ändrat: title, street');
  expect(happenedWords(paused, String)).toBe('Från Pågår till Pausat: Väntar på pumpen');
});
