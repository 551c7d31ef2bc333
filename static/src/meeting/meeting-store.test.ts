import { describe, expect, it } from 'vitest';
import type { LobbyView } from '../protocol/LobbyView.ts';
import type { MeetingEvent } from '../protocol/MeetingEvent.ts';
import type { PanelView } from '../protocol/PanelView.ts';
import type { QualityView } from '../protocol/QualityView.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { WaitingPerson } from '../protocol/WaitingPerson.ts';
import { apply, concerns, differences, type Meeting, NOTHING, self } from './meeting-store.ts';
import { tilesOf } from './tiles.ts';

const AT = '2026-11-21T11:00:00Z';
const ME = 'anna';
const HOST = 'bo';

function lobby(revision: number, more: Partial<LobbyView> = {}): LobbyView {
  return {
    revision,
    state: 'waiting',
    since: AT,
    host: { person: HOST, name: 'Bo', title: 'Medlare', state: 'in_room' },
    locked: false,
    is_host: false,
    name: 'Anna',
    ...more,
  } as LobbyView;
}

function person(id: string, more: Partial<RoomPerson> = {}): RoomPerson {
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  const common = { person: id, name, title: '', held: false, lost: false, tracks: [] };
  return { ...common, is_host: id === HOST, is_staff: id === HOST, ...more };
}

function room(revision: number, people: RoomPerson[], epoch = 1): RoomView {
  return { epoch, revision, locked: false, people, since: AT };
}

function waits(id: string, state: WaitingPerson['state'] = 'waiting'): WaitingPerson {
  const network = { relayed: false };
  const device = { camera: 'ok', microphone: 'ok', speaker: 'yes', network, handheld: false };
  return { person: id, name: id, state, since: AT, present: true, device } as WaitingPerson;
}

const panel = (revision: number, ...people: WaitingPerson[]): PanelView => ({
  revision,
  people,
  locked: false,
});
const quality = (revision: number, ...people: string[]): QualityView => ({
  revision,
  people: people.map((one) => ({
    person: one,
    level: 'poor',
    cause: 'download',
    latest: FIGURES,
    since: AT,
    so_far: FIGURES,
  })),
});
const FIGURES = {
  loss_in_pct: 20,
  loss_out_pct: 0,
  round_trip_ms: 300,
  frozen_ms: 2_000,
  concealed_pct: 9,
};
const INFO = { id: 'm', title: 'Samtal', state: 'open', at: AT, conversation: null } as const;
const OPENED = apply(NOTHING, { type: 'opened', me: ME, view: { info: INFO, lobby: lobby(1) } });
const hears = (held: Meeting, event: MeetingEvent, meeting = 'm'): Meeting =>
  apply(held, { type: 'event', event: { type: 'meeting', meeting, event } });
const joins = (held: Meeting, view: RoomView, seat = 3, resumed = false): Meeting =>
  apply(held, { type: 'reply', reply: { type: 'joined', seat, resumed, room: view, ice_servers: [] } });
const said = (before: Meeting, event: MeetingEvent) => differences(before, hears(before, event));

