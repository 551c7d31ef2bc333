/*
 * The meeting's conversations: its log, and where those who wait write with the host. They are ordinary ones, kept up
 * to date here so that the views only read and write.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Authority } from '../net/http.ts';
import type { Outcome, Socket } from '../net/socket.ts';
import { unread } from '../stores/conversation.ts';
import { deviceStorage } from '../stores/device.ts';
import { type LiveConversation, openConversation } from '../stores/live-conversation.ts';
import { createOutbox, newClientId, type Outgoing } from '../stores/outbox.ts';
import { createUploads, type Uploads } from '../stores/uploads.ts';

export type Talks = {
  readonly me: string;
  /** As whom files are fetched. */
  readonly authority: Authority;
  /** Those that are kept up to date, by id. */
  readonly open: ReadonlySignal<ReadonlyMap<string, LiveConversation>>;
  readonly outgoing: ReadonlySignal<readonly Outgoing[]>;
  readonly uploads: Uploads;
  /** Keeps these up to date, and no others. */
  follow: (conversations: readonly string[]) => void;
  send: (conversation: string, text: string) => void;
  retry: (clientId: string) => void;
  discard: (clientId: string) => void;
  edit: (conversation: string, target: number, text: string) => Promise<Outcome<null>>;
  takeBack: (conversation: string, target: number) => Promise<Outcome<null>>;
  typing: (conversation: string) => void;
};

/** Once in three seconds is what the other side needs to see the dots without a break. */
const TYPING_EVERY_MS = 3_000;

/** How much of a conversation its reader hasn't seen. */
export function unreadIn(talks: Talks, conversation: string | null | undefined): number {
  const live = conversation == null ? undefined : talks.open.value.get(conversation);
  return live === undefined ? 0 : unread(live.held.value, talks.me);
}

/** The conversations as `me` on this socket, and how to let go of them. */
export function openTalks(
  socket: Socket,
  me: string,
  authority: Authority,
): { talks: Talks; close: () => void } {
  const open = signal<ReadonlyMap<string, LiveConversation>>(new Map());
  const outbox = createOutbox({
    person: me,
    storage: deviceStorage(),
    transport: ({ conversation, client_id, body }) =>
      body.kind === 'text'
        ? socket.ask({ type: 'send', conversation, client_id, text: body.text }, 'sent')
        : socket.ask({ type: 'send_file', conversation, client_id, file: body.file.id }, 'sent'),
  });
  let saidTypingAt = 0;
  const add = (conversation: string, body: Outgoing['body']): void =>
    outbox.add({
      client_id: newClientId(),
      conversation,
      person: me,
      at: new Date().toISOString(),
      body,
      state: { kind: 'sending' },
    });
  const uploads = createUploads({
    authority: () => authority,
    maxBytes: () => {
      const now = socket.connection.value;
      return now.kind === 'open' ? now.hello.max_file_bytes : Number.POSITIVE_INFINITY;
    },
    onArrived: (conversation, file) => add(conversation, { kind: 'file', file }),
  });
  const stopFlushing = socket.connection.subscribe((now) => {
    if (now.kind === 'open') outbox.flush();
  });
  const confirming = new Map<string, () => void>();

  const follow = (wanted: readonly string[]): void => {
    const before = open.peek();
    if (wanted.length === before.size && wanted.every((id) => before.has(id))) return;
    for (const [id, live] of before) {
      if (wanted.includes(id)) continue;
      confirming.get(id)?.();
      confirming.delete(id);
      live.close();
    }
    const next = wanted.map((id): [string, LiveConversation] => {
      const known = before.get(id);
      if (known !== undefined) return [id, known];
      const live = openConversation(socket, id);
      confirming.set(
        id,
        live.held.subscribe((held) => outbox.confirm(new Set(held.rows.map((row) => row.client_id)))),
      );
      return [id, live];
    });
    open.value = new Map(next);
  };

  const talks: Talks = {
    me,
    authority,
    open,
    outgoing: outbox.items,
    uploads,
    follow,
    send(conversation, text) {
      saidTypingAt = 0;
      add(conversation, { kind: 'text', text });
    },
    retry: outbox.retry,
    discard: outbox.discard,
    edit: (conversation, target, text) =>
      done(socket.ask({ type: 'edit', conversation, client_id: newClientId(), target, text }, 'sent')),
    takeBack: (conversation, target) =>
      done(socket.ask({ type: 'redact', conversation, client_id: newClientId(), target }, 'sent')),
    typing(conversation) {
      if (Date.now() - saidTypingAt < TYPING_EVERY_MS) return;
      saidTypingAt = Date.now();
      socket.tell({ type: 'typing', conversation });
    },
  };
  return {
    talks,
    close() {
      follow([]);
      stopFlushing();
    },
  };
}

async function done(asked: Promise<Outcome<unknown>>): Promise<Outcome<null>> {
  const outcome = await asked;
  return outcome.ok ? { ok: true, value: null } : outcome;
}
