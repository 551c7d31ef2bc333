import { expect, it } from 'vitest';
import type { PanelView } from '../protocol/PanelView.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { WaitingPerson } from '../protocol/WaitingPerson.ts';
import { knocking, outside, talksOf } from './people-list.ts';

const person = (name: string, changes: Partial<WaitingPerson> = {}): WaitingPerson => ({
  person: name,
  name,
  state: 'waiting',
  since: '2026-01-02T12:00:00Z',
  present: true,
  device: {
    camera: 'ok',
    microphone: 'ok',
    speaker: 'yes',
    network: { media: true, relayed: false },
    handheld: false,
  },
  thread: `thread-${name}`,
  ...changes,
});
const panel = (...people: WaitingPerson[]): PanelView => ({ revision: 1, people, locked: false });
const room = (...people: string[]): RoomView => ({
  epoch: 1,
  revision: 1,
  locked: false,
  since: '2026-01-02T12:00:00Z',
  people: people.map((name) => ({
    person: name,
    name,
    title: '',
    is_host: false,
    is_staff: false,
    held: true,
    lost: false,
    tracks: [],
  })),
});

it('puts who has knocked first, longest before others, and who has left last', () => {
  const all = panel(
    person('gone', { state: 'left' }),
    person('looks', { state: 'checking' }),
    person('late', { since: '2026-01-02T12:05:00Z' }),
    person('early'),
  );
  expect(outside(all, null).map((one) => one.name)).toEqual(['early', 'late', 'looks', 'gone']);
});

it('shows somebody put aside once: among those in the call', () => {
  const all = panel(person('anna', { state: 'held' }), person('bo', { state: 'held' }));
  expect(outside(all, room('anna')).map((one) => one.name)).toEqual(['bo']);
});

it('counts those who have knocked and nobody else', () => {
  expect(knocking(null)).toBe(0);
  expect(knocking(panel(person('a'), person('b', { state: 'called' }), person('c', { state: 'left' })))).toBe(
    1,
  );
});

it('keeps each conversation open once', () => {
  const all = panel(person('a'), person('b', { thread: null }));
  expect(talksOf({ conversation: 'log', thread: 'thread-a' }, all)).toEqual(['log', 'thread-a']);
  expect(talksOf(null, null)).toEqual([]);
});
