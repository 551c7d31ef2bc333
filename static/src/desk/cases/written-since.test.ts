import { expect, it } from 'vitest';
import type { Message } from '../../protocol/Message.ts';
import { type Conversation, emptyConversation } from '../../stores/conversation.ts';
import { writtenSince } from './written-since.ts';

const row = (seq: number, author: string, content: Message['content']): Message => ({
  seq,
  client_id: `id-${seq}`,
  author,
  role: author === 'maja' ? 'customer' : 'advisor',
  at: '2026-11-20T08:00:00Z',
  content,
});
const held: Conversation = {
  ...emptyConversation('thread'),
  loaded: true,
  rows: [
    row(1, 'maja', { type: 'text', text: 'Hej' }),
    row(2, 'anna', { type: 'text', text: 'Hej Maja' }),
    row(3, 'maja', { type: 'text', text: 'En sak till' }),
    row(4, 'bo', { type: 'text', text: 'Jag svarar' }),
    row(5, 'bo', { type: 'edit', target: 4, text: 'Jag svarar strax' }),
  ],
};

it('tells of what came after, by others, and not of what was only corrected', () => {
  expect(writtenSince(held, 2, 'anna').map((one) => one.seq)).toEqual([3, 4]);
  expect(writtenSince(held, 3, 'bo').map((one) => one.seq)).toEqual([]);
  expect(writtenSince(held, 4, 'anna')).toEqual([]);
});