describe('views', () => {
  it('are never replaced by older ones', () => {
    const held = hears(OPENED, { what: 'lobby', lobby: lobby(5, { state: 'called' }) });
    expect(hears(held, { what: 'lobby', lobby: lobby(4) }).lobby?.state).toBe('called');
    const inside = joins(held, room(9, [person(ME)]));
    expect(hears(inside, { what: 'room', room: room(8, []) }).room?.revision).toBe(9);
    const seen = hears(held, { what: 'panel', panel: panel(7, waits('c')) });
    expect(hears(seen, { what: 'panel', panel: panel(6) }).panel?.people).toHaveLength(1);
  });

  it('of how it is for each are whole, and begin anew with the room', () => {
    const view = { info: INFO, lobby: lobby(1, { is_host: true }), quality: quality(4, 'c', 'd') };
    const opened = apply(NOTHING, { type: 'opened', me: ME, view });
    expect(opened.quality?.people.map((one) => one.person)).toEqual(['c', 'd']);
    expect(hears(opened, { what: 'quality', quality: quality(3) })).toBe(opened);
    const inside = joins(opened, room(9, [person(ME), person('c')]));
    expect(inside.quality).toBe(opened.quality);
    const heard = hears(inside, { what: 'quality', quality: quality(5, 'c') });
    expect(heard.quality?.people.map((one) => one.person)).toEqual(['c']);
    const moved = hears(heard, { what: 'room', room: room(1, [person(ME), person('c')], 2) });
    expect(moved.quality).toEqual(quality(5));
  });

  it('of the call compare epoch first, then revision', () => {
    const inside = joins(OPENED, room(9, [person(ME)], 2));
    expect(hears(inside, { what: 'room', room: room(100, [], 1) }).room).toBe(inside.room);
    expect(hears(inside, { what: 'room', room: room(1, [], 3) }).room).toMatchObject({
      epoch: 3,
      revision: 1,
    });
  });

  it('of other meetings and other seats change nothing', () => {
    const inside = joins(OPENED, room(9, [person(ME)]));
    expect(hears(inside, { what: 'lobby', lobby: lobby(50) }, 'another')).toBe(inside);
    expect(hears(inside, { what: 'dark', seat: 4, track: 1, dark: true })).toBe(inside);
    const event = { what: 'farewell', seat: 4, next: 'taken_over' } as const;
    expect(concerns(inside, { type: 'meeting', meeting: 'm', event })).toBeNull();
    expect(concerns(inside, { type: 'meeting', meeting: 'm', event: { ...event, seat: 3 } })).not.toBeNull();
    const everywhere = { what: 'farewell', seat: null, next: 'ended' } as const;
    expect(concerns(inside, { type: 'meeting', meeting: 'm', event: everywhere })).not.toBeNull();
  });

  it('begin anew after one has left: the next call may have a lower revision', () => {
    const out = apply(joins(OPENED, room(9, [person(ME)])), { type: 'out' });
    expect(out).toMatchObject({ room: null, seat: null });
    expect(joins(out, room(2, [person(ME)])).room?.revision).toBe(2);
  });

  it('keep a dark track until it is light or gone', () => {
    const track = { track: 5, source: 'camera', muted: false } as const;
    let held = joins(OPENED, room(1, [person(HOST, { tracks: [track] })]));
    held = hears(held, { what: 'dark', seat: 3, track: 5, dark: true });
    expect([...held.dark]).toEqual([5]);
    expect([...hears(held, { what: 'dark', seat: 3, track: 5, dark: false }).dark]).toEqual([]);
    expect([...hears(held, { what: 'room', room: room(2, [person(HOST)]) }).dark]).toEqual([]);
  });

  it('show links as they are made and ended', () => {
    let held = apply(OPENED, { type: 'invite', invite: { url: 'u', link: 'l', valid: true, at: AT } });
    held = apply(held, { type: 'revoked', link: 'l' });
    expect(held.invites).toEqual([{ url: 'u', link: 'l', valid: false, at: AT }]);
  });
});

