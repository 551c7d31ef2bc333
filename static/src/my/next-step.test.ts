import { describe, expect, it } from 'vitest';
import { aList, aStep } from '../checklists/fixtures.ts';
import type { CasePolicy } from '../protocol/CasePolicy.ts';
import type { CaseRow } from '../protocol/CaseRow.ts';
import type { DeliveryNoteView } from '../protocol/DeliveryNoteView.ts';
import type { StepView } from '../protocol/StepView.ts';
import { type NextStep, nextSteps, unsignedOf } from './next-step.ts';

const NOW = new Date(2026, 10, 23, 9);

function words(change: Partial<CaseRow>): string[] {
  return nextSteps({ row: row(change) }, { lists: null, unsigned: [] }).map((step) => step.words);
}

function listed(change: Partial<CaseRow>, ...steps: StepView[]): readonly NextStep[] {
  return nextSteps({ row: row(change) }, { lists: [aList(...steps)], unsigned: [] }, NOW);
}

function row(change: Partial<CaseRow>): CaseRow {
  const name = { sv: 'Service', en: 'Service' };
  return {
    id: '1',
    number: '2026-000001',
    title: 'Hissen står',
    type: 'type',
    type_name: name,
    status: 'active',
    urgent: false,
    customer: 'maja',
    customer_name: 'Maja Ek',
    team: 'team',
    object: '',
    street: '',
    invoice_reference: '',
    created_at: '2026-11-01T08:00:00Z',
    changed_at: '2026-11-01T08:00:00Z',
    unread: 0,
    wanted: 0,
    ...change,
  };
}

function aNote(id: string, told: Partial<DeliveryNoteView> = {}): DeliveryNoteView {
  return {
    id,
    version: 1,
    number: '2026-000001',
    title: 'Hissen står',
    text: 'Bytt pump.',
    text_sha256: '',
    by: 'Anna Lindqvist',
    created_at: '2026-11-20T08:00:00Z',
    changed_at: '2026-11-20T08:00:00Z',
    may_sign: true,
    ...told,
  };
}

const SIGNED: Partial<DeliveryNoteView> = {
  may_sign: false,
  signature: {
    name: 'Maja Ek',
    signed_at: '2026-11-21T08:00:00Z',
    way: 'typed',
    strokes: [],
    file: { id: 'f', name: 'Följesedel.pdf', media_type: 'application/pdf', size: 6_000, preview: false },
  },
};

describe('what comes next', () => {
  it('is first what the customer can do', () => {
    expect(words({ wanted: 1, unread: 2 })).toEqual(['wanted', 'unread', 'active-team']);
    expect(words({ status: 'waiting' })).toEqual(['asked']);
    expect(words({ status: 'waiting', wanted: 1 })).toEqual(['wanted']);
  });

  it('is whose it is otherwise', () => {
    expect(words({ status: 'new' })).toEqual(['new']);
    expect(words({ status: 'active', owner: 'anna' })).toEqual(['active']);
    expect(words({ status: 'paused', pause_reason: 'Väntar på delar' })).toEqual(['paused']);
    expect(words({ status: 'closed', wanted: 1 })).toEqual(['closed']);
  });

  it('names the step that stands first, and doesn’t say that there is nothing to do', () => {
    const [first, then] = listed({ status: 'new' }, aStep({ id: 'a', state: 'settled' }), aStep({ id: 'b' }));
    expect(first).toMatchObject({ words: 'wanted-first', n: 1, to: 'checklist', step: { id: 'b' } });
    expect(then).toEqual({ words: 'new-told' });
    expect(listed({ status: 'new' }, aStep({ state: 'settled' }))).toEqual([{ words: 'new' }]);
  });

  it('is what was sent back before what is late, and that before the rest', () => {
    const late = aStep({ id: 'late', due_on: '2026-11-20' });
    const back = aStep({ id: 'back', state: 'sent_back', reason: 'Suddigt' });
    const plain = aStep({ id: 'plain' });
    const first = (...steps: StepView[]): NextStep | undefined => listed({}, ...steps)[0];
    expect(first(plain, late, back)).toMatchObject({ words: 'sent-back', n: 1, step: { id: 'back' } });
    expect(first(plain, late)).toMatchObject({ words: 'wanted-late', n: 2, step: { id: 'late' } });
    expect(first(plain)).toMatchObject({ words: 'wanted-first', step: { id: 'plain' } });
  });

  it('is to wait once all is handed in, and nothing of a list in a closed case', () => {
    const handedIn = aStep({ state: 'handed_in' });
    expect(listed({ status: 'waiting' }, handedIn).map((step) => step.words)).toEqual(['handed-in', 'asked']);
    expect(listed({ status: 'closed' }, aStep()).map((step) => step.words)).toEqual(['closed']);
    // The lists are newer than the count in the case's row.
    expect(listed({ wanted: 3 }, aStep({ state: 'settled' })).map((step) => step.words)).toEqual([
      'active-team',
    ]);
  });

  it('is to sign a delivery note that waits for it, the oldest first', () => {
    const told = (change: Partial<CaseRow>, ...unsigned: DeliveryNoteView[]): readonly NextStep[] =>
      nextSteps({ row: row(change) }, { lists: [], unsigned }, NOW);
    expect(told({ unread: 1 }, aNote('a'), aNote('b'))).toEqual([
      { words: 'sign', n: 2, to: 'delivery-notes', note: 'a' },
      { words: 'unread', n: 1, to: 'messages' },
      { words: 'active-team' },
    ]);
    // Nobody who has something to do is told that there is nothing, or asked for something else.
    expect(told({ status: 'new' }, aNote('a')).map((step) => step.words)).toEqual(['sign', 'new-told']);
    expect(told({ status: 'waiting' }, aNote('a')).map((step) => step.words)).toEqual(['sign']);
  });
});

describe('the notes that wait for a signature', () => {
  const policy = (write: boolean): { policy: CasePolicy } => ({ policy: { write, change: false } });

  it('are those that may be signed and aren’t', () => {
    const notes = [aNote('a', SIGNED), aNote('b'), aNote('c', { may_sign: false })];
    expect(unsignedOf(notes, policy(true), false).map(({ id }) => id)).toEqual(['b']);
  });

  it('are told to a visit, who may sign once signed in, unless the case has ended', () => {
    const notes = [aNote('a', SIGNED), aNote('b', { may_sign: false })];
    expect(unsignedOf(notes, policy(true), true).map(({ id }) => id)).toEqual(['b']);
    expect(unsignedOf(notes, policy(false), true)).toEqual([]);
  });
});
