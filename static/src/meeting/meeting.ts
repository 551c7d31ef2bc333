/*
 * One person's way through a meeting: opening it, the check, the waiting room, the call, and out again. It ties the
 * store, the devices and the call together and shows the views a model; it knows no element and no words.
 * Invariant: there is at most one call here, and devices are on only in the check, the waiting room and the call.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Connection, Failure, Outcome, Socket } from '../net/socket.ts';
import type { Event as WireEvent } from '../protocol/Event.ts';
import type { MeetingDoor } from '../protocol/MeetingDoor.ts';
import type { MeetingEvent } from '../protocol/MeetingEvent.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';
import type { TrackId } from '../protocol/TrackId.ts';
import { arrive, farewell, type Known, type Move, placed, refusalOf } from './arrival.ts';
import { type Browser, theBrowser } from './browser.ts';
import { createDevices } from './devices.ts';
import { type Inside, keepInside, takeInside } from './inside.ts';
import { beginCall, type Call } from './live-call.ts';
import { apply, concerns, differences, type Input, type Meeting, NOTHING, self } from './meeting-store.ts';
import type { LinkState, MeetingModel, Phase, Said } from './model.ts';
import { tryNetwork } from './network-trial.ts';
import { configuration } from './peer-ports.ts';
import { createPlayback } from './playback.ts';
import { createSharing } from './screen.ts';
import type { SubOffer } from './sub-peer.ts';
import { tilesOf } from './tiles.ts';

/** What of the socket a meeting uses. */
export type MeetingSocket = Pick<Socket, 'ask' | 'follow'> & { connection: ReadonlySignal<Connection> };

export type MeetingOptions = {
  /** Injected by tests. */
  browser?: Browser;
};

/** `anew`: another seat with other connections, whoever of this person sits elsewhere. */
type Joining = { anew?: boolean; tries?: number };
type Joined = Extract<MeetingReply, { type: 'joined' }>;

/** Leaving waits no longer than this for the server's word. */
const LEAVE_WITHIN_MS = 3_000;
const TRY_AGAIN_MS = 2_000;
const MOST_TRIES = 5;
/** A seat out of step is taken anew, but not again and again. */
const RESEAT_EVERY_MS = 10_000;
const REPORT_AFTER_MS = 1_000;
const NOBODY_THERE: ReadonlyMap<TrackId, MediaStream> = new Map();
const DONE: Outcome<null> = { ok: true, value: null };
const failed = (code: Failure['code'], message: string): { ok: false; failure: Failure } => ({
  ok: false,
  failure: { code, message, retryAfterMs: 0 },
});

