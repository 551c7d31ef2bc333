import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { bundleOf } from '../i18n/i18n.ts';
import type { CaseStatus } from '../protocol/CaseStatus.ts';
import type { CaseVia } from '../protocol/CaseVia.ts';
import type { Happened } from '../protocol/Happened.ts';
import { told } from './happened-words.ts';

const LANGUAGES = ['sv', 'en'] as const;
const VIAS: readonly CaseVia[] = ['form', 'chat', 'left_message', 'phone'];
const STATUSES: readonly CaseStatus[] = ['new', 'active', 'paused', 'waiting', 'resolved', 'closed'];
const text = { sv: 'Pass', en: 'Passport' };

/** Of everything that may happen, each way it may be told. */
const HAPPENED: { readonly [K in Happened['type']]: readonly Extract<Happened, { type: K }>[] } = {
  opened: VIAS.map((via) => ({ type: 'opened', via })),
  status: [
    ...STATUSES.map((to) => ({ type: 'status', from: 'new', to }) as const),
    { type: 'status', from: 'active', to: 'paused', reason: 'Väntar på delar' },
  ],
  owner: [{ type: 'owner' }, { type: 'owner', to: 'Anna Lindqvist' }],
  team: [{ type: 'team', to: text }],
  urgent: [
    { type: 'urgent', urgent: true },
    { type: 'urgent', urgent: false },
  ],
  changed: [
    { type: 'changed', fields: ['title'] },
    { type: 'changed', fields: [] },
  ],
  wrote: [{ type: 'wrote', conversation: '1', subject: 'Nyckeln' }],
  thread: [{ type: 'thread', conversation: '1', subject: 'Nyckeln' }],
  file: [{ type: 'file', name: 'bild.jpg' }],
  linked: [{ type: 'linked', number: '2026-000001' }],
  unlinked: [{ type: 'unlinked', number: '2026-000001' }],
  merged: [{ type: 'merged', number: '2026-000001' }],
  merged_into: [{ type: 'merged_into', number: '2026-000001' }],
  warned: [{ type: 'warned', clock: 'solution' }],
  missed: [{ type: 'missed', clock: 'solution' }],
  checklist: [{ type: 'checklist', name: text, public: true }],
  step: [
    ...(['open', 'handed_in', 'sent_back', 'settled'] as const).map(
      (to) => ({ type: 'step', title: text, to, public: true }) as const,
    ),
    { type: 'step', title: text, to: 'sent_back', public: true, reason: 'Otydlig' },
  ],
  delivery_note: (['written', 'changed', 'removed'] as const).map((did) => ({ type: 'delivery_note', did })),
  signed: [{ type: 'signed', by: 'Maja Ek' }],
  claimed: [{ type: 'claimed' }],
  callback_asked: [{ type: 'callback_asked' }],
  callback_withdrawn: [{ type: 'callback_withdrawn' }],
  called: [
    { type: 'called', reached: true },
    { type: 'called', reached: false },
  ],
};

const all: readonly Happened[] = Object.values(HAPPENED).flat();
const forCustomers = all.flatMap((what) => {
  const found = told(what);
  return found === null ? [] : [found];
});

const bundles = LANGUAGES.map((language) => {
  const file = join(import.meta.dirname, '../../locales', language, 'my.ftl');
  return bundleOf(language, [{ entries: new FluentResource(readFileSync(file, 'utf8')).body }]);
});

describe('what happened', () => {
  it('is told to a customer, save what is the staff’s', () => {
    const hidden = all.filter((what) => told(what) === null);
    expect(hidden.map(({ type }) => type)).toEqual(['changed', 'warned', 'missed']);
  });

  it.each(forCustomers)('is said with and without who did it: $name', ({ name, words }) => {
    for (const bundle of bundles)
      for (const id of [`my-happened-${name}`, `my-happened-${name}-by`]) {
        const pattern = bundle.getMessage(id)?.value ?? null;
        expect(pattern, id).not.toBeNull();
        if (pattern === null) continue;
        const errors: Error[] = [];
        const said = bundle.formatPattern(pattern, { who: 'Anna', ...words }, errors);
        expect(errors).toEqual([]);
        for (const word of Object.values(words)) expect(said).toContain(word);
        expect(said.includes('Anna')).toBe(
          id.endsWith('-by') || Object.values(words).join().includes('Anna'),
        );
      }
  });
});
