/*
 * One person's way through a meeting: opening it, the check, the waiting room, the call, and out again. It ties the
 * parts together and shows the views a model; it knows no element and no words.
 * The parts: `here` holds, `opening` opens, `entering` gets in, `seat` is the call's life, `way` leads from place to
 * place, `happenings` hears the server.
 */
import { computed, effect, untracked } from '@preact/signals';
import type { MeetingDoor } from '../protocol/MeetingDoor.ts';
import type { TrackId } from '../protocol/TrackId.ts';
import { type Browser, theBrowser } from './browser.ts';
import { createEntering, DONE, type Entering } from './entering.ts';
import { createHappenings } from './happenings.ts';
import { createHere, failed, type Here, type MeetingSocket } from './here.ts';
import { NOTHING } from './meeting-store.ts';
import type { LinkState, MeetingModel, Phase } from './model.ts';
import { createOpening, type Opening } from './opening.ts';
import { createSeat, type Seat } from './seat.ts';
import { tilesOf } from './tiles.ts';
import { createWay, type Way } from './way.ts';

export type MeetingOptions = {
  /** Injected by tests. */
  browser?: Browser;
};

/** Leaving waits no longer than this for the server's word. */
const LEAVE_WITHIN_MS = 3_000;
const REPORT_AFTER_MS = 1_000;
const NOBODY_THERE: ReadonlyMap<TrackId, MediaStream> = new Map();

export function openMeeting(
  socket: MeetingSocket,
  door: MeetingDoor,
  options: MeetingOptions = {},
): MeetingModel {
  const here = createHere(socket, options.browser ?? theBrowser());
  const goOut = (next: Phase): void => way.goOut(next);
  const seat = createSeat(here, {
    reseat: () => void entering.join({ anew: true }),
    ended: () => goOut({ kind: 'out', next: 'ended' }),
  });
  const entering = createEntering(here, seat, { show: (next) => way.show(next), goOut });
  const way = createWay(here, seat, entering);
  const opening = createOpening(here, door, way, entering);
  const stops = [
    socket.follow({
      topic: (hello) => `person:${hello.person}`,
      start: (topic) => ({ type: 'subscribe', topic }),
      onState: () => void opening.open(),
      onEvent: createHappenings(here, seat, entering, way),
      onRefused: opening.notOpened,
    }),
    ...watches(here, opening, way),
  ];
  return {
    ...seen(here),
    ...mine(here, { seat, entering, way, opening }),
    ...hosts(here),
    dispose() {
      if (here.disposed) return;
      here.disposed = true;
      for (const stop of stops) stop();
      here.notLater();
      way.endCall();
      here.devices.dispose();
    },
  };
}

/** What else moves a meeting: the socket, the loudspeaker, the devices' states, the network, the page. */
function watches(here: Here, opening: Opening, way: Way): (() => void)[] {
  const { browser, call, devices, held, phase, playback, socket } = here;
  /** Shown again as it was when it went: everything was stopped then. */
  const shownAgain = (): void => {
    if (here.disposed) return;
    held.value = NOTHING;
    phase.value = { kind: 'opening' };
    void opening.open();
  };
  return [
    effect(() => {
      const connection = socket.connection.value;
      untracked(() => {
        if (connection.kind !== 'open') opening.socketLost();
      });
    }),
    effect(() => {
      const { speaker } = devices.chosen.value;
      untracked(() => playback.speaker(speaker));
    }),
    reports(here),
    effect(() => {
      const frozen = call.value?.digest.value?.frozen_ms ?? 0;
      untracked(() => {
        here.frozenMs.value += frozen;
      });
    }),
    browser.onNetwork(() => call.peek()?.networkChanged()),
    browser.onPage((isGone) => (isGone ? way.gone() : shownAgain())),
  ];
}

/** While one waits, the host reads what works and what doesn't. */
function reports({ ask, devices, phase }: Here): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const waiting = phase.value.kind === 'waiting';
    const states = [devices.camera.value, devices.microphone.value, devices.network.value];
    untracked(() => {
      clearTimeout(timer);
      if (waiting && states.length > 0)
        timer = setTimeout(() => void ask({ verb: 'update', device: devices.report() }), REPORT_AFTER_MS);
    });
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

type Seen =
  | 'phase'
  | 'info'
  | 'lobby'
  | 'room'
  | 'panel'
  | 'quality'
  | 'invites'
  | 'me'
  | 'devices'
  | 'tiles'
  | 'speakers'
  | 'link'
  | 'digest'
  | 'frozenMs'
  | 'soundBlocked'
  | 'sharing'
  | 'canShare'
  | 'onSaid';

/** What the views read. */
function seen(here: Here): Pick<MeetingModel, Seen> {
  const { call, devices, held, me, sharing } = here;
  return {
    phase: here.phase,
    info: computed(() => held.value.info),
    lobby: computed(() => held.value.lobby),
    room: computed(() => held.value.room),
    panel: computed(() => (held.value.lobby?.is_host === true ? held.value.panel : null)),
    quality: computed(() => (held.value.lobby?.is_host === true ? held.value.quality : null)),
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
    digest: computed(() => call.value?.digest.value ?? null),
    frozenMs: here.frozenMs,
    soundBlocked: here.playback.blocked,
    sharing: computed(() => sharing.screen.value !== null),
    canShare: sharing.can,
    onSaid: here.onSaid,
  };
}

type Mine = 'enter' | 'takeOver' | 'leave' | 'retry' | 'comeBack' | 'allowSound' | 'share' | 'shown';
type Parts = { seat: Seat; entering: Entering; way: Way; opening: Opening };

/** What anybody may do. */
function mine(here: Here, { seat, entering, way, opening }: Parts): Pick<MeetingModel, Mine> {
  const { call, held, phase, playback, sharing } = here;
  return {
    enter(given) {
      here.name = given.trim();
      return held.peek().lobby?.is_host === true ? entering.join() : entering.knock();
    },
    takeOver: () => entering.join({ anew: true }),
    async leave({ hold }) {
      const said = here.ask({ verb: 'leave', ...(hold ? { hold } : {}) }, LEAVE_WITHIN_MS);
      way.goOut({ kind: 'out', next: 'may_return' });
      const outcome = await said;
      if (here.disposed || phase.peek().kind !== 'out') return;
      if (outcome.ok && outcome.value.type === 'farewell')
        phase.value = { kind: 'out', next: outcome.value.next };
    },
    retry() {
      if (call.peek() !== null) void entering.join({ anew: true });
    },
    async comeBack() {
      phase.value = { kind: 'opening' };
      await opening.open();
    },
    allowSound: () => playback.allow(),
    async share(on) {
      if (on) await sharing.start(() => call.peek() !== null);
      else sharing.stop();
    },
    shown: seat.shown,
  };
}

/** What the host may do. */
function hosts({ ask, held, socket, take }: Here): Pick<MeetingModel, 'act' | 'invite' | 'revoke'> {
  return {
    async act(verb) {
      const outcome = await ask(verb);
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
  };
}