describe('what is said', () => {
  it('names everybody who knocked at once', () => {
    const held = hears(OPENED, { what: 'panel', panel: panel(1, waits('c'), waits('d', 'checking')) });
    const event = {
      what: 'panel',
      panel: panel(2, waits('c'), waits('d'), waits('e'), waits('f', 'left')),
    } as const;
    expect(said(held, event)).toEqual([{ kind: 'knocked', names: ['d', 'e'], people: ['d', 'e'] }]);
    expect(said(hears(held, event), { what: 'panel', panel: panel(3, waits('c')) })).toEqual([]);
  });

  it('is nothing about who was there already when one opened', () => {
    expect(said(OPENED, { what: 'panel', panel: panel(1, waits('c')) })).toEqual([]);
    expect(differences(OPENED, joins(OPENED, room(1, [person(HOST), person(ME)])))).toEqual([]);
  });

  it('tells who comes, leaves, is put aside and is back, and never oneself', () => {
    const inside = joins(OPENED, room(1, [person(HOST), person('cilla'), person(ME)]));
    expect(
      said(inside, {
        what: 'room',
        room: room(2, [person(HOST), person('dan'), person(ME)]),
      }),
    ).toEqual([
      { kind: 'left', name: 'Cilla' },
      { kind: 'joined', name: 'Dan' },
    ]);
    const aside = hears(inside, {
      what: 'room',
      room: room(2, [person(HOST, { lost: true }), person('cilla', { held: true })]),
    });
    expect(differences(inside, aside)).toEqual([{ kind: 'held_person', name: 'Cilla' }]);
    expect(said(aside, { what: 'room', room: room(3, [person(HOST), person('cilla')]) })).toEqual([
      { kind: 'back', name: 'Bo' },
      { kind: 'back', name: 'Cilla' },
    ]);
  });

  it('does not say that the others left when one is put aside, nor that they came when one is back', () => {
    const inside = joins(OPENED, room(1, [person(HOST), person('cilla'), person(ME)]));
    const alone = { what: 'room', room: room(2, [person(HOST), person(ME, { held: true })]) } as const;
    expect(said(inside, alone)).toEqual([]);
    const back = { what: 'room', room: room(3, [person(HOST), person('cilla'), person(ME)]) } as const;
    expect(said(hears(inside, alone), back)).toEqual([]);
  });

  it('is quiet about those who come anew when the room began anew', () => {
    const inside = joins(OPENED, room(5, [person(HOST), person(ME)]));
    const anew = joins(inside, room(1, [person(ME)], 2), 1);
    expect(differences(inside, anew)).toEqual([]);
    expect(said(anew, { what: 'room', room: room(2, [person(ME), person(HOST)], 2) })).toEqual([]);
  });

  it('names a new host once, whichever view tells first', () => {
    const inside = joins(OPENED, room(1, [person(HOST), person('cilla'), person(ME)]));
    const handed = room(2, [person(HOST, { is_host: false }), person('cilla', { is_host: true })]);
    const after = hears(inside, { what: 'room', room: handed });
    expect(differences(inside, after)).toContainEqual({ kind: 'host_now', name: 'Cilla', me: false });
    const host = { person: 'cilla', name: 'Cilla', title: '', state: 'in_room' } as const;
    expect(said(after, { what: 'lobby', lobby: lobby(2, { host }) })).toEqual([]);
    const mine = { ...host, person: ME, name: 'Anna' };
    expect(said(after, { what: 'lobby', lobby: lobby(3, { host: mine, is_host: true }) })).toEqual([
      { kind: 'host_now', name: 'Anna', me: true },
    ]);
  });
});

describe('tiles', () => {
  const stream = {} as MediaStream;
  const nothing = {
    me: ME,
    streams: new Map(),
    dark: new Set<number>(),
    own: { camera: null, screen: null, microphoneOn: false },
  };

  it('show a screen before its camera, and a camera that is off without a picture', () => {
    const bo = person(HOST, {
      tracks: [
        { track: 1, source: 'microphone', muted: false },
        { track: 2, source: 'camera', muted: true },
        { track: 4, source: 'screen', muted: false },
      ],
    });
    const streams = new Map([
      [2, stream],
      [4, stream],
    ]);
    expect(tilesOf(room(1, [bo]), { ...nothing, streams, dark: new Set([2, 4]) })).toMatchObject([
      { key: 'bo:screen', track: 4, stream, dark: true, micOff: false, own: false },
      { key: 'bo:camera', track: 2, stream: null, cameraOff: true, dark: false },
    ]);
  });

  it('show oneself as one’s devices are, and nobody who was put aside', () => {
    const track = { track: 7, source: 'camera', muted: false } as const;
    const people = [person(ME, { tracks: [track] }), person('cilla', { held: true, tracks: [track] })];
    const own = { camera: stream, screen: null, microphoneOn: true };
    const tiles = tilesOf(room(1, people), { ...nothing, own, streams: new Map([[7, stream]]) });
    expect(tiles).toMatchObject([
      { own: true, stream, cameraOff: false, micOff: false, track: 7 },
      { own: false, held: true, stream: null },
    ]);
    expect(self(joins(OPENED, room(1, people)))?.person).toBe(ME);
  });
});
