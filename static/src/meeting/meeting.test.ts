import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection, Failure, Following, Outcome } from '../net/socket.ts';
import type { Command } from '../protocol/Command.ts';
import type { LobbyState } from '../protocol/LobbyState.ts';
import type { LobbyView } from '../protocol/LobbyView.ts';
import type { MeetingEvent } from '../protocol/MeetingEvent.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';
import type { MeetingView } from '../protocol/MeetingView.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import { memoryStorage } from '../stores/device.ts';
import type { Browser } from './browser.ts';
import { FakeConnection, FakeMedia, FakeStream, settled } from './fake-rtc.ts';
import type { MeetingSocket } from './here.ts';
import { openMeeting } from './meeting.ts';
import type { MeetingModel, Said } from './model.ts';

const AT = '2026-11-21T11:00:00Z';
const HELLO = {
  person: 'anna',
  name: 'Anna',
  now: AT,
  heartbeat_ms: 1,
  silent_after_ms: 1,
  max_file_bytes: 1,
};
const no = (code: Failure['code']): Outcome<never> => ({
  ok: false,
  failure: { code, message: '', retryAfterMs: 0 },
});

/** The server as one meeting sees it: answers what is asked, says what the test wants. */
class FakeSocket {
  readonly connection = signal<Connection>({ kind: 'open', hello: HELLO });
  readonly heard: MeetingVerb[] = [];
  opened: Outcome<MeetingView> = no('not_found');
  lobby: LobbyView;
  room: RoomView = { epoch: 1, revision: 1, locked: false, people: [person('anna')], since: AT };
  seat = 3;
  resumes = false;
  /** Answers of the verbs that don't go well, once each. */
  readonly refusals = new Map<MeetingVerb['verb'], Failure['code'][]>();
  following: Following | null = null;
  #revision = 1;

