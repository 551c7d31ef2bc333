/*
 * What this page holds of its meeting: the server's views, where its person is, the devices, the call and what the page
 * before left. Knows how to ask and how to say, and decides nothing.
 */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Connection, Failure, Outcome, Socket } from '../net/socket.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';
import type { PersonId } from '../protocol/PersonId.ts';
import type { Known } from './arrival.ts';
import type { Browser } from './browser.ts';
import { createDevices, type OwnDevices } from './devices.ts';
import type { Inside } from './inside.ts';
import type { Call } from './live-call.ts';
import { apply, differences, type Input, type Meeting, NOTHING } from './meeting-store.ts';
import type { MeetingModel, Phase, Said } from './model.ts';
import { tryNetwork } from './network-trial.ts';
import { configuration } from './peer-ports.ts';
import { createPlayback, type Playback } from './playback.ts';
import { createSharing, type Sharing } from './screen.ts';

/** What of the socket a meeting uses. */
export type MeetingSocket = Pick<Socket, 'ask' | 'follow'> & { connection: ReadonlySignal<Connection> };

export type Here = {
  readonly socket: MeetingSocket;
  readonly browser: Browser;
  readonly held: Signal<Meeting>;
  readonly phase: Signal<Phase>;
  readonly me: Signal<{ person: PersonId; staff: boolean } | null>;
  readonly call: Signal<Call | null>;
  /** For how long pictures have stood still, in all calls from this page. */
  readonly frozenMs: Signal<number>;
  readonly devices: OwnDevices;
  readonly playback: Playback;
  readonly sharing: Sharing;
  /** Under which one goes in. */
  name: string;
  /** Knocked from here. */
  knocked: boolean;
  /** What the page before this one left, until it is used. */
  left: Inside | null;
  disposed: boolean;
  readonly onSaid: MeetingModel['onSaid'];
  readonly say: (said: Said) => void;
  /** Lets the store know, and says what changed by it. */
  readonly take: (input: Input) => void;
  readonly ask: (act: MeetingVerb, withinMs?: number) => Promise<Outcome<MeetingReply>>;
  /** Does one thing a little later, in place of any other that was to be done later. */
  readonly later: (ms: number, then: () => void) => void;
  readonly notLater: () => void;
};

const TRY_AGAIN_MS = 2_000;

export function createHere(socket: MeetingSocket, browser: Browser): Here {
  const held = signal<Meeting>(NOTHING);
  const hearers = new Set<(said: Said) => void>();
  const say = (said: Said): void => {
    for (const hear of hearers) hear(said);
  };
  const ask = (act: MeetingVerb, withinMs?: number): Promise<Outcome<MeetingReply>> => {
    const id = held.peek().info?.id;
    if (id === undefined) return Promise.resolve(failed('not_found', 'not opened'));
    return socket.ask({ type: 'meeting', meeting: id, act }, 'in_meeting', withinMs);
  };
  const devices = createDevices({
    ...browser,
    say,
    trial: () => tryNetwork({ connect: browser.connect, send: ask, config: configuration([], false) }),
  });
  let again: ReturnType<typeof setTimeout> | undefined;
  const here: Here = {
    socket,
    browser,
    held,
    phase: signal<Phase>({ kind: 'opening' }),
    me: signal<MeetingModel['me']['value']>(null),
    call: signal<Call | null>(null),
    frozenMs: signal(0),
    devices,
    playback: createPlayback(devices.chosen.peek().speaker, browser.element ?? undefined),
    sharing: createSharing(browser.media, browser.handheld),
    name: '',
    knocked: false,
    left: null,
    disposed: false,
    onSaid(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
    say,
    take(input) {
      const before = held.peek();
      const after = apply(before, input);
      held.value = after;
      for (const said of differences(before, after)) say(said);
    },
    ask,
    later(ms, then) {
      clearTimeout(again);
      again = setTimeout(() => !here.disposed && then(), ms > 0 ? ms : TRY_AGAIN_MS);
    },
    notLater: () => clearTimeout(again),
  };
  return here;
}

/** What decides where the server's word puts one. */
export function known(here: Here): Known {
  return {
    phase: here.phase.peek(),
    knocked: here.knocked,
    sat: here.call.peek() !== null || (here.left !== null && here.left.seat !== null),
  };
}

/** A refusal that never reached the server. */
export function failed(code: Failure['code'], message: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { code, message, retryAfterMs: 0 } };
}
