/*
 * From one place to the next: what begins and what ends when the check, the waiting room, the call or the way out is
 * shown.
 * Invariant: devices are on only in the check, the waiting room and the call.
 */
import type { Move } from './arrival.ts';
import type { Entering } from './entering.ts';
import type { Here } from './here.ts';
import { keepInside } from './inside.ts';
import type { Phase } from './model.ts';
import type { Seat } from './seat.ts';

export type Way = {
  move: (next: Move) => void;
  show: (next: Phase) => void;
  goOut: (next: Phase) => void;
  endCall: () => void;
  /** The page goes: what it was doing is kept for the next, and nothing stays on. */
  gone: () => void;
};

export function createWay(here: Here, seat: Seat, entering: Entering): Way {
  const { call, devices, held, phase } = here;

  function move(next: Move): void {
    switch (next.do) {
      case 'stay':
        break;
      case 'show':
        show(next.phase);
        break;
      case 'join':
        void entering.join();
        break;
      case 'enter':
        void entering.knock();
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
        here.knocked = false;
        endCall();
        break;
      case 'waiting':
        here.knocked = true;
        here.left = null;
        endCall();
        entering.askFirst();
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

  function goOut(next: Phase): void {
    endCall();
    devices.stop();
    here.knocked = false;
    here.left = null;
    phase.value = next;
  }

  function endCall(): void {
    entering.cancel();
    seat.end();
  }

  function gone(): void {
    const { info } = held.peek();
    const { kind } = phase.peek();
    const inCall = call.peek();
    if (info !== null && (inCall !== null || kind === 'waiting' || kind === 'joining')) {
      keepInside(here.browser.tab, info.id, {
        seat: inCall?.seat ?? here.left?.seat ?? null,
        generation: inCall?.generation() ?? here.left?.generation ?? 0,
        name: here.name,
        ...devices.wishes.peek(),
        leftAt: here.browser.now(),
      });
    }
    endCall();
    devices.stop();
  }

  return { move, show, goOut, endCall, gone };
}
