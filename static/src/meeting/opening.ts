/*
 * Opening the meeting, at first and on each new socket, and what to say when it can't be.
 */
import type { Failure } from '../net/socket.ts';
import type { MeetingDoor } from '../protocol/MeetingDoor.ts';
import { arrive, refusalOf } from './arrival.ts';
import type { Entering } from './entering.ts';
import { type Here, known } from './here.ts';
import { takeInside } from './inside.ts';
import type { Way } from './way.ts';

export type Opening = {
  open: () => Promise<void>;
  notOpened: (failure: Failure) => void;
  /** The socket is gone: an answer that was awaited on it is for nobody. */
  socketLost: () => void;
};

export function createOpening(here: Here, door: MeetingDoor, way: Way, entering: Entering): Opening {
  const { call, devices, held, phase, socket } = here;
  let opening = 0;

  async function open(): Promise<void> {
    const mine = ++opening;
    const connection = socket.connection.peek();
    if (connection.kind !== 'open') return;
    const { person, staff } = connection.hello;
    here.me.value = { person, staff: staff !== undefined };
    const outcome = await socket.ask({ type: 'open_meeting', ...door }, 'meeting');
    if (mine !== opening || here.disposed) return;
    if (!outcome.ok) return notOpened(outcome.failure);
    const first = held.peek().info === null;
    here.take({ type: 'opened', me: person, view: outcome.value });
    if (first) remember();
    if (phase.peek().kind === 'refused') phase.value = { kind: 'opening' };
    const { lobby, info } = held.peek();
    if (lobby !== null && info !== null) way.move(arrive(info.state, lobby, known(here)));
  }

  function notOpened(failure: Failure): void {
    // A link that was ended keeps nobody out who is inside: the seat itself says.
    if (call.peek() !== null) {
      if (failure.code === 'ended') way.goOut({ kind: 'out', next: 'ended' });
      else if (failure.code === 'disconnected') here.later(0, () => void open());
      else void entering.join();
      return;
    }
    const { kind } = phase.peek();
    if (kind !== 'opening' && kind !== 'refused') return;
    const refusal = refusalOf(failure.code);
    phase.value = refusal;
    if (refusal.why === 'unavailable') here.later(failure.retryAfterMs, () => void open());
  }

  /** Takes up what the page before this one was doing. */
  function remember(): void {
    const { info, lobby } = held.peek();
    if (info === null) return;
    const left = takeInside(here.browser.tab, info.id, here.browser.now());
    here.left = left;
    here.name = left?.name ?? lobby?.name ?? '';
    if (left === null) return;
    here.knocked = true;
    devices.wish({ camera: left.camera, microphone: left.microphone });
  }

  /** The socket won't come back by itself, and nobody has begun it anew. */
  function notConnected(): void {
    const connection = socket.connection.peek();
    if (connection.kind !== 'ended' || phase.peek().kind !== 'opening') return;
    phase.value = refusalOf(connection.why === 'not_signed_in' ? 'unauthenticated' : 'unavailable');
  }

  return {
    open,
    notOpened,
    socketLost() {
      opening += 1;
      call.peek()?.socketLost();
      if (socket.connection.peek().kind === 'ended') here.later(0, notConnected);
    },
  };
}
