import { expect, it } from 'vitest';
import type { Message } from '../protocol/Message.ts';
import type { Role } from '../protocol/Role.ts';
import { type Conversation, emptyConversation } from '../stores/conversation.ts';
import { at, deskEntry } from './fixtures.ts';
import { freshened } from './freshness.ts';

function row(seq: number, role: Role, text: string): Message {
  return {
    seq,
    client_id: `m${seq}`,
    author: role === 'customer' ? 'c1' : 'a1',
    role,
    at: at(seq),
    content: { type: 'text', text },
  };
}

function held(...rows: Message[]): Conversation {
  return { ...emptyConversation('conversation-e1'), loaded: true, rows, head: rows.length };
}

const entry = deskEntry('e1', { head: 1, read: 1, last: 'Gammalt' });

it('counts the customer’s wait from the first word I haven’t answered', () => {
  const fresh = freshened(
    entry,
    held(row(1, 'advisor', 'Hej'), row(2, 'customer', 'Hej'), row(3, 'customer', 'Hallå')),
    'a1',
  );
  expect(fresh).toMatchObject({ unanswered_since: at(2), last: 'Hallå', head: 3, read: 1 });
});

it('ends the wait when any of the staff has answered', () => {
  const fresh = freshened(
    { ...entry, unanswered_since: at(0) },
    held(row(1, 'customer', 'Hej'), row(2, 'supervisor', 'Hej')),
    'a1',
  );
  expect(fresh.unanswered_since).toBeUndefined();
});

it('keeps what the server said while the log is behind or not held', () => {
  const ahead = deskEntry('e1', { head: 9, last: 'Nytt' });
  expect(freshened(ahead, held(row(1, 'customer', 'Hej')), 'a1')).toBe(ahead);
  expect(freshened(entry, emptyConversation('conversation-e1'), 'a1')).toBe(entry);
});
