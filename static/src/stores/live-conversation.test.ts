import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { Connection, Following, Socket } from '../net/socket.ts';
import type { Command } from '../protocol/Command.ts';
import type { ConversationView } from '../protocol/ConversationView.ts';
import type { Message } from '../protocol/Message.ts';
import { openConversation } from './live-conversation.ts';

function row(seq: number, author: string): Message {
  const content: Message['content'] = { type: 'text', text: `rad ${seq}` };
  return { seq, client_id: `c${seq}`, author, role: 'customer', at: '2026-01-01T12:00:00Z', content };
}

function view(names: string[], messages: Message[]): ConversationView {
  const participants = names.map((name) => ({
    person: name.toLowerCase(),
    name,
    title: '',
    role: 'customer' as const,
    present: true,
    marks: { person: name.toLowerCase(), delivered: 0, read: 0 },
  }));
  return {
    id: 'k',
    kind: 'meeting',
    state: 'open',
    participants,
    policy: { write: true, edit_for_s: 300, redact_any: false },
    messages,
    head: messages.at(-1)?.seq ?? 0,
    refetch: false,
  };
}

/** A server that answers `open` with what it has, and keeps what it was asked. */
function serves(now: () => ConversationView): {
  socket: Socket;
  asked: Command[];
  says: (row: Message) => void;
} {
  const asked: Command[] = [];
  let following: Following | undefined;
  const socket = {
    connection: signal<Connection>({ kind: 'connecting', attempt: 0 } as unknown as Connection),
    ask: (cmd: Command) => {
      asked.push(cmd);
      return Promise.resolve({ ok: true as const, value: now() });
    },
    tell: () => undefined,
    follow: (what: Following) => {
      following = what;
      what.onState({ type: 'conversation', value: now() });
      return () => undefined;
    },
  } as unknown as Socket;
  return {
    socket,
    asked,
    says: (message) => following?.onEvent({ type: 'message', message }),
  };
}

describe('a conversation kept up to date', () => {
  it('asks who somebody is that came after it was opened, once', async () => {
    let there = view(['Anna'], [row(1, 'anna')]);
    const { socket, asked, says } = serves(() => there);
    const { held } = openConversation(socket, 'k');
    there = view(['Anna', 'Bea'], [row(2, 'bea')]);
    says(row(2, 'bea'));
    await expect.poll(() => held.value.rows.length).toBe(2);
    expect(held.value.participants.map((one) => one.name)).toContain('Bea');
    says(row(3, 'bea'));
    expect(held.value.rows.map((one) => one.seq)).toEqual([1, 2, 3]);
    expect(asked.map((cmd) => cmd.type)).toEqual(['open']);
  });

  it('shows what a stranger writes also when it is not told who they are', async () => {
    const there = view(['Anna'], [row(1, 'anna')]);
    const { socket, asked, says } = serves(() => there);
    const { held } = openConversation(socket, 'k');
    says(row(2, 'nobody'));
    says(row(3, 'nobody'));
    await expect.poll(() => held.value.rows.map((one) => one.seq)).toEqual([1, 2, 3]);
    expect(asked.filter((cmd) => cmd.type === 'open')).toHaveLength(1);
  });
});
