/*
 * What to do when a connection goes down, step by step: wait a moment, restart ICE, make a new connection, give up
 * pictures for the sound, give up. Pure: `climb(ladder, input)` gives the next state and what to do.
 * Invariant: trouble has an end. Either both connections are up again, or `failed` comes within a minute.
 */
import type { PeerSide } from '../protocol/PeerSide.ts';

/** Where one of the two connections stands. `deaf`: it says it is connected, and nothing is heard. */
export type Rung =
  | { at: 'idle' }
  | { at: 'connecting'; since: number }
  | { at: 'up' }
  | { at: 'shaky'; since: number }
  | { at: 'restarting'; since: number; deaf: boolean }
  | { at: 'renewing'; since: number }
  | { at: 'last'; since: number };

export type Ladder = {
  pub: Rung;
  sub: Rung;
  /** Since when not everything has been up; null while it is. */
  troubleSince: number | null;
  /** Whether it has ever been up: a first attempt is no reconnecting. */
  everUp: boolean;
  /** Without the socket nothing can be agreed on, so no step is taken. */
  socketOpen: boolean;
  /** Whether pictures were given up here, and since when all has been well again. */
  audioOnly: { wellSince: number | null } | null;
  failed: boolean;
};

export type LadderInput =
  /** A new seat with new connections, or the person asks for a new attempt. */
  | { type: 'begun'; now: number }
  /** A connection was made by us or at the server's wish. */
  | { type: 'made'; side: PeerSide; now: number }
  | { type: 'state'; side: PeerSide; state: RTCPeerConnectionState; now: number }
  /** Another network, or the network is back. */
  | { type: 'network'; now: number }
  | { type: 'socket'; open: boolean; now: number }
  /** Whether sound that should come comes. */
  | { type: 'sound'; comes: boolean; now: number }
  | { type: 'time'; now: number };

export type Step =
  | { do: 'restart_ice'; side: PeerSide }
  | { do: 'make_anew'; side: PeerSide }
  | { do: 'give_up_pictures' }
  | { do: 'take_back_pictures' }
  | { do: 'fail' };

export type Climbed = { ladder: Ladder; steps: readonly Step[] };

/** A connection that stumbles is often back by itself within this. */
const SHAKY_MS = 2_000;
const RESTART_WITHIN_MS = 6_000;
const ANEW_WITHIN_MS = 8_000;
const FAILED_AFTER_MS = 60_000;
/** Pictures come back when everything has been up for this long. */
const WELL_FOR_MS = 20_000;
const SIDES = ['pub', 'sub'] as const;

export const GROUND: Ladder = {
  pub: { at: 'idle' },
  sub: { at: 'idle' },
  troubleSince: null,
  everUp: false,
  socketOpen: true,
  audioOnly: null,
  failed: false,
};

export function climb(ladder: Ladder, input: LadderInput): Climbed {
  const { now } = input;
  if (input.type === 'begun') {
    const { socketOpen, everUp } = ladder;
    const pub: Rung = { at: 'connecting', since: now };
    return { ladder: { ...GROUND, socketOpen, everUp, pub, troubleSince: now }, steps: [] };
  }
  if (ladder.failed)
    return { ladder: input.type === 'socket' ? { ...ladder, socketOpen: input.open } : ladder, steps: [] };
  const steps: Step[] = [];
  let next = ladder;
  switch (input.type) {
    case 'made':
      next = made(next, input.side, now);
      break;
    case 'state':
      next = { ...next, [input.side]: afterState(next[input.side], input, steps) };
      break;
    case 'network':
      for (const side of SIDES) next = { ...next, [side]: afterNetwork(next[side], side, now, steps) };
      break;
    case 'socket':
      next = { ...next, socketOpen: input.open };
      // What was asked for may never have come: each step is taken again, and has its whole time.
      if (input.open && !ladder.socketOpen)
        for (const side of SIDES) next = { ...next, [side]: again(next[side], side, now, steps) };
      break;
    case 'sound':
      next = { ...next, sub: afterSound(next.sub, input.comes, now, steps) };
      break;
    case 'time':
      break;
    default:
      input satisfies never;
  }
  return onTime(next, now, steps);
}

/** Whether everything that should be up is. */
export function isUp(ladder: Ladder): boolean {
  return ladder.pub.at === 'up' && (ladder.sub.at === 'up' || ladder.sub.at === 'idle');
}

/** Whether nothing need be said: a stumble is often over by itself, but without the socket nothing helps it. */
export function goesOn({ pub, sub, socketOpen }: Ladder): boolean {
  return [pub, sub].every(({ at }) => at === 'up' || at === 'idle' || (at === 'shaky' && socketOpen));
}

