import { describe, expect, it } from 'vitest';
import type { Message } from '../protocol/Message.ts';
import { type Conversation, emptyConversation } from './conversation.ts';
import type { Outgoing } from './outbox.ts';
import { type Item, thread } from './thread-items.ts';

const row = (seq: number, author: string, at: string): Message => ({
  seq,
  client_id: `c${seq}`,
  author,
  role: author === 'anna' ? 'customer' : 'advisor',
  at,
  content: { type: 'text', text: `${seq}` },
});
const held = (rows: Message[]): Conversation => ({ ...emptyConversation('k'), loaded: true, rows });
const waiting = (client_id: string, conversation = 'k'): Outgoing => ({
  client_id,
  conversation,
  person: 'anna',
  at: '2026-01-02T12:02:00',
  body: { kind: 'text', text: 'hej' },
  state: { kind: 'sending' },
});
const messages = (items: Item[]): Extract<Item, { kind: 'message' }>[] =>
  items.filter((item) => item.kind === 'message');

describe('the thread', () => {
  const rows = [
    row(1, 'bo', '2026-01-01T12:00:00'),
    row(2, 'anna', '2026-01-02T12:00:00'),
    row(3, 'anna', '2026-01-02T12:01:00'),
  ];

  it('begins each day with its name', () => {
    expect(thread(held(rows), [], 'anna').map((item) => item.kind)).toEqual([
      'day',
      'message',
      'day',
      'message',
      'message',
    ]);
  });

  it('puts what is on its way last, once, and only in its own conversation', () => {
    const items = messages(
      thread(held(rows), [waiting('c3'), waiting('c9'), waiting('c8', 'another')], 'anna'),
    );
    expect(items.map((item) => item.key)).toEqual(['c1', 'c2', 'c3', 'c9']);
    expect(items.at(-1)?.delivery).toBe('sending');
  });

  it('tells delivery on the last own message only, and groups what belongs together', () => {
    const items = messages(thread(held(rows), [], 'anna'));
    expect(items.map((item) => item.delivery)).toEqual([undefined, undefined, 'sent']);
    expect(items.map((item) => item.follows)).toEqual([false, false, true]);
    expect(items.map((item) => item.followed)).toEqual([false, true, false]);
  });
});
