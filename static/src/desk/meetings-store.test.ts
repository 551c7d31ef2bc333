import { expect, it } from 'vitest';
import type { MeetingSummary } from '../protocol/MeetingSummary.ts';
import { at, deskEntry } from './fixtures.ts';
import {
  apply,
  called,
  knocks,
  lasted,
  ofConversation,
  past,
  rested,
  running,
  waitingForMe,
} from './meetings-store.ts';

const meeting = (id: string, changes: Partial<MeetingSummary> = {}): MeetingSummary => ({
  info: { id, title: id, state: 'open', at: at(0) },
  host: 'Anna',
  waiting: 0,
  in_room: 0,
  people: [],
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

it('finds it also when links have given it a log of its own', () => {
  const info = { id: 'a', title: '', state: 'open', at: at(0), conversation: 'own' } as const;
  expect(ofConversation([meeting('a', { info, chat: 'c1' })], 'c1')?.info.id).toBe('a');
});

const guest = (inside: boolean) => ({ person: 'c1', name: 'Maja Ek', is_staff: false, inside });
const me = (inside: boolean) => ({ person: 'a1', name: 'Anna', is_staff: true, inside });

it('lets nobody wait for an answer who talks with me in a meeting', () => {
  const entry = deskEntry('e', { unanswered_since: at(2) });
  const unanswered = (...all: MeetingSummary[]) => rested(entry, all, 'a1').unanswered_since;
  expect(unanswered(meeting('m', { people: [me(true), guest(true)] }))).toBeUndefined();
  expect(unanswered(meeting('m', { people: [me(true), guest(false)] }))).toBe(at(2));
  expect(unanswered(meeting('m', { people: [me(false), guest(true)] }))).toBe(at(2));
  const over = { ...ended('m', 9), people: [me(false), guest(false)] };
  expect(unanswered(over), 'what was said in it is answered').toBe(at(9));
  expect(unanswered({ ...over, ended_at: at(1) }), 'written after it').toBe(at(2));
  expect(unanswered({ ...over, people: [me(false)] }), 'with somebody else').toBe(at(2));
});

it('calls a meeting by what it is about, else by whom it is with', () => {
  const nameless = { id: 'a', title: '', state: 'open', at: at(0) } as const;
  const others = [me(true), guest(true)];
  expect(called(meeting('Flytt', { people: others }), 'Anna')).toEqual({ by: 'title', title: 'Flytt' });
  const ofChat = meeting('a', { info: { ...nameless, customer: 'Kim Ek' }, people: others });
  expect(called(ofChat, 'Anna')).toEqual({ by: 'people', names: ['Kim Ek'] });
  const byLink = meeting('a', { info: nameless, people: others });
  expect(called(byLink, 'Anna')).toEqual({ by: 'people', names: ['Maja Ek'] });
  const empty = meeting('a', { info: nameless });
  expect(called(empty, 'Anna')).toEqual({ by: 'nothing' });
  expect(called(empty, 'Bo')).toEqual({ by: 'host', host: 'Anna' });
});

it('says for how long one went on, from when the first went in', () => {
  expect(lasted({ ...ended('a', 9), started_at: at(2) })).toBe(7 * 60_000);
  expect(lasted(ended('a', 9))).toBeNull();
});
