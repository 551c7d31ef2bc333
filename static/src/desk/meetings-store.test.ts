import { expect, it } from 'vitest';
import type { MeetingSummary } from '../protocol/MeetingSummary.ts';
import { at } from './fixtures.ts';
import { apply, knocks, ofConversation, past, running, waitingForMe } from './meetings-store.ts';

const meeting = (id: string, changes: Partial<MeetingSummary> = {}): MeetingSummary => ({
  info: { id, title: id, state: 'open', at: at(0) },
  host: 'Anna',
  waiting: 0,
  in_room: 0,
  chat_open: true,
  ...changes,
});
const ended = (id: string, minute: number): MeetingSummary =>
  meeting(id, { info: { id, title: id, state: 'ended', at: at(0) }, ended_at: at(minute) });
const ids = (list: readonly MeetingSummary[]): string[] => list.map((one) => one.info.id);

it('puts where somebody waits first, longest before others, then the newest', () => {
  const all = [
    meeting('old'),
    meeting('new', { info: { id: 'new', title: '', state: 'open', at: at(5) } }),
    meeting('short', { waiting: 1, waiting_since: at(4) }),
    meeting('long', { waiting: 1, waiting_since: at(2) }),
    ended('over', 9),
  ];
  expect(ids(running(all))).toEqual(['long', 'short', 'new', 'old']);
  expect(ids(past([ended('a', 1), ended('b', 2), meeting('c')]))).toEqual(['b', 'a']);
});

it('takes a summary for one it has and for a new one, and lets other events pass', () => {
  const one = apply([meeting('a')], { type: 'meeting_summary', summary: meeting('a', { waiting: 2 }) });
  expect(one).toEqual([meeting('a', { waiting: 2 })]);
  expect(apply(one, { type: 'meeting_summary', summary: meeting('b') })).toHaveLength(2);
  expect(apply(one, { type: 'head', seq: 3 })).toBe(one);
});

it('tells of each knock once, and of nobody who leaves', () => {
  const [none, one, two] = [[meeting('a')], [meeting('a', { waiting: 1 })], [meeting('a', { waiting: 2 })]];
  expect(ids(knocks(none, one))).toEqual(['a']);
  expect(ids(knocks(one, two))).toEqual(['a']);
  expect(knocks(two, one)).toEqual([]);
  expect(ids(knocks([], one))).toEqual(['a']);
});

it('counts who waits for me, not for a colleague', () => {
  const all = [meeting('a', { waiting: 2 }), meeting('b', { waiting: 3, host: 'Bo' })];
  expect(waitingForMe(all, 'Anna')).toBe(2);
  expect(waitingForMe(all, undefined)).toBe(0);
});

it('finds the one that goes on out of a chat', () => {
  const info = { id: 'a', title: '', state: 'open', at: at(0), conversation: 'c1' } as const;
  expect(ofConversation([meeting('a', { info })], 'c1')?.info.id).toBe('a');
  expect(ofConversation([meeting('a', { info: { ...info, state: 'ended' } })], 'c1')).toBeUndefined();
});
