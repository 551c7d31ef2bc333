import { signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connection, Following, Socket } from '../net/socket.ts';
import type { Command } from '../protocol/Command.ts';
import type { ConversationView } from '../protocol/ConversationView.ts';
import type { FileScan } from '../protocol/FileScan.ts';
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
  reconnects: () => void;
} {
  const asked: Command[] = [];
  let following: Following | undefined;
  const socket = {
    connection: signal<Connection>({ kind: 'connecting', attempt: 0 } as unknown as Connection),
    ask: (cmd: Command) => {
      asked.push(cmd);
      const { id, messages, head } = now();
      const page = {
        conversation: id,
        messages: messages.filter((one) => cmd.type === 'fetch' && one.seq === cmd.after + 1),
        head,
      };
      return Promise.resolve({ ok: true as const, value: cmd.type === 'fetch' ? page : now() });
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
    reconnects: () => following?.onState({ type: 'conversation', value: { ...now(), messages: [] } }),
  };
}

const file = (seq: number, scan: FileScan): Message => ({
  ...row(seq, 'anna'),
  content: {
    type: 'file',
    file: { id: 'f', name: 'a.pdf', media_type: 'application/pdf', size: 3, preview: false, scan },
  },
});

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

  describe('with a file that waits to be looked at', () => {
    afterEach(() => {
      vi.useRealTimers();
    });
    const scanOf = (rows: readonly Message[]): FileScan | undefined =>
      rows[1]?.content.type === 'file' ? rows[1].content.file.scan : undefined;

    it('learns how that ended while it was away', async () => {
      let there = view(['Anna'], [row(1, 'anna'), file(2, 'waiting')]);
      const { socket, reconnects } = serves(() => there);
      const { held, close } = openConversation(socket, 'k');
      expect(scanOf(held.value.rows)).toBe('waiting');
      there = view(['Anna'], [row(1, 'anna'), file(2, 'infected')]);
      reconnects();
      await expect.poll(() => scanOf(held.value.rows)).toBe('infected');
      close();
    });

    it('asks again now and then, until it knows', async () => {
      vi.useFakeTimers();
      let there = view(['Anna'], [row(1, 'anna'), file(2, 'waiting')]);
      const { socket, asked } = serves(() => there);
      const { held, close } = openConversation(socket, 'k');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(asked.map((cmd) => cmd.type)).toEqual(['fetch', 'fetch', 'fetch']);
      there = view(['Anna'], [row(1, 'anna'), file(2, 'clean')]);
      await vi.advanceTimersByTimeAsync(120_000);
      expect(scanOf(held.value.rows)).toBe('clean');
      expect(asked).toHaveLength(4);
      close();
    });
  });
});
