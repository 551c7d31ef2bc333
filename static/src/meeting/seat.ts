/*
 * The call's life: it begins on a seat, goes on over a new socket, takes another seat when the server and the page are
 * out of step, and ends.
 * Invariant: there is at most one call, and `end` leaves nothing of it.
 */
import { computed } from '@preact/signals';
import type { Failure } from '../net/socket.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { TrackId } from '../protocol/TrackId.ts';
import type { Here } from './here.ts';
import { beginCall } from './live-call.ts';
import { self } from './meeting-store.ts';
import type { SubOffer } from './sub-peer.ts';

type Joined = Extract<MeetingReply, { type: 'joined' }>;

export type Seat = {
  /** Begins the call on the seat that was given, or goes on with the one at hand. */
  sit: (joined: Joined, anew: boolean) => void;
  /** Shows the call, or that one is put aside in it. */
  place: () => void;
  /** The first offer may come before the answer that tells the seat it is for. */
  keepEarly: (offer: SubOffer) => void;
  /** How tall each picture is drawn. */
  shown: (heights: ReadonlyMap<TrackId, number>) => void;
  end: () => void;
};

export type SeatTurns = {
  /** Another seat with other connections is needed. */
  reseat: () => void;
  ended: () => void;
};

/** A seat out of step is taken anew, but not again and again. */
const RESEAT_EVERY_MS = 10_000;

export function createSeat(here: Here, turns: SeatTurns): Seat {
  const { browser, call, devices, held, playback, sharing } = here;
  let reseatedAt = Number.NEGATIVE_INFINITY;
  let early: SubOffer[] = [];
  let heights: ReadonlyMap<TrackId, number> = new Map();

  function begin(joined: Joined, resumed: boolean): void {
    const before = call.peek();
    const generation = resumed ? (before?.generation() ?? here.left?.generation ?? 0) : 0;
    before?.close();
    call.value = beginCall(
      {
        ...browser,
        seat: joined.seat,
        generation,
        iceServers: joined.ice_servers,
        me: here.me.peek()?.person ?? '',
        ask: here.ask,
        playback,
        devices,
        screen: sharing.screen,
        room: computed(() => held.value.room),
        onGeneration: () => undefined,
        onRefused: outOfStep,
      },
      { inherited: resumed, again: before !== null || here.left !== null },
    );
    call.peek()?.shown(heights);
  }

  function place(): void {
    if (call.peek() === null) return;
    const kind = self(held.peek())?.held === true ? 'held' : 'call';
    if (here.phase.peek().kind !== kind) here.phase.value = { kind };
  }

  /** The server won't have an offer for this seat: another seat then, unless that was just tried. */
  function outOfStep(failure: Failure): void {
    if (failure.code === 'ended') return turns.ended();
    // What can't be agreed on is not shown; a connection that can't be made at all is the ladder's matter.
    if (failure.code === 'invalid' || failure.code === 'too_large') return sharing.stop();
    if (browser.now() - reseatedAt < RESEAT_EVERY_MS) return;
    reseatedAt = browser.now();
    turns.reseat();
  }

  return {
    sit(joined, anew) {
      const before = call.peek();
      const goesOn = joined.resumed && !anew && before !== null && before.seat === joined.seat;
      here.take({ type: 'reply', reply: joined });
      if (goesOn) before.resumed();
      else begin(joined, joined.resumed);
      here.left = null;
      for (const offer of early) if (offer.seat === joined.seat) call.peek()?.offered(offer);
      early = [];
      place();
    },
    place,
    keepEarly: (offer) => void early.push(offer),
    shown(now) {
      heights = now;
      call.peek()?.shown(now);
    },
    end() {
      early = [];
      const before = call.peek();
      call.value = null;
      before?.close();
      playback.stop();
      sharing.stop();
      if (held.peek().room !== null || held.peek().seat !== null) here.take({ type: 'out' });
    },
  };
}
