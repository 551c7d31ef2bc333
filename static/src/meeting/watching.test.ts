import { describe, expect, it } from 'vitest';
import type { LobbyView } from '../protocol/LobbyView.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import { arrive, farewell, type Known, placed } from './arrival.ts';
import type { Phase } from './model.ts';
import { wayOf } from './network-trial.ts';
import { type Eyes, expectedPictures, expectsSound, listen, look } from './watching.ts';

const AT = '2026-11-21T11:00:00Z';

function person(id: string, more: Partial<RoomPerson> = {}): RoomPerson {
  const tracks: RoomPerson['tracks'] = [
    { track: 1, source: 'microphone', muted: false },
    { track: 2, source: 'camera', muted: false },
  ];
  const common = { title: '', is_host: false, is_staff: false, held: false, lost: false, tracks };
  return { person: id, name: id, ...common, ...more };
}

const room = (...people: RoomPerson[]): RoomView => ({
  epoch: 1,
  revision: 1,
  locked: false,
  people,
  since: AT,
});

describe('what should come', () => {
  it('is what others send who are there, and nothing while one is put aside', () => {
    const view = room(person('me'), person('bo'));
    expect([expectsSound(view, 'me'), expectedPictures(view, 'me')]).toEqual([true, [2]]);
    for (const away of [person('bo', { held: true }), person('bo', { lost: true })])
      expect([expectsSound(room(person('me'), away), 'me'), expectedPictures(room(away), 'me')]).toEqual([
        false,
        [],
      ]);
    expect(expectsSound(room(person('me', { held: true }), person('bo')), 'me')).toBe(false);
    expect(expectsSound(room(person('me')), 'me')).toBe(false);
    const muted = person('bo', { tracks: [{ track: 1, source: 'microphone', muted: true }] });
    expect(expectsSound(room(muted), 'me')).toBe(false);
  });

  it('has been silent since the last packet, or since it was first expected', () => {
    const first = listen(null, 100, true, 1_000);
    expect(first).toEqual({ packets: 100, since: 1_000 });
    expect(listen(first, 100, true, 5_000)).toBe(first);
    expect(listen(first, 101, true, 5_000)).toEqual({ packets: 101, since: 5_000 });
    expect(listen(first, 100, false, 5_000)).toBeNull();
  });

  it('is asked for once when a picture stays away, and then called dark until it comes', () => {
    let eyes: Eyes = new Map();
    const at = (now: number, frames: number): boolean => {
      const seen = look(eyes, new Map([[2, frames]]), now);
      ({ eyes } = seen);
      return seen.ask;
    };
    expect([at(0, 0), at(4_900, 0)]).toEqual([false, false]);
    expect(at(5_000, 0)).toBe(true);
    expect(eyes.get(2)?.dark).toBe(false);
    expect([at(9_000, 0), at(10_000, 0)]).toEqual([false, false]);
    expect(eyes.get(2)?.dark).toBe(true);
    expect(at(12_000, 0)).toBe(false);
    expect(at(13_000, 1)).toBe(false);
    expect(eyes.get(2)).toMatchObject({ dark: false, asked: false });
    expect(look(eyes, new Map(), 14_000).eyes.size).toBe(0);
  });
});

describe('the way of the media', () => {
  const report = (local: object, remote: object): Record<string, unknown>[] => [
    {
      type: 'candidate-pair',
      state: 'succeeded',
      nominated: true,
      localCandidateId: 'l',
      remoteCandidateId: 'r',
      currentRoundTripTime: 0.0424,
    },
    { id: 'l', ...local },
    { id: 'r', ...remote },
  ];

  it.each([
    [{ candidateType: 'host', protocol: 'udp' }, { candidateType: 'host' }, false],
    [{ candidateType: 'relay', protocol: 'udp' }, { candidateType: 'host' }, true],
    [{ candidateType: 'host', protocol: 'tcp' }, { candidateType: 'host' }, true],
    [{ candidateType: 'prflx' }, { candidateType: 'relay' }, true],
  ])('from %o to %o', (local, remote, relayed) => {
    expect(wayOf(report(local, remote))).toEqual({ kind: 'fine', relayed, roundTripMs: 42 });
  });

  it('is fine though the browser tells nothing of it', () => {
    expect(wayOf([])).toEqual({ kind: 'fine', relayed: false, roundTripMs: null });
  });
});