export function openMeeting(
  socket: MeetingSocket,
  door: MeetingDoor,
  options: MeetingOptions = {},
): MeetingModel {
  const browser = options.browser ?? theBrowser();
  const held = signal<Meeting>(NOTHING);
  const phase = signal<Phase>({ kind: 'opening' });
  const me = signal<MeetingModel['me']['value']>(null);
  const call = signal<Call | null>(null);
  const sharing = createSharing(browser.media, browser.handheld);
  const hearers = new Set<(said: Said) => void>();
  const say = (said: Said): void => {
    for (const hear of hearers) hear(said);
  };
  const devices = createDevices({
    ...browser,
    say,
    trial: () => tryNetwork({ connect: browser.connect, send: inMeeting, config: configuration([], false) }),
  });
  const playback = createPlayback(devices.chosen.peek().speaker, browser.element ?? undefined);
  let name = '';
  let knocked = false;
  /** What the page before this one left. */
  let left: Inside | null = null;
  let disposed = false;
  /** Grows with each attempt to get in: an answer to an older one is for nobody. */
  let attempt = 0;
  let opening = 0;
  let joining: Promise<Outcome<null>> | null = null;
  let reseatedAt = Number.NEGATIVE_INFINITY;
  let askedAgainAt = Number.NEGATIVE_INFINITY;
  /** The first offer may come before the answer that tells the seat it is for. */
  let early: SubOffer[] = [];
  let heights: ReadonlyMap<TrackId, number> = new Map();
  let again: ReturnType<typeof setTimeout> | undefined;
  let reportTimer: ReturnType<typeof setTimeout> | undefined;

  const take = (input: Input): void => {
    const before = held.peek();
    const after = apply(before, input);
    held.value = after;
    for (const said of differences(before, after)) say(said);
  };

  function inMeeting(act: MeetingVerb, withinMs?: number): Promise<Outcome<MeetingReply>> {
    const id = held.peek().info?.id;
    if (id === undefined) return Promise.resolve(failed('not_found', 'not opened'));
    return socket.ask({ type: 'meeting', meeting: id, act }, 'in_meeting', withinMs);
  }

  function known(): Known {
    return {
      phase: phase.peek(),
      knocked,
      sat: call.peek() !== null || (left !== null && left.seat !== null),
    };
  }

  // --- opening, and opening again on a new socket

  async function open(): Promise<void> {
    const mine = ++opening;
    const connection = socket.connection.peek();
    if (connection.kind !== 'open') return;
    const { person, staff } = connection.hello;
    me.value = { person, staff: staff !== undefined };
    const outcome = await socket.ask({ type: 'open_meeting', ...door }, 'meeting');
    if (mine !== opening || disposed) return;
    if (!outcome.ok) return notOpened(outcome.failure);
    const first = held.peek().info === null;
    take({ type: 'opened', me: person, view: outcome.value });
    if (first) remember();
    if (phase.peek().kind === 'refused') phase.value = { kind: 'opening' };
    const { lobby, info } = held.peek();
    if (lobby !== null && info !== null) move(arrive(info.state, lobby, known()));
  }

  function notOpened(failure: Failure): void {
    // A link that was ended keeps nobody out who is inside: the seat itself says.
    if (call.peek() !== null) {
      if (failure.code === 'ended') goOut({ kind: 'out', next: 'ended' });
      else if (failure.code === 'disconnected') later(0, () => void open());
      else void join();
      return;
    }
    const { kind } = phase.peek();
    if (kind !== 'opening' && kind !== 'refused') return;
    phase.value = refusalOf(failure.code);
    if (phase.value.why === 'unavailable') later(failure.retryAfterMs, () => void open());
  }

  /** The socket won't come back by itself, and nobody has begun it anew. */
  function notConnected(): void {
    const connection = socket.connection.peek();
    if (connection.kind !== 'ended' || phase.peek().kind !== 'opening') return;
    phase.value = refusalOf(connection.why === 'not_signed_in' ? 'unauthenticated' : 'unavailable');
  }

  function later(ms: number, then: () => void): void {
    clearTimeout(again);
    again = setTimeout(() => !disposed && then(), ms > 0 ? ms : TRY_AGAIN_MS);
  }

  /** Takes up what the page before this one was doing. */
  function remember(): void {
    const { info, lobby } = held.peek();
    if (info === null) return;
    left = takeInside(browser.tab, info.id, browser.now());
    name = left?.name ?? lobby?.name ?? '';
    if (left === null) return;
    knocked = true;
    devices.wish({ camera: left.camera, microphone: left.microphone });
  }

  function move(next: Move): void {
    switch (next.do) {
      case 'stay':
        break;
      case 'show':
        show(next.phase);
        break;
      case 'join':
        void join();
        break;
      case 'enter':
        void knock();
        break;
      default:
        next satisfies never;
    }
  }

  function show(next: Phase): void {
    switch (next.kind) {
      case 'check':
        // On a new socket while one looks at the devices nothing begins anew.
        if (phase.peek().kind === 'check') return;
        knocked = false;
        endCall();
        break;
      case 'waiting':
        knocked = true;
        left = null;
        endCall();
        askFirst();
        break;
      case 'out':
      case 'refused':
      case 'elsewhere':
        return goOut(next);
      default:
        break;
    }
    phase.value = next;
  }

  // --- in

  /** After a reload nobody has looked at the devices; otherwise what the person answered stands. */
  function askFirst(): void {
    const tested = devices.camera.peek() !== 'untested' || devices.microphone.peek() !== 'untested';
    if (!tested) void devices.ask();
  }

  async function knock(): Promise<Outcome<null>> {
    const mine = ++attempt;
    if (phase.peek().kind === 'opening') phase.value = { kind: 'joining' };
    askFirst();
    const outcome = await inMeeting({
      verb: 'enter',
      ...(name === '' ? {} : { name }),
      device: devices.report(),
      consent: true,
    });
    if (mine !== attempt || disposed) return DONE;
    if (!outcome.ok) {
      if (phase.peek().kind === 'joining' || call.peek() !== null) show({ kind: 'check' });
      if (outcome.failure.code === 'ended') goOut({ kind: 'out', next: 'ended' });
      return outcome;
    }
    knocked = true;
    take({ type: 'reply', reply: outcome.value });
    const lobby = held.peek().lobby;
    if (lobby?.state === 'waiting') show({ kind: 'waiting' });
    else if (lobby?.state === 'called' || lobby?.state === 'in_room') void join();
    else if (lobby?.state === 'removed') goOut({ kind: 'out', next: 'removed' });
    return DONE;
  }

  /** Takes a seat, or takes up the one of before. A call that goes on stays on screen meanwhile. */
  function join(how: Joining = {}): Promise<Outcome<null>> {
    // The answer to the knock and the event of the place both say that one was called.
    if (joining !== null && how.anew !== true) return joining;
    const run = ask(how).finally(() => {
      if (joining === run) joining = null;
    });
    joining = run;
    return run;
  }

  async function ask({ anew = false, tries = 1 }: Joining): Promise<Outcome<null>> {
    const mine = ++attempt;
    const { kind } = phase.peek();
    if (kind !== 'call' && kind !== 'held') phase.value = { kind: 'joining' };
    askFirst();
    const seat = anew ? null : (call.peek()?.seat ?? left?.seat ?? null);
    // What is still told of the seat of before (that it was taken over, by ourselves) is for nobody.
    if (anew) take({ type: 'unseated' });
    const outcome = await inMeeting({
      verb: 'join',
      ...(seat === null ? {} : { seat }),
      ...(anew ? { take_over: true } : {}),
    });
    if (mine !== attempt || disposed) return DONE;
    if (outcome.ok) {
      if (outcome.value.type === 'joined') sit(outcome.value, anew);
      return DONE;
    }
    notSeated(outcome.failure, { anew, tries }, mine);
    return outcome;
  }

  function notSeated(failure: Failure, { anew = false, tries = 1 }: Joining, mine: number): void {
    switch (failure.code) {
      case 'conflict':
        // Asked again on the same socket, because something was missed on it: the call goes on.
        if (!anew && call.peek()?.seated() === true) break;
        // It was this tab that sat there, a moment ago: nobody needs to be asked.
        if (!anew && left !== null && left.seat !== null) queueMicrotask(() => void join({ anew: true }));
        else goOut({ kind: 'elsewhere' });
        break;
      case 'ended':
        goOut({ kind: 'out', next: 'ended' });
        break;
      case 'disconnected':
      case 'unavailable':
      case 'internal':
      case 'rate_limited':
        // On a new socket `open` joins again; on this one it is tried a few times.
        if (tries < MOST_TRIES) {
          later(failure.retryAfterMs, () => {
            const open = socket.connection.peek().kind === 'open';
            if (open && mine === attempt) void join({ anew, tries: tries + 1 });
          });
        } else if (call.peek() === null) goOut(refusalOf('unavailable'));
        break;
      default: {
        // The seat was lost: who was inside a moment ago is called at once.
        const lately = browser.now() - askedAgainAt < RESEAT_EVERY_MS;
        askedAgainAt = browser.now();
        if (lately || held.peek().lobby?.is_host === true) goOut(refusalOf(failure.code));
        else queueMicrotask(() => void knock());
      }
    }
  }

  function sit(joined: Joined, anew: boolean): void {
    const before = call.peek();
    const goesOn = joined.resumed && !anew && before !== null && before.seat === joined.seat;
    const inherits = joined.resumed && !goesOn;
    const generation = inherits ? (before?.generation() ?? left?.generation ?? 0) : 0;
    take({ type: 'reply', reply: joined });
    if (goesOn) before.resumed();
    else {
      before?.close();
      call.value = beginCall(
        {
          ...browser,
          seat: joined.seat,
          generation,
          iceServers: joined.ice_servers,
          me: me.peek()?.person ?? '',
          ask: inMeeting,
          playback,
          devices,
          screen: sharing.screen,
          room: computed(() => held.value.room),
          onGeneration: () => undefined,
          onRefused: outOfStep,
        },
        { inherited: inherits, again: before !== null || left !== null },
      );
      call.peek()?.shown(heights);
    }
    left = null;
    for (const offer of early) if (offer.seat === joined.seat) call.peek()?.offered(offer);
    early = [];
    place();
  }

  /** In the call, or put aside in it. */
  function place(): void {
    if (call.peek() === null) return;
    const kind = self(held.peek())?.held === true ? 'held' : 'call';
    if (phase.peek().kind !== kind) phase.value = { kind };
  }

  /** The server won't have an offer for this seat: another seat then, unless that was just tried. */
  function outOfStep(failure: Failure): void {
    if (failure.code === 'ended') return goOut({ kind: 'out', next: 'ended' });
    // What can't be agreed on is not shown; a connection that can't be made at all is the ladder's matter.
    if (failure.code === 'invalid' || failure.code === 'too_large') return sharing.stop();
    if (browser.now() - reseatedAt < RESEAT_EVERY_MS) return;
    reseatedAt = browser.now();
    void join({ anew: true });
  }

  // --- out

  function endCall(): void {
    attempt += 1;
    joining = null;
    early = [];
    const before = call.peek();
    call.value = null;
    before?.close();
    playback.stop();
    sharing.stop();
    if (held.peek().room !== null || held.peek().seat !== null) take({ type: 'out' });
  }

  function goOut(next: Phase): void {
    endCall();
    devices.stop();
    knocked = false;
    left = null;
    phase.value = next;
  }

  // --- what happens

  function onEvent(happened: WireEvent): void {
    const { room, lobby } = held.peek();
    // Before the seat is known nothing can be said to be for it.
    if (joining !== null && happened.type === 'meeting' && happened.event.what === 'sub_offer') {
      if (happened.meeting === held.peek().info?.id) early.push(happened.event);
    }
    const mine = concerns(held.peek(), happened);
    take({ type: 'event', event: happened });
    if (mine !== null) react(mine);
    const now = held.peek();
    if (now.lobby !== null && now.lobby !== lobby) move(placed(now.lobby, known()));
    if (call.peek() === null || now.room === null || room === null || now.room === room) return;
    if (now.room.epoch !== room.epoch) void join({ anew: true });
    else place();
  }

  function react(event: MeetingEvent): void {
    switch (event.what) {
      case 'sub_offer':
        call.peek()?.offered(event);
        break;
      case 'pub_restart':
        call.peek()?.pubLost();
        break;
      case 'please_mute':
        turnOff(event.source);
        say({ kind: 'asked_to_mute', source: event.source });
        break;
      case 'rejoin':
        if (call.peek() !== null) void join({ anew: true });
        break;
      case 'farewell': {
        // Another tab of the same person has nothing to leave.
        const { kind } = phase.peek();
        if (kind === 'opening' || kind === 'refused' || kind === 'out' || kind === 'elsewhere') break;
        if (kind === 'check' && (event.next === 'may_return' || event.next === 'taken_over')) break;
        show(farewell(event.next));
        break;
      }
      default:
    }
  }

  function turnOff(source: Extract<MeetingEvent, { what: 'please_mute' }>['source']): void {
    if (source === 'microphone') void devices.turnMicrophone(false);
    else if (source === 'camera') void devices.turnCamera(false);
    else sharing.stop();
  }

  /** The page goes: what it was doing is kept for the next, and nothing stays on. */
  function gone(): void {
    const { info } = held.peek();
    const { kind } = phase.peek();
    const inCall = call.peek();
    const wishes = devices.wishes.peek();
    if (info !== null && (inCall !== null || kind === 'waiting' || kind === 'joining')) {
      const seat = inCall?.seat ?? left?.seat ?? null;
      const generation = inCall?.generation() ?? left?.generation ?? 0;
      keepInside(browser.tab, info.id, { seat, generation, name, ...wishes, leftAt: browser.now() });
    }
    endCall();
    devices.stop();
  }

  /** Shown again as it was when it went: everything was stopped then. */
  function shownAgain(): void {
    if (disposed) return;
    held.value = NOTHING;
    phase.value = { kind: 'opening' };
    void open();
  }

  // --- wiring

  const stops = [
    socket.follow({
      topic: (hello) => `person:${hello.person}`,
      start: (topic) => ({ type: 'subscribe', topic }),
      onState: () => void open(),
      onEvent,
      onRefused: (failure) => notOpened(failure),
    }),
    effect(() => {
      const connection = socket.connection.value;
      untracked(() => {
        if (connection.kind === 'open') return;
        opening += 1;
        call.peek()?.socketLost();
        if (connection.kind === 'ended') later(0, notConnected);
      });
    }),
    effect(() => {
      const { speaker } = devices.chosen.value;
      untracked(() => playback.speaker(speaker));
    }),
    effect(() => {
      const waiting = phase.value.kind === 'waiting';
      const states = [devices.camera.value, devices.microphone.value, devices.network.value];
      untracked(() => {
        clearTimeout(reportTimer);
        if (waiting && states.length > 0)
          reportTimer = setTimeout(
            () => void inMeeting({ verb: 'update', device: devices.report() }),
            REPORT_AFTER_MS,
          );
      });
    }),
    browser.onNetwork(() => call.peek()?.networkChanged()),
    browser.onPage((isGone) => (isGone ? gone() : shownAgain())),
  ];

  const model: MeetingModel = {
    phase,
    info: computed(() => held.value.info),
    lobby: computed(() => held.value.lobby),
    room: computed(() => held.value.room),
    panel: computed(() => (held.value.lobby?.is_host === true ? held.value.panel : null)),
    invites: computed(() => held.value.invites),
    me,
    devices,
    tiles: computed(() =>
      tilesOf(held.value.room, {
        me: me.value?.person ?? null,
        streams: call.value?.pictures.value ?? NOBODY_THERE,
        dark: new Set([...held.value.dark, ...(call.value?.dark.value ?? [])]),
        own: {
          camera: devices.preview.value,
          screen: sharing.stream.value,
          microphoneOn: devices.microphone.value === 'ok',
        },
      }),
    ),
    speakers: computed(() => held.value.speakers),
    link: computed<LinkState>(() => call.value?.link.value ?? { kind: 'connecting' }),
    soundBlocked: playback.blocked,
    sharing: computed(() => sharing.screen.value !== null),
    canShare: sharing.can,
    onSaid(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
    enter(given) {
      name = given.trim();
      return held.peek().lobby?.is_host === true ? join() : knock();
    },
    takeOver: () => join({ anew: true }),
    async leave({ hold }) {
      const said = inMeeting({ verb: 'leave', ...(hold ? { hold } : {}) }, LEAVE_WITHIN_MS);
      goOut({ kind: 'out', next: 'may_return' });
      const outcome = await said;
      if (disposed || phase.peek().kind !== 'out' || !outcome.ok || outcome.value.type !== 'farewell') return;
      phase.value = { kind: 'out', next: outcome.value.next };
    },
    retry() {
      if (call.peek() !== null) void join({ anew: true });
    },
    async comeBack() {
      phase.value = { kind: 'opening' };
      await open();
    },
    allowSound: () => playback.allow(),
    async share(on) {
      if (on) await sharing.start(() => call.peek() !== null);
      else sharing.stop();
    },
    shown(now) {
      heights = now;
      call.peek()?.shown(now);
    },
    async act(verb) {
      const outcome = await inMeeting(verb);
      return outcome.ok ? DONE : outcome;
    },
    async invite() {
      const id = held.peek().info?.id;
      if (id === undefined) return failed('not_found', 'not opened');
      const outcome = await socket.ask({ type: 'invite_to_meeting', meeting: id }, 'invite');
      if (outcome.ok) take({ type: 'invite', invite: outcome.value });
      return outcome;
    },
    async revoke(link) {
      const id = held.peek().info?.id;
      if (id === undefined) return failed('not_found', 'not opened');
      const outcome = await socket.ask({ type: 'revoke_invite', meeting: id, link }, 'done');
      if (outcome.ok) take({ type: 'revoked', link });
      return outcome.ok ? DONE : outcome;
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const stop of stops) stop();
      clearTimeout(again);
      clearTimeout(reportTimer);
      endCall();
      devices.dispose();
    },
  };
  return model;
}
