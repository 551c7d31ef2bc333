/*
 * Getting in: the knock, and taking a seat, tried again where that can help.
 * Invariant: of several attempts only the newest counts; an answer to an older one is for nobody.
 */
import type { Failure, Outcome } from '../net/socket.ts';
import { refusalOf } from './arrival.ts';
import type { Here } from './here.ts';
import type { Phase } from './model.ts';
import type { Seat } from './seat.ts';

/** `anew`: another seat with other connections, whoever of this person sits elsewhere. */
type Joining = { anew?: boolean; tries?: number };

export type Entering = {
  knock: () => Promise<Outcome<null>>;
  /** Takes a seat, or takes up the one of before. A call that goes on stays on screen meanwhile. */
  join: (how?: Joining) => Promise<Outcome<null>>;
  /** Whether an answer to `join` is awaited. */
  isJoining: () => boolean;
  /** After a reload nobody has looked at the devices; otherwise what the person answered stands. */
  askFirst: () => void;
  /** Whatever is under way is for nobody. */
  cancel: () => void;
};

export type EnteringTurns = {
  show: (phase: Phase) => void;
  goOut: (phase: Phase) => void;
};

const MOST_TRIES = 5;
/** Who lost the seat knocks by themselves, but not again and again. */
const KNOCK_AGAIN_EVERY_MS = 10_000;
export const DONE: Outcome<null> = { ok: true, value: null };

export function createEntering(here: Here, seat: Seat, turns: EnteringTurns): Entering {
  const { browser, call, devices, held, phase } = here;
  let attempt = 0;
  let joining: Promise<Outcome<null>> | null = null;
  let askedAgainAt = Number.NEGATIVE_INFINITY;

  function askFirst(): void {
    const tested = devices.camera.peek() !== 'untested' || devices.microphone.peek() !== 'untested';
    if (!tested) void devices.ask();
  }

  async function knock(): Promise<Outcome<null>> {
    const mine = ++attempt;
    if (phase.peek().kind === 'opening') phase.value = { kind: 'joining' };
    askFirst();
    const outcome = await here.ask({
      verb: 'enter',
      ...(here.name === '' ? {} : { name: here.name }),
      device: devices.report(),
      consent: true,
    });
    if (mine !== attempt || here.disposed) return DONE;
    if (!outcome.ok) {
      if (phase.peek().kind === 'joining' || call.peek() !== null) turns.show({ kind: 'check' });
      if (outcome.failure.code === 'ended') turns.goOut({ kind: 'out', next: 'ended' });
      return outcome;
    }
    here.knocked = true;
    here.take({ type: 'reply', reply: outcome.value });
    const lobby = held.peek().lobby;
    if (lobby?.state === 'waiting') turns.show({ kind: 'waiting' });
    // Whoever was put aside takes that place again.
    else if (lobby?.state === 'called' || lobby?.state === 'in_room' || lobby?.state === 'held') void join();
    else if (lobby?.state === 'removed') turns.goOut({ kind: 'out', next: 'removed' });
    return DONE;
  }

  function join(how: Joining = {}): Promise<Outcome<null>> {
    // The answer to the knock and the event of the place both say that one was called.
    if (joining !== null && how.anew !== true) return joining;
    const run = askForSeat(how).finally(() => {
      if (joining === run) joining = null;
    });
    joining = run;
    return run;
  }

  async function askForSeat({ anew = false, tries = 1 }: Joining): Promise<Outcome<null>> {
    const mine = ++attempt;
    const { kind } = phase.peek();
    if (kind !== 'call' && kind !== 'held') phase.value = { kind: 'joining' };
    askFirst();
    const before = anew ? null : (call.peek()?.seat ?? here.left?.seat ?? null);
    // What is still told of the seat of before (that it was taken over, by ourselves) is for nobody.
    if (anew) here.take({ type: 'unseated' });
    const outcome = await here.ask({
      verb: 'join',
      ...(before === null ? {} : { seat: before }),
      ...(anew ? { take_over: true } : {}),
    });
    if (mine !== attempt || here.disposed) return DONE;
    if (outcome.ok) {
      if (outcome.value.type === 'joined') seat.sit(outcome.value, anew);
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
        if (!anew && here.left !== null && here.left.seat !== null)
          queueMicrotask(() => void join({ anew: true }));
        else turns.goOut({ kind: 'elsewhere' });
        break;
      case 'ended':
        turns.goOut({ kind: 'out', next: 'ended' });
        break;
      case 'disconnected':
      case 'unavailable':
      case 'internal':
      case 'rate_limited':
        // On a new socket the opening joins again; on this one it is tried a few times.
        if (tries < MOST_TRIES) {
          here.later(failure.retryAfterMs, () => {
            const open = here.socket.connection.peek().kind === 'open';
            if (open && mine === attempt) void join({ anew, tries: tries + 1 });
          });
        } else if (call.peek() === null) turns.goOut(refusalOf('unavailable'));
        break;
      default: {
        // The seat was lost: who was inside a moment ago is called at once.
        const lately = browser.now() - askedAgainAt < KNOCK_AGAIN_EVERY_MS;
        askedAgainAt = browser.now();
        if (lately || held.peek().lobby?.is_host === true) turns.goOut(refusalOf(failure.code));
        else queueMicrotask(() => void knock());
      }
    }
  }

  return {
    knock,
    join,
    isJoining: () => joining !== null,
    askFirst,
    cancel() {
      attempt += 1;
      joining = null;
    },
  };
}