describe('the place', () => {
  const host = { person: 'bo', name: 'Bo', title: '', state: 'near' } as const;
  const lobby = (
    state: LobbyView['state'],
    is_host = false,
    more: Pick<LobbyView, 'seat'> = {},
  ): LobbyView => ({
    revision: 1,
    state,
    since: AT,
    host,
    locked: false,
    is_host,
    name: '',
    conversation: null,
    thread: null,
    ...more,
  });
  const known = (kind: 'opening' | 'check' | 'waiting' | 'joining' | 'call', more: Partial<Known> = {}) => ({
    phase: { kind } as Phase,
    knocked: false,
    sat: false,
    ...more,
  });

  it('leads a called person in only from where they knocked', () => {
    expect(placed(lobby('called'), known('waiting'))).toEqual({ do: 'join' });
    expect(placed(lobby('called'), known('check'))).toEqual({ do: 'stay' });
    expect(arrive('open', lobby('called'), known('opening'))).toEqual({
      do: 'show',
      phase: { kind: 'check' },
    });
    expect(arrive('open', lobby('called'), known('waiting', { knocked: true }))).toEqual({ do: 'join' });
  });

  it('in another tab takes nobody away from looking at the devices', () => {
    for (const state of ['waiting', 'called', 'in_room'] as const) {
      expect(placed(lobby(state), known('check'))).toEqual({ do: 'stay' });
    }
    expect(arrive('open', lobby('waiting'), known('check'))).toEqual({ do: 'stay' });
    expect(placed(lobby('in_room'), known('waiting'))).toEqual({ do: 'show', phase: { kind: 'elsewhere' } });
  });

  it('is kept over a new socket', () => {
    expect(arrive('open', lobby('in_room'), known('call', { sat: true }))).toEqual({ do: 'join' });
    expect(arrive('open', lobby('left'), known('call', { sat: true }))).toEqual({ do: 'enter' });
    expect(arrive('open', lobby('left'), known('waiting', { knocked: true }))).toEqual({ do: 'enter' });
    expect(arrive('open', lobby('checking', true), known('joining'))).toEqual({ do: 'join' });
  });

  it('elsewhere is asked about only where some page sits', () => {
    const check = { do: 'show', phase: { kind: 'check' } };
    const elsewhere = { do: 'show', phase: { kind: 'elsewhere' } };
    for (const is_host of [false, true]) {
      const place = (state: 'in_room' | 'held', seat?: 'live' | 'lost') =>
        arrive('open', lobby(state, is_host, seat === undefined ? {} : { seat }), known('opening'));
      expect(place('in_room', 'live')).toEqual(elsewhere);
      expect(place('held', 'live')).toEqual(elsewhere);
      // The tab was closed a moment ago, and its seat is kept.
      expect(place('in_room', 'lost')).toEqual(check);
      expect(place('held', 'lost')).toEqual(check);
      // Put aside, and gone for longer than that.
      expect(place('held')).toEqual(check);
    }
    const kept = lobby('in_room', false, { seat: 'lost' });
    expect(arrive('open', kept, known('waiting', { knocked: true }))).toEqual({ do: 'join' });
    expect(placed(kept, known('waiting'))).toEqual({ do: 'stay' });
    expect(placed(lobby('in_room', false, { seat: 'live' }), known('waiting'))).toEqual(elsewhere);
  });

  it('ends for who was told no, and when the meeting has ended', () => {
    const removed = { do: 'show', phase: { kind: 'out', next: 'removed' } };
    expect(arrive('open', lobby('removed'), known('opening'))).toEqual(removed);
    expect(placed(lobby('removed'), known('call', { sat: true }))).toEqual(removed);
    expect(arrive('ended', lobby('left'), known('opening'))).toEqual({
      do: 'show',
      phase: { kind: 'refused', why: 'ended' },
    });
    expect(arrive('ended', lobby('left'), known('call', { sat: true }))).toEqual({
      do: 'show',
      phase: { kind: 'out', next: 'ended' },
    });
    expect(farewell('link_revoked', 'waiting')).toEqual({ kind: 'out', next: 'link_revoked' });
  });

  it('says to who was never let in that they were not, and to who was taken out that they are no longer in', () => {
    expect(farewell('removed', 'waiting')).toEqual({ kind: 'out', next: 'removed', denied: true });
    expect(farewell('removed', 'call')).toEqual({ kind: 'out', next: 'removed' });
    expect(farewell('removed', 'held')).toEqual({ kind: 'out', next: 'removed' });
  });
});
