/** What is mine, as a visitor: my place in line and my conversations. Pure. */
import type { ConversationSummary } from '../protocol/ConversationSummary.ts';
import type { EntryState } from '../protocol/EntryState.ts';
import type { EntryView } from '../protocol/EntryView.ts';
import type { Event as WireEvent } from '../protocol/Event.ts';
import type { Mine } from '../protocol/Mine.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';

export function applyMine(held: Mine, event: WireEvent): Mine {
  switch (event.type) {
    case 'entry':
      // An older entry's end must not hide the present one.
      if (held.entry != null && held.entry.id !== event.entry.id && !isOpen(event.entry.state)) return held;
      return { ...held, entry: event.entry };
    case 'conversation':
      return { ...held, conversations: withConversation(held.conversations, event.conversation) };
    default:
      return held;
  }
}

export function applyQueues(held: readonly QueueStatus[], event: WireEvent): readonly QueueStatus[] {
  if (event.type !== 'queue_status') return held;
  const { status } = event;
  const known = held.some((queue) => queue.id === status.id);
  return known ? held.map((queue) => (queue.id === status.id ? status : queue)) : [...held, status];
}

/** In line or with an advisor. */
export function isOpen(state: EntryState): boolean {
  return isWaiting(state) || state === 'active' || state === 'parked';
}

/** In line; an offer that an advisor hasn't answered is still a wait. */
export function isWaiting(state: EntryState): boolean {
  return state === 'waiting' || state === 'offered';
}

/** The entry, while it is open. */
export function openEntry(mine: Mine): EntryView | null {
  return mine.entry != null && isOpen(mine.entry.state) ? mine.entry : null;
}

/** Through which queue a conversation of mine went; one that has just ended is known by its entry alone. */
export function queueOf(mine: Mine, conversation: string): string | null {
  if (mine.entry?.conversation === conversation) return mine.entry.queue;
  return mine.conversations.find((one) => one.id === conversation)?.queue ?? null;
}

function withConversation(
  all: readonly ConversationSummary[],
  changed: ConversationSummary,
): ConversationSummary[] {
  const others = all.filter((one) => one.id !== changed.id);
  return [changed, ...others].sort((one, other) => (one.last_at < other.last_at ? 1 : -1));
}
