/*
 * What is mine at the desk: my state, the offers to me, my conversations. Pure; the shell feeds it replies and events.
 * Invariant: an entry is either offered or a conversation here, never both.
 */
import type { AdvisorView } from '../protocol/AdvisorView.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { DeskView } from '../protocol/DeskView.ts';
import type { Event } from '../protocol/Event.ts';
import type { OfferView } from '../protocol/OfferView.ts';

export type Desk = {
  me: AdvisorView | null;
  offers: readonly OfferView[];
  entries: readonly DeskEntry[];
  /** No longer mine, newest last: what was known of them, for the one who still reads. */
  past: readonly DeskEntry[];
};

export const NOTHING: Desk = { me: null, offers: [], entries: [], past: [] };

/** As many as one can have in view, and some. */
const MOST_PAST = 10;

/** The desk as the server told it whole. */
export function fromView(view: DeskView): Desk {
  return renewed(NOTHING, view);
}

/** The desk told whole again, after a break; what isn't told any more is no longer mine. */
export function renewed(desk: Desk, view: DeskView): Desk {
  const gone = desk.entries.filter((entry) => !view.entries.some((one) => one.entry === entry.entry));
  return { me: view.me, offers: view.offers, entries: view.entries, past: remembered(desk.past, gone) };
}

/** What one event makes of it; events about other things change nothing. */
export function apply(desk: Desk, event: Event): Desk {
  switch (event.type) {
    case 'offer':
      return { ...desk, offers: [...withoutEntry(desk.offers, event.offer.entry), event.offer] };
    case 'offer_gone':
      return { ...desk, offers: withoutEntry(desk.offers, event.entry) };
    case 'desk_entry':
      return withEntry(desk, event.entry);
    case 'desk_entry_gone':
      return {
        ...desk,
        offers: withoutEntry(desk.offers, event.entry),
        entries: withoutEntry(desk.entries, event.entry),
        past: remembered(
          desk.past,
          desk.entries.filter((entry) => entry.entry === event.entry),
        ),
      };
    case 'advisor':
      return event.advisor.person === desk.me?.person ? { ...desk, me: event.advisor } : desk;
    default:
      return desk;
  }
}

/** A conversation, new or changed. One that has ended stays until the server says it is gone, so its last words can be read. */
export function withEntry(desk: Desk, entry: DeskEntry): Desk {
  return {
    ...desk,
    offers: withoutEntry(desk.offers, entry.entry),
    entries: [...withoutEntry(desk.entries, entry.entry), entry],
    past: withoutEntry(desk.past, entry.entry),
  };
}

/** Mine and going on: first those who wait for my answer, longest first, then the rest, latest taken last. */
export function active(desk: Desk): DeskEntry[] {
  return desk.entries.filter((entry) => entry.state === 'active').sort(byWaitForMe);
}

/** Put aside, in the same order. */
export function parked(desk: Desk): DeskEntry[] {
  return desk.entries.filter((entry) => entry.state === 'parked').sort(byWaitForMe);
}

/** Offers, the one that runs out first before the others. */
export function offers(desk: Desk): OfferView[] {
  return [...desk.offers].sort((a, b) => a.until.localeCompare(b.until) || a.entry.localeCompare(b.entry));
}

/** Rows I haven't seen, in all of mine. */
export function unread(desk: Desk): number {
  return desk.entries.filter((entry) => entry.head > entry.read && entry.unanswered_since != null).length;
}

function remembered(past: readonly DeskEntry[], gone: readonly DeskEntry[]): DeskEntry[] {
  const others = past.filter((entry) => !gone.some((one) => one.entry === entry.entry));
  return [...others, ...gone].slice(-MOST_PAST);
}

function byWaitForMe(a: DeskEntry, b: DeskEntry): number {
  const [mine, other] = [a.unanswered_since ?? null, b.unanswered_since ?? null];
  if (mine !== null && other !== null) return Date.parse(mine) - Date.parse(other);
  if (mine !== null || other !== null) return mine !== null ? -1 : 1;
  return Date.parse(a.joined_at) - Date.parse(b.joined_at);
}

function withoutEntry<E extends { entry: string }>(list: readonly E[], entry: string): E[] {
  return list.filter((one) => one.entry !== entry);
}