function made(ladder: Ladder, side: PeerSide, now: number): Ladder {
  const rung = ladder[side];
  return rung.at === 'idle' || rung.at === 'up'
    ? { ...ladder, [side]: { at: 'connecting', since: now } }
    : ladder;
}

function afterState(rung: Rung, input: Extract<LadderInput, { type: 'state' }>, steps: Step[]): Rung {
  const { side, state, now } = input;
  if (rung.at === 'idle') return rung;
  switch (state) {
    case 'connected':
      return rung.at === 'restarting' && rung.deaf ? rung : { at: 'up' };
    case 'disconnected':
      return rung.at === 'up' ? { at: 'shaky', since: now } : rung;
    case 'failed':
      switch (rung.at) {
        case 'up':
        case 'shaky':
          return restart(side, now, false, steps);
        case 'connecting':
        case 'restarting':
          return renew(side, now, steps);
        default:
          return rung;
      }
    default:
      return rung;
  }
}

function afterNetwork(rung: Rung, side: PeerSide, now: number, steps: Step[]): Rung {
  switch (rung.at) {
    case 'up':
      // It may go on by itself: nobody is told that it was down, and nothing follows if it never is.
      steps.push({ do: 'restart_ice', side });
      return rung;
    case 'shaky':
    case 'restarting':
      return restart(side, now, false, steps);
    case 'idle':
    case 'connecting':
    case 'renewing':
    case 'last':
      return rung;
    default:
      return rung satisfies never;
  }
}

function again(rung: Rung, side: PeerSide, now: number, steps: Step[]): Rung {
  switch (rung.at) {
    case 'shaky':
    case 'restarting':
      return restart(side, now, rung.at === 'restarting' && rung.deaf, steps);
    case 'renewing':
    case 'last':
      steps.push({ do: 'make_anew', side });
      return { ...rung, since: now };
    case 'connecting':
      return { ...rung, since: now };
    default:
      return rung;
  }
}

function afterSound(rung: Rung, comes: boolean, now: number, steps: Step[]): Rung {
  if (comes) return rung.at === 'restarting' && rung.deaf ? { at: 'up' } : rung;
  // Somebody should be heard and there isn't even a connection: its offer was lost on the way.
  if (rung.at === 'idle') return renew('sub', now, steps);
  return rung.at === 'up' ? restart('sub', now, true, steps) : rung;
}

function restart(side: PeerSide, now: number, deaf: boolean, steps: Step[]): Rung {
  steps.push({ do: 'restart_ice', side });
  return { at: 'restarting', since: now, deaf };
}

function renew(side: PeerSide, now: number, steps: Step[]): Rung {
  steps.push({ do: 'make_anew', side });
  return { at: 'renewing', since: now };
}

function onTime(ladder: Ladder, now: number, steps: Step[]): Climbed {
  let next = ladder;
  if (next.socketOpen)
    for (const side of SIDES) next = { ...next, [side]: overdue(next[side], side, now, steps) };
  if (isUp(next)) return { ladder: well(next, now, steps), steps };
  const troubleSince = next.troubleSince ?? now;
  next = { ...next, troubleSince };
  if (now - troubleSince >= FAILED_AFTER_MS)
    return { ladder: { ...next, failed: true }, steps: [{ do: 'fail' }] };
  if (next.audioOnly !== null) next = { ...next, audioOnly: { wellSince: null } };
  else if (SIDES.some((side) => next[side].at === 'last')) {
    next = { ...next, audioOnly: { wellSince: null } };
    steps.unshift({ do: 'give_up_pictures' });
  }
  return { ladder: next, steps };
}

function overdue(rung: Rung, side: PeerSide, now: number, steps: Step[]): Rung {
  if (rung.at === 'idle' || rung.at === 'up') return rung;
  const waited = now - rung.since;
  switch (rung.at) {
    case 'shaky':
      return waited >= SHAKY_MS ? restart(side, now, false, steps) : rung;
    case 'restarting':
      return waited >= RESTART_WITHIN_MS ? renew(side, now, steps) : rung;
    case 'connecting':
      return waited >= ANEW_WITHIN_MS ? renew(side, now, steps) : rung;
    case 'renewing':
    case 'last':
      if (waited < ANEW_WITHIN_MS) return rung;
      steps.push({ do: 'make_anew', side });
      return { at: 'last', since: now };
    default:
      return rung satisfies never;
  }
}

function well(ladder: Ladder, now: number, steps: Step[]): Ladder {
  const next = { ...ladder, troubleSince: null, everUp: true };
  if (ladder.audioOnly === null) return next;
  const wellSince = ladder.audioOnly.wellSince ?? now;
  if (now - wellSince < WELL_FOR_MS) return { ...next, audioOnly: { wellSince } };
  steps.push({ do: 'take_back_pictures' });
  return { ...next, audioOnly: null };
}
