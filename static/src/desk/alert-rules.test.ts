import { expect, it } from 'vitest';
import { arrived } from './alert-rules.ts';
import { NOTHING } from './desk-store.ts';
import { at, deskEntry, offer } from './fixtures.ts';

it('tells of a new offer once', () => {
  const offered = { ...NOTHING, offers: [offer('e1')] };
  expect(arrived(NOTHING, offered)).toEqual([{ kind: 'offer', offer: offer('e1') }]);
  expect(arrived(offered, offered)).toEqual([]);
});

it('tells of a customer’s word, not of my own, a mark or a conversation I just took', () => {
  const quiet = { ...NOTHING, entries: [deskEntry('e1')] };
  const said = {
    ...NOTHING,
    entries: [deskEntry('e1', { head: 2, last: 'Hallå', unanswered_since: at(2) })],
  };
  const mine = { ...NOTHING, entries: [deskEntry('e1', { head: 2, last: 'Svar' })] };
  const seen = {
    ...NOTHING,
    entries: [deskEntry('e1', { head: 2, last: 'Hallå', unanswered_since: at(2), read: 2 })],
  };
  expect(arrived(quiet, said)).toHaveLength(1);
  expect(arrived(quiet, mine)).toEqual([]);
  expect(arrived(said, seen)).toEqual([]);
  expect(arrived(NOTHING, said)).toEqual([]);
});
