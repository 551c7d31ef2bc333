/*
 * What every desk shares: colleagues and the inbox of left messages. Pure.
 * Closed messages leave the list when told so; the server's list may still hold them, for the one who looks back.
 */
import type { AdvisorView } from '../protocol/AdvisorView.ts';
import type { Event } from '../protocol/Event.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';

export type Staff = { colleagues: readonly AdvisorView[]; inbox: readonly InboxItem[] };

export const NOBODY: Staff = { colleagues: [], inbox: [] };

export function apply(staff: Staff, event: Event): Staff {
  switch (event.type) {
    case 'advisor': {
      const others = staff.colleagues.filter((one) => one.person !== event.advisor.person);
      return { ...staff, colleagues: [...others, event.advisor] };
    }
    case 'advisor_gone':
      return { ...staff, colleagues: staff.colleagues.filter((one) => one.person !== event.person) };
    case 'inbox_item':
      return withItems(staff, [event.item]);
    default:
      return staff;
  }
}

/** What is told of some left messages says nothing of the others. */
export function withItems(staff: Staff, items: readonly InboxItem[]): Staff {
  const told = new Set(items.map((item) => item.left));
  return { ...staff, inbox: [...staff.inbox.filter((item) => !told.has(item.left)), ...items] };
}

/** Left messages still to be dealt with: untaken first, then mine, then the others'; oldest first in each. */
export function openInbox(staff: Staff, me: string | null): InboxItem[] {
  const rank = (item: InboxItem): number => (item.state === 'new' ? 0 : item.taken_by === me ? 1 : 2);
  return staff.inbox
    .filter((item) => item.state !== 'closed')
    .sort((a, b) => rank(a) - rank(b) || Date.parse(a.at) - Date.parse(b.at));
}

/** How many nobody has taken: the number worth a badge. */
export function untaken(staff: Staff): number {
  return staff.inbox.filter((item) => item.state === 'new').length;
}

/** To whom one may hand over: there, not oneself; those who serve the queue and have room first. */
export function receivers(staff: Staff, me: string, queue: string | null): AdvisorView[] {
  const rank = (one: AdvisorView): number =>
    (one.state === 'available' ? 0 : 4) +
    (room(one) > 0 ? 0 : 2) +
    (queue !== null && one.queues.includes(queue) ? 0 : 1);
  return staff.colleagues
    .filter((one) => one.person !== me && one.present && one.state !== 'away')
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'sv'));
}

/** Parts of capacity left. */
export function room(advisor: AdvisorView): number {
  return Math.max(0, advisor.capacity - advisor.load);
}
