/* The time that tiles and lists tick by: the server's, once a second. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { socket } from './connection.ts';

const time = signal(Date.now());

/** Milliseconds since 1970 by the server's clock. */
export const now: ReadonlySignal<number> = time;

/** How often what is told in minutes is drawn again: a list of hundreds needn't be each second. */
const COARSE_MS = 15_000;

/** As [`now`], a little late. */
export const lately: ReadonlySignal<number> = computed(() => Math.floor(time.value / COARSE_MS) * COARSE_MS);

/** Ticks until the returned function is called. */
export function startClock(): () => void {
  const timer = setInterval(() => {
    time.value = socket.now();
  }, 1_000);
  return () => clearInterval(timer);
}
