/* Made-up conversations of a meeting, which nobody sends. */
import { signal } from '@preact/signals';
import type { Talks } from '../meeting/talks.ts';
import type { Outcome } from '../net/socket.ts';
import type { Message } from '../protocol/Message.ts';
import { type Conversation, emptyConversation } from '../stores/conversation.ts';
import type { LiveConversation } from '../stores/live-conversation.ts';
import { LOG, THREAD } from './meeting-model.ts';
import type { Samples } from './samples.ts';

const nothing = async (): Promise<void> => undefined;
const fine = async (): Promise<Outcome<null>> => ({ ok: true, value: null });

export function madeUpTalks(samples: Samples): Talks {
  const log = said(LOG, samples, [
    ['p0', samples.short],
    ['p1', samples.text],
    ['me', 'Tack, den har jag.'],
    ['p0', samples.text],
  ]);
  const thread = said(THREAD, samples, [['p0', 'Det dröjer fem minuter till.']]);
  return {
    me: 'me',
    authority: { kind: 'cookie' },
    open: signal(new Map([log, thread].map((held) => [held.id, still(held)]))),
    outgoing: signal([]),
    uploads: { items: signal([]), add: () => undefined, retry: () => undefined, cancel: () => undefined },
    follow: () => undefined,
    send: () => undefined,
    retry: () => undefined,
    discard: () => undefined,
    edit: fine,
    takeBack: fine,
    typing: () => undefined,
  };
}

function said(id: string, samples: Samples, words: readonly (readonly [string, string])[]): Conversation {
  const rows = words.map(
    ([author, text], at): Message => ({
      seq: at + 1,
      client_id: `${id}-${at}`,
      author,
      role: author === 'p0' ? 'advisor' : 'customer',
      at: new Date(Date.now() - (words.length - at) * 90_000).toISOString(),
      content: { type: 'text', text },
    }),
  );
  const part = (
    person: string,
    name: string,
    role: 'advisor' | 'customer',
  ): Conversation['participants'][number] => ({
    person,
    name,
    title: role === 'advisor' ? samples.title : '',
    role,
    present: true,
    marks: { person, delivered: rows.length, read: person === 'me' ? 1 : rows.length },
  });
  return {
    ...emptyConversation(id),
    loaded: true,
    kind: 'meeting',
    participants: [
      part('p0', samples.name, 'advisor'),
      part('p1', 'Anna Berg', 'customer'),
      part('me', 'Erik Holm', 'customer'),
    ],
    policy: { write: true, edit_for_s: 600, redact_any: false },
    rows,
    head: rows.length,
  };
}

function still(held: Conversation): LiveConversation {
  return {
    held: signal(held),
    refused: signal(null),
    loadEarlier: nothing,
    markRead: () => undefined,
    rated: () => undefined,
    reopen: nothing,
    close: () => undefined,
  };
}