  constructor(state: LobbyState, more: Partial<LobbyView> = {}) {
    const host = { person: 'bo', name: 'Bo', title: '', state: 'in_room' } as const;
    const rest = { since: AT, host, locked: false, is_host: false, name: 'Anna' };
    this.lobby = { revision: 1, state, conversation: null, thread: null, ...rest, ...more };
    const info = { id: 'm', title: '', state: 'open', at: AT, conversation: null } as const;
    this.opened = { ok: true, value: { info, lobby: this.lobby } };
  }
  readonly follow = (following: Following): (() => void) => {
    this.following = following;
    queueMicrotask(() => following.onState({ type: 'done' }));
    return () => {
      this.following = null;
    };
  };
  readonly ask = (cmd: Command): Promise<Outcome<unknown>> => {
    if (cmd.type === 'open_meeting') return Promise.resolve(this.opened);
    if (cmd.type !== 'meeting') return Promise.resolve(no('invalid'));
    this.heard.push(cmd.act);
    const refusal = this.refusals.get(cmd.act.verb)?.shift();
    return Promise.resolve(refusal === undefined ? { ok: true, value: this.#reply(cmd.act) } : no(refusal));
  };
  #reply(act: MeetingVerb): MeetingReply {
    switch (act.verb) {
      case 'enter':
        return { type: 'lobby', lobby: this.lobby };
      case 'join':
        return {
          type: 'joined',
          seat: this.seat,
          resumed: this.resumes,
          room: this.room,
          ice_servers: [],
        };
      case 'pub_offer':
        return { type: 'answer', generation: act.generation, sdp: 'answer' };
      case 'leave':
        return { type: 'farewell', next: 'may_return' };
      default:
        return { type: 'done' };
    }
  }
  /** The place on the server from now on, told only when it's asked for. */
  is(state: LobbyState): void {
    this.lobby = { ...this.lobby, revision: ++this.#revision, state };
    if (this.opened.ok) this.opened = { ok: true, value: { ...this.opened.value, lobby: this.lobby } };
  }
  async says(event: MeetingEvent): Promise<void> {
    this.following?.onEvent({ type: 'meeting', meeting: 'm', event });
    await settled();
  }
  async places(state: LobbyState): Promise<void> {
    this.is(state);
    await this.says({ what: 'lobby', lobby: this.lobby });
  }
  async shows(people: RoomPerson[], epoch = 1): Promise<void> {
    this.room = { ...this.room, epoch, revision: this.room.revision + 1, people };
    await this.says({ what: 'room', room: this.room });
  }
  async breaks(): Promise<void> {
    this.connection.value = { kind: 'lost' };
    await settled();
  }
  async returns(): Promise<void> {
    this.connection.value = { kind: 'open', hello: HELLO };
    this.following?.onState({ type: 'done' });
    await settled();
  }
  said<V extends MeetingVerb['verb']>(verb: V): Extract<MeetingVerb, { verb: V }>[] {
    return this.heard.filter((one): one is Extract<MeetingVerb, { verb: V }> => one.verb === verb);
  }
}

function person(id: string, more: Partial<RoomPerson> = {}): RoomPerson {
  const common = { title: '', is_host: false, is_staff: false, held: false, lost: false, tracks: [] };
  return { person: id, name: id, ...common, ...more };
}

let media: FakeMedia;
let connections: FakeConnection[];
let page: (gone: boolean) => void;
let network: () => void;
let said: Said[];
let models: MeetingModel[];
const tab = memoryStorage();

function browser(): Browser {
  const element = { play: () => Promise.resolve(), remove: () => undefined, srcObject: null };
  return {
    connect: (config) => {
      const made = new FakeConnection(config);
      connections.push(made);
      return made as unknown as RTCPeerConnection;
    },
    media: media as unknown as MediaDevices,
    storage: memoryStorage(),
    tab,
    relayOnly: false,
    handheld: false,
    canChooseSpeaker: false,
    now: () => Date.now(),
    element: () => element as unknown as HTMLAudioElement,
    meter: () => () => undefined,
    chord: () => Promise.resolve(),
    hidden: () => false,
    permission: () => Promise.resolve('prompt'),
    onVisible: () => () => undefined,
    onNetwork: (hear) => {
      network = hear;
      return () => undefined;
    },
    onPage: (hear) => {
      page = hear;
      return () => undefined;
    },
  };
}

async function opens(socket: FakeSocket): Promise<MeetingModel> {
  const door = { by: 'meeting', meeting: 'm' } as const;
  const model = openMeeting(socket as unknown as MeetingSocket, door, { browser: browser() });
  model.onSaid((one) => said.push(one));
  models.push(model);
  await settled();
  return model;
}

/** A guest who was called and sits. */
async function inCall(): Promise<{ socket: FakeSocket; model: MeetingModel }> {
  const socket = new FakeSocket('checking');
  const model = await opens(socket);
  await model.devices.ask();
  socket.is('waiting');
  await model.enter('Anna');
  await socket.places('called');
  await settled();
  socket.is('in_room');
  expect(model.phase.value).toEqual({ kind: 'call' });
  return { socket, model };
}

const live = (): FakeConnection[] => connections.filter((one) => !one.closed);

beforeEach(() => {
  media = new FakeMedia();
  connections = [];
  said = [];
  models = [];
  for (let at = tab.length - 1; at >= 0; at--) tab.removeItem(tab.key(at) ?? '');
  vi.stubGlobal('MediaStream', FakeStream);
  vi.useFakeTimers();
});

afterEach(() => {
  for (const model of models) model.dispose();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the way in', () => {
  it('goes by the check and the waiting room, and in by itself when one is called', async () => {
    const socket = new FakeSocket('checking');
    const model = await opens(socket);
    expect(model.phase.value).toEqual({ kind: 'check' });
    expect(model.me.value).toEqual({ person: 'anna', staff: false });
    await model.devices.ask();
    socket.is('waiting');
    expect((await model.enter(' Anna ')).ok).toBe(true);
    expect(model.phase.value).toEqual({ kind: 'waiting' });
    expect(socket.said('enter')).toMatchObject([
      { name: 'Anna', consent: true, device: { camera: 'ok', microphone: 'ok' } },
    ]);
    await socket.places('called');
    expect(model.phase.value).toEqual({ kind: 'call' });
    expect(socket.said('pub_offer')[0]).toMatchObject({
      seat: 3,
      generation: 1,
      tracks: [
        { source: 'microphone', muted: false },
        { source: 'camera', muted: false },
      ],
    });
  });

  it('is shorter for the host, who joins after the check', async () => {
    const socket = new FakeSocket('checking', { is_host: true });
    const model = await opens(socket);
    expect((await model.enter('')).ok).toBe(true);
    expect(model.phase.value).toEqual({ kind: 'call' });
    expect(socket.said('enter')).toEqual([]);
  });

  it('takes one seat though both the answer and the event say that one was called', async () => {
    const socket = new FakeSocket('checking');
    const model = await opens(socket);
    const entered = model.enter('Anna');
    socket.is('called');
    void socket.says({ what: 'lobby', lobby: socket.lobby });
    await entered;
    await settled();
    expect(socket.said('join')).toHaveLength(1);
    expect(model.phase.value).toEqual({ kind: 'call' });
  });

  it.each([
    ['not_found', 'unknown'],
    ['ended', 'ended'],
    ['queue_full', 'full'],
    ['forbidden', 'forbidden'],
    ['unavailable', 'unavailable'],
  ] as const)('is closed by %s', async (code, why) => {
    const socket = new FakeSocket('checking');
    const good = socket.opened;
    socket.opened = no(code);
    const model = await opens(socket);
    expect(model.phase.value).toEqual({ kind: 'refused', why });
    socket.opened = good;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(model.phase.value.kind).toBe(code === 'unavailable' ? 'check' : 'refused');
  });

  it('renews the report while one waits', async () => {
    const socket = new FakeSocket('waiting');
    const model = await opens(socket);
    expect(model.phase.value).toEqual({ kind: 'waiting' });
    await vi.advanceTimersByTimeAsync(1_100);
    expect(socket.said('update').at(-1)).toMatchObject({ device: { camera: 'ok' } });
    await model.devices.turnCamera(false);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(socket.said('update').at(-1)).toMatchObject({ device: { camera: 'off' } });
  });

  it('asks before it takes over from another tab', async () => {
    const socket = new FakeSocket('in_room');
    const model = await opens(socket);
    expect(model.phase.value).toEqual({ kind: 'elsewhere' });
    expect((await model.takeOver()).ok).toBe(true);
    expect(socket.said('join')).toEqual([{ verb: 'join', take_over: true }]);
    expect(model.phase.value).toEqual({ kind: 'call' });
  });

  it.each([
    ['in_room', { seat: 'lost' }, 'call'],
    ['held', {}, 'held'],
  ] as const)('goes on by the check where a closed tab was %s', async (state, seat, then) => {
    const socket = new FakeSocket(state, seat);
    if (state === 'held') socket.room = { ...socket.room, people: [person('anna', { held: true })] };
    const model = await opens(socket);
    expect(model.phase.value).toEqual({ kind: 'check' });
    expect(await model.enter('Anna')).toEqual({ ok: true, value: null });
    await settled();
    expect(socket.said('join')).toEqual([{ verb: 'join' }]);
    expect(model.phase.value).toEqual({ kind: then });
  });

  it('says that one sits elsewhere when the seat is refused', async () => {
    const socket = new FakeSocket('checking', { is_host: true });
    socket.refusals.set('join', ['conflict']);
    const model = await opens(socket);
    expect(await model.enter('')).toEqual(no('conflict'));
    expect(model.phase.value).toEqual({ kind: 'elsewhere' });
    expect(media.live()).toEqual([]);
  });
});

describe('in the call', () => {
  it('answers an offer that came before the seat was known', async () => {
    const socket = new FakeSocket('checking', { is_host: true });
    const model = await opens(socket);
    const entered = model.enter('');
    const line = { mid: '0', track: 5, person: 'bo', source: 'camera' } as const;
    const offer = {
      what: 'sub_offer' as const,
      generation: 1,
      sdp: 'offer video:0',
      lines: [line],
      fresh: false,
    };
    void socket.says({ ...offer, seat: 9, sdp: 'of another seat' });
    void socket.says({ ...offer, seat: 3 });
    await entered;
    await settled();
    expect(socket.said('sub_answer')).toMatchObject([{ seat: 3, generation: 1 }]);
    expect(connections.at(-1)?.remote).toEqual(['offer video:0']);
    await socket.shows([
      person('anna'),
      person('bo', { tracks: [{ track: 5, source: 'camera', muted: false }] }),
    ]);
    const tile = model.tiles.value.find((one) => one.person === 'bo');
    expect([tile?.cameraOff, tile?.stream === null]).toEqual([false, false]);
    await socket.says({ what: 'dark', seat: 3, track: 5, dark: true });
    expect(model.tiles.value.find((one) => one.person === 'bo')?.dark).toBe(true);
  });

  it('goes on while the socket is away, and says nothing for the seat before it has it again', async () => {
    const { socket, model } = await inCall();
    const before = live();
    await socket.breaks();
    await model.devices.turnMicrophone(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(live()).toEqual(before);
    expect(socket.said('mute')).toEqual([]);
    socket.resumes = true;
    socket.heard.length = 0;
    await socket.returns();
    expect(socket.heard[0]).toEqual({ verb: 'join', seat: 3 });
    expect(socket.said('mute')).toContainEqual({ verb: 'mute', seat: 3, mid: '0', muted: true });
    expect([live(), model.phase.value]).toEqual([before, { kind: 'call' }]);
  });

  it('asks once for the whole when something was missed, and goes on whatever the answer', async () => {
    const { socket, model } = await inCall();
    const before = live();
    socket.resumes = true;
    socket.room = { ...socket.room, revision: 9, people: [person('anna'), person('cilla')] };
    socket.following?.onState({ type: 'done' });
    socket.following?.onState({ type: 'done' });
    await settled();
    expect(socket.said('join')).toEqual([{ verb: 'join' }, { verb: 'join', seat: 3 }]);
    expect(model.room.value?.people).toHaveLength(2);
    socket.refusals.set('join', ['conflict']);
    socket.following?.onState({ type: 'done' });
    await settled();
    expect([live(), model.phase.value]).toEqual([before, { kind: 'call' }]);
  });

  it('takes one seat when it is told twice, at the same time, to take it', async () => {
    const socket = new FakeSocket('called');
    const model = await opens(socket);
    await model.devices.ask();
    socket.is('waiting');
    await model.enter('Anna');
    socket.is('called');
    void socket.says({ what: 'lobby', lobby: socket.lobby });
    socket.following?.onState({ type: 'done' });
    await settled();
    expect(socket.said('join')).toHaveLength(1);
    expect(model.phase.value).toEqual({ kind: 'call' });
  });

  it('begins with new connections on another seat', async () => {
    const { socket, model } = await inCall();
    const [before] = connections;
    await socket.breaks();
    socket.seat = 4;
    await socket.returns();
    expect(before?.closed).toBe(true);
    expect(socket.said('pub_offer').at(-1)).toMatchObject({ seat: 4, generation: 1 });
    expect(model.phase.value).toEqual({ kind: 'call' });
    expect(model.link.value.kind).toBe('reconnecting');
  });

  it('asks to be let in again when the seat was lost, and is called at once', async () => {
    const { socket, model } = await inCall();
    await socket.breaks();
    socket.is('left');
    const [opened] = [socket.opened];
    socket.is('called');
    socket.opened = opened;
    await socket.returns();
    expect(socket.said('enter')).toHaveLength(2);
    expect(socket.said('join')).toHaveLength(2);
    expect(model.phase.value).toEqual({ kind: 'call' });
  });

  it('takes a new seat when the room begins anew, and is not put out by its own old one', async () => {
    const { socket, model } = await inCall();
    socket.seat = 1;
    socket.room = { ...socket.room, epoch: 2, revision: 1 };
    const rejoined = socket.says({ what: 'rejoin' });
    void socket.says({ what: 'farewell', seat: 3, next: 'taken_over' });
    await rejoined;
    expect(model.phase.value).toEqual({ kind: 'call' });
    expect(socket.said('join').at(-1)).toEqual({ verb: 'join', take_over: true });
    await socket.shows([person('anna')], 3);
    expect(socket.said('join')).toHaveLength(3);
    expect(live()).toHaveLength(1);
  });

  it('takes another seat when its offers are out of step, but not again and again', async () => {
    const { socket, model } = await inCall();
    socket.refusals.set('pub_offer', ['conflict', 'conflict']);
    socket.seat = 4;
    await socket.says({ what: 'pub_restart', seat: 3 });
    expect(socket.said('join')).toHaveLength(2);
    expect(model.phase.value).toEqual({ kind: 'call' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(socket.said('join')).toHaveLength(2);
  });

  it('restarts ICE when the server lost the way, and when the network changes', async () => {
    const { socket } = await inCall();
    await socket.says({ what: 'pub_restart', seat: 4 });
    expect(connections[0]?.restarts).toBe(0);
    await socket.says({ what: 'pub_restart', seat: 3 });
    expect(connections[0]?.restarts).toBe(1);
    connections[0]?.becomes('connected');
    network();
    await settled();
    expect(connections[0]?.restarts).toBe(2);
  });

  it('climbs the ladder to its end, and begins anew when one asks', async () => {
    const { socket, model } = await inCall();
    connections[0]?.becomes('connected');
    expect(model.link.value).toEqual({ kind: 'good' });
    connections[0]?.becomes('failed');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(model.link.value.kind).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(61_000);
    expect(model.link.value).toEqual({ kind: 'failed' });
    socket.seat = 4;
    model.retry();
    await settled();
    connections.at(-1)?.becomes('connected');
    expect(model.link.value).toEqual({ kind: 'good' });
    expect(live()).toHaveLength(1);
  });

  it('turns off what the host asks for, and says so', async () => {
    const { socket, model } = await inCall();
    await socket.says({ what: 'please_mute', seat: 3, source: 'microphone' });
    expect(model.devices.microphone.value).toBe('off');
    expect(said).toContainEqual({ kind: 'asked_to_mute', source: 'microphone' });
    expect(socket.said('mute')).toEqual([{ verb: 'mute', seat: 3, mid: '0', muted: true }]);
  });

  it('shows that one was put aside, and is back', async () => {
    const { socket, model } = await inCall();
    await socket.shows([person('anna', { held: true })]);
    expect(model.phase.value).toEqual({ kind: 'held' });
    await socket.shows([person('anna')]);
    expect(model.phase.value).toEqual({ kind: 'call' });
  });

  it('tells once how large the pictures are, when they have come to rest', async () => {
    const { socket, model } = await inCall();
    for (const height of [100, 200, 360]) model.shown(new Map([[5, height]]));
    await vi.advanceTimersByTimeAsync(199);
    expect(socket.said('want')).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    model.shown(new Map([[5, 360]]));
    await vi.advanceTimersByTimeAsync(500);
    expect(socket.said('want')).toEqual([{ verb: 'want', seat: 3, wanted: [{ track: 5, height: 360 }] }]);
  });

  it('tells every five seconds how it goes', async () => {
    const { socket } = await inCall();
    connections[0]?.becomes('connected');
    await vi.advanceTimersByTimeAsync(16_000);
    expect(socket.said('quality').length).toBeGreaterThanOrEqual(2);
    expect(socket.said('quality')[0]?.digest.cause).toBe('none');
  });
});

describe('the way out', () => {
  it('leaves nothing on, whoever ends it', async () => {
    const { socket, model } = await inCall();
    await socket.says({ what: 'farewell', seat: null, next: 'ended' });
    expect(model.phase.value).toEqual({ kind: 'out', next: 'ended' });
    expect([live(), media.live(), model.room.value]).toEqual([[], [], null]);
  });

  it('is at once when one leaves, and one may come back', async () => {
    const { socket, model } = await inCall();
    const leaving = model.leave({ hold: false });
    expect(model.phase.value).toEqual({ kind: 'out', next: 'may_return' });
    expect(media.live()).toEqual([]);
    await leaving;
    expect(socket.said('leave')).toEqual([{ verb: 'leave' }]);
    socket.is('left');
    await model.comeBack();
    expect(model.phase.value).toEqual({ kind: 'check' });
  });

  it('to the waiting room keeps the devices, and leads back in when one is called', async () => {
    const { socket, model } = await inCall();
    await socket.says({ what: 'farewell', seat: 3, next: 'waiting_room' });
    expect(model.phase.value).toEqual({ kind: 'waiting' });
    expect([live(), media.live()]).toEqual([[], ['mic', 'cam']]);
    await socket.places('waiting');
    await socket.places('called');
    expect(model.phase.value).toEqual({ kind: 'call' });
  });

  it('by another tab asks whether to take over here', async () => {
    const { socket, model } = await inCall();
    await socket.says({ what: 'farewell', seat: 3, next: 'taken_over' });
    expect(model.phase.value).toEqual({ kind: 'elsewhere' });
    await socket.says({ what: 'farewell', seat: 8, next: 'removed' });
    expect(model.phase.value).toEqual({ kind: 'elsewhere' });
  });

  it('stops everything when the page goes for good', async () => {
    const { model } = await inCall();
    model.dispose();
    expect([live(), media.live()]).toEqual([[], []]);
  });
});

describe('a reload', () => {
  it('in the call comes back by itself, on the same seat, as muted as before', async () => {
    const { model } = await inCall();
    await model.devices.turnCamera(false);
    page(true);
    expect([live(), media.live()]).toEqual([[], []]);
    const socket = new FakeSocket('in_room');
    socket.resumes = true;
    const again = await opens(socket);
    expect(again.phase.value).toEqual({ kind: 'call' });
    expect(socket.said('join')).toEqual([{ verb: 'join', seat: 3 }]);
    expect(socket.said('sub_restart')).toEqual([{ verb: 'sub_restart', seat: 3, fresh: true }]);
    expect(socket.said('pub_offer')[0]).toMatchObject({ seat: 3, generation: 2 });
    expect([again.devices.camera.value, media.live()]).toEqual(['off', ['mic']]);
  });

  it('after the seat was lost asks to be let in, and needs no check', async () => {
    await inCall();
    page(true);
    const socket = new FakeSocket('called');
    if (socket.opened.ok) {
      const lobby = { ...socket.lobby, revision: 0, state: 'left' } as const;
      socket.opened = { ok: true, value: { ...socket.opened.value, lobby } };
    }
    const again = await opens(socket);
    expect(socket.said('enter')).toMatchObject([{ name: 'Anna', consent: true }]);
    expect(again.phase.value).toEqual({ kind: 'call' });
  });

  it('takes over from itself when the server has not seen the old page go', async () => {
    await inCall();
    page(true);
    const socket = new FakeSocket('in_room');
    socket.refusals.set('join', ['conflict']);
    const again = await opens(socket);
    expect(socket.said('join')).toEqual([
      { verb: 'join', seat: 3 },
      { verb: 'join', take_over: true },
    ]);
    expect(again.phase.value).toEqual({ kind: 'call' });
  });

  it('counts once, and not after two minutes', async () => {
    await inCall();
    page(true);
    await vi.advanceTimersByTimeAsync(121_000);
    expect((await opens(new FakeSocket('left'))).phase.value).toEqual({ kind: 'check' });
    expect((await opens(new FakeSocket('in_room'))).phase.value).toEqual({ kind: 'elsewhere' });
  });
});
