/* Made-up wire values for tests: only what a test cares about is named there. */
import type { AdvisorView } from '../protocol/AdvisorView.ts';
import type { CustomerView } from '../protocol/CustomerView.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';
import type { OfferView } from '../protocol/OfferView.ts';

/** `minute` minutes past nine on a Tuesday. */
export function at(minute: number): string {
  return new Date(Date.UTC(2026, 2, 3, 9, minute)).toISOString();
}

export function customer(changes: Partial<CustomerView> = {}): CustomerView {
  return {
    person: 'c1',
    name: 'Maja Ek',
    email: '',
    phone: '',
    language: 'sv',
    present: true,
    earlier: 0,
    ...changes,
  };
}

export function advisor(changes: Partial<AdvisorView> = {}): AdvisorView {
  return {
    person: 'a1',
    name: 'Anna Berg',
    title: 'Rådgivare',
    role: 'advisor',
    state: 'available',
    present: true,
    since: at(0),
    in_call: false,
    load: 0,
    capacity: 3,
    queues: ['q1'],
    languages: ['sv'],
    ...changes,
  };
}

export function deskEntry(entry: string, changes: Partial<DeskEntry> = {}): DeskEntry {
  return {
    entry,
    state: 'active',
    queue: 'q1',
    conversation: `conversation-${entry}`,
    internal: `internal-${entry}`,
    advisor: 'a1',
    customer: customer(),
    subject: 'Flytt',
    joined_at: at(0),
    waiting_since: at(0),
    accepted_at: at(1),
    last: 'Hej',
    head: 1,
    read: 1,
    ...changes,
  };
}

export function offer(entry: string, changes: Partial<OfferView> = {}): OfferView {
  return {
    entry,
    queue: 'q1',
    customer: customer(),
    subject: 'Flytt',
    waiting_since: at(0),
    offered_at: at(2),
    until: at(3),
    note: null,
    why: { type: 'longest_idle', free: 2, load: 0, language: 'sv' },
    ...changes,
  };
}

export function inboxItem(left: string, changes: Partial<InboxItem> = {}): InboxItem {
  return {
    left,
    state: 'new',
    conversation_state: 'open',
    conversation: `conversation-${left}`,
    internal: `internal-${left}`,
    queue: 'q1',
    customer: customer(),
    text: 'Ring mig',
    at: at(0),
    taken_by: null,
    taken_by_name: null,
    ...changes,
  };
}
