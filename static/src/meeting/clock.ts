/* The time that waits are counted by: the server's, once a second. */
import { type ReadonlySignal, signal } from '@preact/signals';

const time = signal(Date.now());

/** Milliseconds since 1970. */
export const now: ReadonlySignal<number> = time;

/** Ticks by `clock` until the returned function is called. */
export function startClock(clock: () => number): () => void {
  time.value = clock();
  const timer = setInterval(() => {
    time.value = clock();
  }, 1_000);
  return () => clearInterval(timer);
}
