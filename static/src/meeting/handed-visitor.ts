/* The visitor whom the chat handed over to this tab: it lives as long as the tab, and changes nobody's storage. */
import type { VisitorCreated } from '../protocol/VisitorCreated.ts';
import { handedBy } from '../stores/handed.ts';

const KEPT = 'samtal.handed-visitor';

/** Takes the visitor out of the address, before anything else reads or keeps it. */
export function takeHanded(): void {
  const handed = handedBy(location.hash);
  if (handed === null) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(handed));
  } catch {
    // Denied; it then lasts until the page is loaded again.
  }
  held = handed;
}

let held: VisitorCreated | null = null;

/** The one handed over to this tab, if any. */
export function handedVisitor(): VisitorCreated | null {
  if (held !== null) return held;
  try {
    const text = sessionStorage.getItem(KEPT);
    held = text === null ? null : (JSON.parse(text) as VisitorCreated);
  } catch {
    // Denied or not ours: as if nobody had been.
  }
  return held;
}

/** The server no longer knows them. */
export function forgetHanded(): void {
  held = null;
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // Denied; there was nothing kept.
  }
}
