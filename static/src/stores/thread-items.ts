/*
 * What a conversation looks like as a list of things to draw: rows, what is on its way, days and lines about what
 * happened. Pure, so that grouping and delivery states are tested without a page.
 */
import type { Message } from '../protocol/Message.ts';
import type { Notice } from '../protocol/Notice.ts';
import type { Delivery } from '../ui/message.tsx';
import { type Conversation, deliveryOf, lines } from './conversation.ts';
import type { Outgoing } from './outbox.ts';

export type Item =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'notice'; key: string; at: Date; notice: Notice }
  | {
      kind: 'message';
      key: string;
      at: Date;
      own: boolean;
      author: string | null;
      row: Message | null;
      outgoing: Outgoing | null;
      follows: boolean;
      followed: boolean;
      delivery: Delivery | undefined;
    };

/** By the same person within this time, messages stand together under one name. */
const TOGETHER_MS = 5 * 60_000;

export function thread(held: Conversation, outgoing: readonly Outgoing[], me: string | null): Item[] {
  const here = new Set(held.rows.map((row) => row.client_id));
  const waiting = outgoing.filter((one) => one.conversation === held.id && !here.has(one.client_id));
  const rows = lines(held);
  const lastOwn = rows.findLast((row) => row.author === me && row.content.type !== 'notice');
  const items: Item[] = [
    ...rows.map((row) => ofRow(held, row, me, row === lastOwn)),
    ...waiting.map(ofOutgoing),
  ];
  return grouped(withDays(items));
}

function ofRow(held: Conversation, row: Message, me: string | null, tell: boolean): Item {
  const at = new Date(row.at);
  if (row.content.type === 'notice')
    return { kind: 'notice', key: `${row.seq}`, at, notice: row.content.notice };
  return {
    kind: 'message',
    key: row.client_id,
    at,
    own: row.author === me,
    author: row.author ?? null,
    row,
    outgoing: null,
    follows: false,
    followed: false,
    delivery: tell && row.content.type !== 'redacted' ? deliveryOf(held, row) : undefined,
  };
}

function ofOutgoing(one: Outgoing): Item {
  return {
    kind: 'message',
    key: one.client_id,
    at: new Date(one.at),
    own: true,
    author: one.person,
    row: null,
    outgoing: one,
    follows: false,
    followed: false,
    delivery: one.state.kind,
  };
}

function withDays(items: readonly Item[]): Item[] {
  let day = '';
  return items.flatMap((item) => {
    const its = item.at.toDateString();
    if (its === day) return [item];
    day = its;
    return [{ kind: 'day', key: `day ${its}`, at: item.at } as const, item];
  });
}

function grouped(items: readonly Item[]): Item[] {
  const together = (one: Item | undefined, other: Item | undefined): boolean =>
    one?.kind === 'message' &&
    other?.kind === 'message' &&
    one.author === other.author &&
    other.at.getTime() - one.at.getTime() < TOGETHER_MS;
  return items.map((item, at) =>
    item.kind === 'message'
      ? { ...item, follows: together(items[at - 1], item), followed: together(item, items[at + 1]) }
      : item,
  );
}
