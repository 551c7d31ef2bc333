/*
 * A conversation kept up to date: the pure store, fed by the socket. Fetches what is missing, tells how far this
 * device and its person have got, and forgets who writes when the time has passed.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Failure, Socket } from '../net/socket.ts';
import {
  apply,
  type Conversation,
  earlier,
  emptyConversation,
  type Input,
  lastSeq,
  missing,
  waitingRows,
} from './conversation.ts';

export type LiveConversation = {
  readonly held: ReadonlySignal<Conversation>;
  /** Set when the server won't open it. */
  readonly refused: ReadonlySignal<Failure | null>;
  /** Fetches the page before; does nothing at the beginning of the log. */
  loadEarlier: () => Promise<void>;
  /** The person has seen everything that is here. */
  markRead: () => void;
  rated: (score: number) => void;
  /** Asks anew: what was only looked at, or refused, may be followed from now on. */
  reopen: () => Promise<void>;
  close: () => void;
};

const PAGE = 50;
/** The most the server gives at once: `MAX_PAGE` on the wire. */
const MISSING_PAGE = 200;
/** How a look at a file ended may be told while the line between servers is down; nobody tells it again. */
const LOOK_AGAIN_MS = 30_000;

export function openConversation(socket: Socket, id: string): LiveConversation {
  const held = signal<Conversation>(emptyConversation(id));
  const refused = signal<Failure | null>(null);
  const asked = new Set<string>();
  let read = 0;
  let told = { delivered: 0, read: 0 };
  let fetching = false;
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const take = (input: Input): void => {
    held.value = apply(held.value, input);
    void fill();
    tellMarks();
  };
  /** Fetches rows anew whose files wait: how the looks at them ended may have been told to nobody here. */
  const askAfter = async (): Promise<void> => {
    for (const { seq } of waitingRows(held.value)) {
      const outcome = await socket.ask({ type: 'fetch', conversation: id, after: seq - 1, limit: 1 }, 'page');
      // Without an answer the connection is gone, and asks when it is back.
      if (!outcome.ok) return;
      take({ type: 'page', page: outcome.value });
    }
  };
  const fill = async (): Promise<void> => {
    const gap = missing(held.value);
    if (gap === null || fetching) return;
    fetching = true;
    const outcome = await socket.ask(
      { type: 'fetch', conversation: id, after: gap.after, limit: MISSING_PAGE },
      'page',
    );
    fetching = false;
    // Without an answer the next event, head or reconnect tries again; an empty page fills nothing and must not loop.
    if (outcome.ok && outcome.value.messages.length > 0) take({ type: 'page', page: outcome.value });
  };
  const tellMarks = (): void => {
    const delivered = lastSeq(held.value);
    const marks = { delivered, read: Math.min(read, delivered) };
    if (marks.delivered <= told.delivered && marks.read <= told.read) return;
    if (socket.connection.value.kind !== 'open') return;
    told = marks;
    socket.tell({ type: 'mark', conversation: id, ...marks });
  };
  const again = setInterval(askAfter, LOOK_AGAIN_MS);
  const reopen = async (): Promise<void> => {
    const outcome = await socket.ask(
      { type: 'open', conversation: id, after: lastSeq(held.value) },
      'conversation',
    );
    if (!outcome.ok) return;
    refused.value = null;
    take({ type: 'opened', view: outcome.value });
  };

  /** Whether somebody writes who came since this was opened; that is asked once. */
  const isStranger = (author: string | null | undefined): boolean => {
    if (author == null || asked.has(author)) return false;
    if (held.value.participants.some((one) => one.person === author)) return false;
    asked.add(author);
    return true;
  };

  const unfollow = socket.follow({
    topic: () => `conversation:${id}`,
    start: () => ({ type: 'open', conversation: id, after: lastSeq(held.value) }),
    onState: (reply) => {
      if (reply.type !== 'conversation') return;
      refused.value = null;
      told = { delivered: 0, read: 0 };
      take({ type: 'opened', view: reply.value });
      void askAfter();
    },
    onEvent: (event) => {
      if (event.type === 'message' && isStranger(event.message.author)) {
        void reopen().then(() => take({ type: 'event', event, now: Date.now() }));
        return;
      }
      take({ type: 'event', event, now: Date.now() });
      if (event.type === 'typing') {
        clearTimeout(quiet);
        quiet = setTimeout(() => take({ type: 'time', now: Date.now() }), 5_050);
      }
      // The line says who joined; only the conversation itself knows what they do.
      if (
        event.type === 'message' &&
        event.message.content.type === 'notice' &&
        event.message.content.notice.what === 'joined'
      ) {
        void reopen();
      }
    },
    onRefused: (failure) => {
      refused.value = failure;
    },
  });

  return {
    held,
    refused,
    async loadEarlier() {
      const page = earlier(held.value, PAGE);
      if (page === null || fetching) return;
      fetching = true;
      const outcome = await socket.ask({ type: 'fetch', conversation: id, ...page }, 'page');
      fetching = false;
      if (outcome.ok) take({ type: 'page', page: outcome.value });
    },
    markRead() {
      read = Math.max(read, lastSeq(held.value));
      tellMarks();
    },
    rated: (score) => take({ type: 'rated', score }),
    reopen,
    close() {
      clearTimeout(quiet);
      clearInterval(again);
      unfollow();
    },
  };
}
