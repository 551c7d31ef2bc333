import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { expect, it } from 'vitest';
import type { LiveQuality } from '../protocol/LiveQuality.ts';
import type { PanelView } from '../protocol/PanelView.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { WaitingPerson } from '../protocol/WaitingPerson.ts';
import { knocking, levelName, outside, qualityOf, signNames, talksOf } from './people-list.ts';

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

const FINE = { loss_in_pct: 0, loss_out_pct: 0, round_trip_ms: 40, frozen_ms: 0, concealed_pct: 0 };
const live = (more: Partial<LiveQuality> = {}): LiveQuality => ({
  person: 'a',
  level: 'poor',
  cause: 'none',
  latest: FINE,
  since: '2026-01-02T12:00:00Z',
  so_far: FINE,
  ...more,
});

it('says how it is for who is there, and nothing of who is put aside or lost', () => {
  const [one] = room('a').people;
  if (one === undefined) throw new Error('nobody');
  const view = { revision: 1, people: [live()] };
  expect(qualityOf(view, one)).toBeNull();
  expect(qualityOf(view, { ...one, held: false })).toEqual(live());
  expect(qualityOf(view, { ...one, held: false, lost: true })).toBeNull();
  expect(qualityOf(view, { ...one, held: false, person: 'b' })).toBeNull();
  expect(qualityOf(null, { ...one, held: false })).toBeNull();
});

it('says what it comes from, then how it is noticed', () => {
  const latest = { ...FINE, concealed_pct: 12, frozen_ms: 2_000, round_trip_ms: 700 };
  const all = ['theirs-sound', 'theirs-picture', 'theirs-late'];
  expect(signNames(live({ cause: 'upload', latest }))).toEqual(['theirs-cause-upload', ...all]);
  expect(signNames(live({ latest }))).toEqual(all);
  expect(signNames(live({ level: 'good', cause: 'none', latest }))).toEqual([]);
});

it('has words for every light and every sign', () => {
  const source = readFileSync(join(import.meta.dirname, '../../locales/sv/meeting.ftl'), 'utf8');
  const known = new Set(new FluentResource(source).body.map((entry) => entry.id));
  const latest = { ...FINE, concealed_pct: 12, frozen_ms: 2_000, round_trip_ms: 700 };
  const causes = ['none', 'download', 'upload', 'device', 'cut'] as const;
  const names = [
    ...(['good', 'fair', 'poor'] as const).map(levelName),
    ...causes.flatMap((cause) => signNames(live({ cause, latest }))),
  ];
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});
