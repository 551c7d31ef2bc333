/* The time that tiles and lists tick by: the server's, once a second. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { socket } from './connection.ts';

const time = signal(Date.now());

/** Milliseconds since 1970 by the server's clock. */
export const now: ReadonlySignal<number> = time;

/** Ticks until the returned function is called. */
export function startClock(): () => void {
  const timer = setInterval(() => {
    time.value = socket.now();
  }, 1_000);
  return () => clearInterval(timer);
}
