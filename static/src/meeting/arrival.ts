/*
 * Where the server's word puts one: on opening, on coming back, and when the place changes. Pure.
 */
import type { ErrorCode } from '../protocol/ErrorCode.ts';
import type { FarewellNext } from '../protocol/FarewellNext.ts';
import type { LobbyView } from '../protocol/LobbyView.ts';
import type { MeetingState } from '../protocol/MeetingState.ts';
import type { Phase } from './model.ts';

/** A place, or something to do that leads to one. */
export type Move =
  | { do: 'stay' }
  | { do: 'show'; phase: Phase }
  /** Takes a seat, or the one of before again. */
  | { do: 'join' }
  /** Asks to be let in without the check: one was inside a moment ago. */
  | { do: 'enter' };

const STAY: Move = { do: 'stay' };
const JOIN: Move = { do: 'join' };
const show = (phase: Phase): Move => ({ do: 'show', phase });

/** What this page knows of itself. */
export type Known = {
  phase: Phase;
  /** Knocked from here. */
  knocked: boolean;
  /** Sat here a moment ago, on this page or before it was loaded anew. */
  sat: boolean;
};

/** After the meeting was opened, at first or on a new socket. */
export function arrive(state: MeetingState, lobby: LobbyView, known: Known): Move {
  const { phase, sat } = known;
  if (phase.kind === 'out' || phase.kind === 'elsewhere') return STAY;
  if (state === 'ended')
    // The host reads what was written, from the desk's list.
    return show(sat || lobby.is_host ? { kind: 'out', next: 'ended' } : { kind: 'refused', why: 'ended' });
  if (lobby.state === 'removed') return show({ kind: 'out', next: 'removed' });
  if (lobby.is_host && (sat || phase.kind === 'joining')) return JOIN;
  const looking = phase.kind === 'check' && !known.knocked;
  switch (lobby.state) {
    case 'checking':
      return show({ kind: 'check' });
    case 'waiting':
      return looking ? STAY : show({ kind: 'waiting' });
    case 'called':
      return sat || known.knocked ? JOIN : show({ kind: 'check' });
    case 'in_room':
    case 'held':
      if (sat || phase.kind === 'joining') return JOIN;
      if (looking) return STAY;
      if (isTaken(lobby)) return show({ kind: 'elsewhere' });
      return known.knocked ? JOIN : show({ kind: 'check' });
    case 'left':
      return sat || known.knocked ? { do: 'enter' } : show({ kind: 'check' });
    default:
      return lobby.state satisfies never;
  }
}

/** Whether some other page of the same person sits there: not one that was closed, whose seat is only kept. */
function isTaken({ state, seat }: LobbyView): boolean {
  return state === 'in_room' ? seat !== 'lost' : seat === 'live';
}

/** After one's own place changed while the page was open. */
export function placed(lobby: LobbyView, known: Known): Move {
  const { kind } = known.phase;
  if (lobby.state === 'removed') return kind === 'out' ? STAY : show({ kind: 'out', next: 'removed' });
  switch (lobby.state) {
    case 'waiting':
      return kind === 'call' || kind === 'held' || kind === 'joining' || (kind === 'check' && known.knocked)
        ? show({ kind: 'waiting' })
        : STAY;
    case 'called':
      return kind === 'waiting' ? JOIN : STAY;
    case 'in_room':
      return kind === 'waiting' && isTaken(lobby) ? show({ kind: 'elsewhere' }) : STAY;
    default:
      return STAY;
  }
}

/** After being told that one is out, there where one was. */
export function farewell(next: FarewellNext, from: Phase['kind']): Phase {
  switch (next) {
    case 'removed':
      return from === 'waiting' || from === 'check'
        ? { kind: 'out', next, denied: true }
        : { kind: 'out', next };
    case 'waiting_room':
      return { kind: 'waiting' };
    case 'taken_over':
      return { kind: 'elsewhere' };
    default:
      return { kind: 'out', next };
  }
}

/** Why a meeting isn't opened. */
export function refusalOf(code: ErrorCode | 'disconnected'): Extract<Phase, { kind: 'refused' }> {
  switch (code) {
    case 'not_found':
    case 'invalid':
      return { kind: 'refused', why: 'unknown' };
    case 'ended':
      return { kind: 'refused', why: 'ended' };
    case 'queue_full':
    case 'too_large':
      return { kind: 'refused', why: 'full' };
    case 'forbidden':
    case 'unauthenticated':
      return { kind: 'refused', why: 'forbidden' };
    default:
      return { kind: 'refused', why: 'unavailable' };
  }
}
