/*
 * Whether what the wall shows is still so. Invariant: while contact is lost nothing on it ticks, and nothing is calm.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { now as clockNow } from '../desk/clock.ts';
import { socket } from '../desk/connection.ts';

/** Most breaks are shorter; a wall that flickers worries more than it tells. */
const SAID_AFTER_MS = 2_000;

type Break = { noticedAt: number; heardAt: number };

const broken = signal<Break | null>(null);

/** When the server was last heard, by its clock, while contact has been lost for more than a moment; else null. */
export const lostSince: ReadonlySignal<number | null> = computed(() =>
  broken.value !== null && clockNow.value - broken.value.noticedAt >= SAID_AFTER_MS
    ? broken.value.heardAt
    : null,
);

/** The time the wall's numbers are of: it stands still while contact is lost. */
export const now: ReadonlySignal<number> = computed(() => lostSince.value ?? clockNow.value);

/** Watches the connection until the returned function is called. */
export function followContact(): () => void {
  return effect(() => {
    if (socket.connection.value.kind === 'open') broken.value = null;
    else broken.value = broken.peek() ?? { noticedAt: socket.now(), heardAt: socket.heardAt() };
  });
}
