/* What the wall follows: itself, pushed whole by the server. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { socket } from '../desk/connection.ts';
import type { Failure } from '../net/socket.ts';
import type { WallView } from '../protocol/WallView.ts';
import { apply } from './wall-store.ts';

const held = signal<WallView | null>(null);
const refusal = signal<Failure | null>(null);

export const wall: ReadonlySignal<WallView | null> = held;
/** Set when the server won't show it: it's for supervisors. */
export const refused: ReadonlySignal<Failure | null> = refusal;

export function followWall(): () => void {
  return socket.follow({
    topic: () => 'wall',
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: (reply) => {
      if (reply.type !== 'wall') return;
      held.value = reply.value;
      refusal.value = null;
    },
    onEvent: (event) => {
      held.value = apply(held.value, event);
    },
    onRefused: (failure) => {
      refusal.value = failure;
    },
  });
}
