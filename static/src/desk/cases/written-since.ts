/*
 * What others have said in a log since one began to write there. Pure.
 */
import type { Message } from '../../protocol/Message.ts';
import { type Conversation, lines } from '../../stores/conversation.ts';

/** Others' texts and files after `from`, oldest first. */
export function writtenSince(held: Conversation, from: number, me: string): Message[] {
  return lines(held).filter(
    (row) =>
      row.seq > from && row.author !== me && (row.content.type === 'text' || row.content.type === 'file'),
  );
}
