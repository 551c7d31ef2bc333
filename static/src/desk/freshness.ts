/*
 * What a conversation's own log says of an entry. The server tells entries when they change hands; words come by the
 * log, and the list must not wait for anything else. Pure.
 */
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { Message } from '../protocol/Message.ts';
import { type Conversation, lastSeq, lines } from '../stores/conversation.ts';

/** As on the wire: what a list shows of the last text. */
const LAST_CHARS = 120;

/** The entry as its log now has it; as it was where no log is held. */
export function freshened(entry: DeskEntry, held: Conversation, me: string): DeskEntry {
  if (!held.loaded || held.id !== entry.conversation || lastSeq(held) < entry.head) return entry;
  const spoken = lines(held).filter(isSpoken);
  const last = spoken.at(-1);
  const since = unansweredSince(spoken);
  const read = held.participants.find((one) => one.person === me)?.marks.read ?? entry.read;
  const { unanswered_since: _, ...rest } = entry;
  return {
    ...rest,
    last: last === undefined ? entry.last : beginning(last),
    head: lastSeq(held),
    read: Math.max(entry.read, read),
    ...(since === null ? {} : { unanswered_since: since }),
  };
}

/** When the customer's first word after the staff's last one came; null when the last word is the staff's. */
function unansweredSince(spoken: readonly Message[]): string | null {
  const answered = spoken.findLastIndex((row) => row.role !== 'customer');
  return spoken[answered + 1]?.at ?? null;
}

function isSpoken(row: Message): boolean {
  return row.content.type === 'text' || row.content.type === 'file';
}

function beginning(row: Message): string {
  if (row.content.type === 'file') return row.content.file.name;
  return row.content.type === 'text' ? [...row.content.text].slice(0, LAST_CHARS).join('') : '';
}
