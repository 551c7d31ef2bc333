/*
 * My desk as it stands this moment: what the server told of my conversations, with what their logs have said since
 * and with whom I talk in a meeting.
 */
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import { alert } from './alerts.ts';
import { heldOf } from './conversations.ts';
import type { Desk } from './desk-store.ts';
import { freshened } from './freshness.ts';
import { deskLoaded, toldDesk } from './live.ts';
import { meetings } from './meetings.ts';
import { rested } from './meetings-store.ts';

export const desk: ReadonlySignal<Desk> = computed(() => {
  const told = toldDesk.value;
  const me = told.me?.person ?? '';
  const entries = told.entries
    .map((entry) => freshened(entry, heldOf(entry.conversation), me))
    .map((entry) => rested(entry, meetings.value, me));
  return { ...told, entries };
});

/** Tells of what is new until the returned function is called; never of what was there when the page opened. */
export function watchForNews(): () => void {
  let before: Desk | null = null;
  return effect(() => {
    const after = desk.value;
    if (!deskLoaded.value) {
      before = null;
      return;
    }
    if (before !== null) alert(before, after);
    before = after;
  });
}
