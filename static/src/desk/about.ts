/*
 * What a conversation is to me: mine, a left message, or somebody else's that I look at. Pure.
 */
import type { CustomerView } from '../protocol/CustomerView.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';
import type { Conversation } from '../stores/conversation.ts';
import type { Desk } from './desk-store.ts';

export type About =
  | { kind: 'mine'; entry: DeskEntry }
  /** Was mine: handed over or ended. */
  | { kind: 'past'; entry: DeskEntry }
  | { kind: 'left'; item: InboxItem }
  | { kind: 'other' };

export function aboutOf(conversation: string, desk: Desk, inbox: readonly InboxItem[]): About {
  const entry = desk.entries.find((one) => one.conversation === conversation);
  if (entry !== undefined) return { kind: 'mine', entry };
  const item = inbox.find((one) => one.conversation === conversation);
  if (item !== undefined) return { kind: 'left', item };
  const past = desk.past.find((one) => one.conversation === conversation);
  return past === undefined ? { kind: 'other' } : { kind: 'past', entry: past };
}

/** Who came, as far as is known: staff who only look at a conversation know the name and no more. */
export function customerOf(about: About, held: Conversation): CustomerView | null {
  switch (about.kind) {
    case 'mine':
    case 'past':
      return about.entry.customer;
    case 'left':
      return about.item.customer;
    case 'other': {
      const customer = held.participants.find((one) => one.role === 'customer');
      if (customer === undefined) return null;
      const { person, name, present } = customer;
      return { person, name, present, email: '', phone: '', language: '', earlier: 0 };
    }
    default:
      return about satisfies never;
  }
}

/** Whether I take part, so that reading is told and the last word may be mine. */
export function takesPart(held: Conversation, me: string): boolean {
  return held.participants.some((one) => one.person === me && one.present);
}
