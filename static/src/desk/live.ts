/*
 * What the desk follows: my own things, colleagues and the inbox, the queues. Feeds the pure stores from the socket.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { CannedReply } from '../protocol/CannedReply.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';
import { socket } from './connection.ts';
import * as deskStore from './desk-store.ts';
import { type Desk, NOTHING } from './desk-store.ts';
import { forgetMeetings, loadMeetings, takeEvent } from './meetings.ts';
import * as staffStore from './staff-store.ts';
import { NOBODY, type Staff } from './staff-store.ts';

const mine = signal<Desk>(NOTHING);
const shared = signal<Staff>(NOBODY);
const lines = signal<readonly QueueStatus[]>([]);
const replies = signal<readonly CannedReply[]>([]);
const known = signal(false);

/** As the server told it; `fresh.ts` has what the logs have said since. */
export const toldDesk: ReadonlySignal<Desk> = mine;
export const staff: ReadonlySignal<Staff> = shared;
export const queues: ReadonlySignal<readonly QueueStatus[]> = lines;
export const canned: ReadonlySignal<readonly CannedReply[]> = replies;
/** False until the server has told what is mine: room is kept, nothing is said to be empty. */
export const deskLoaded: ReadonlySignal<boolean> = known;

export const inbox: ReadonlySignal<readonly InboxItem[]> = computed(() =>
  staffStore.openInbox(shared.value, mine.value.me?.person ?? null),
);

/** Follows all of it until the returned function is called. */
export function followDesk(): () => void {
  const stops = [followMine(), followStaff(), followQueues()];
  return () => {
    for (const stop of stops) stop();
    mine.value = NOTHING;
    shared.value = NOBODY;
    known.value = false;
    forgetMeetings();
  };
}

/** A conversation of mine as a command's answer told it; its event may come before or after. */
export function take(entry: DeskEntry): void {
  mine.value = deskStore.withEntry(mine.value, entry);
}

/** An offer I have said no to needn't wait for the event. */
export function dropOffer(entry: string): void {
  mine.value = deskStore.apply(mine.value, { type: 'offer_gone', entry });
}

/** Shows my state as I chose it; the server's event settles it. */
export function showState(state: 'available' | 'busy' | 'away'): void {
  const { me } = mine.value;
  if (me !== null) mine.value = { ...mine.value, me: { ...me, state } };
}

/** Left messages as a command's answer told them; the others are as they were. */
export function takeItems(items: readonly InboxItem[]): void {
  shared.value = staffStore.withItems(shared.value, items);
}

export function queueNamed(id: string): QueueStatus | undefined {
  return lines.value.find((queue) => queue.id === id);
}

function followMine(): () => void {
  return socket.follow({
    topic: (hello) => `person:${hello.person}`,
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: (reply) => {
      if (reply.type !== 'desk') return;
      mine.value = deskStore.renewed(mine.value, reply.value);
      known.value = true;
      void loadInbox();
      void loadCanned();
      void loadMeetings();
    },
    onEvent: (event) => {
      mine.value = deskStore.apply(mine.value, event);
      shared.value = staffStore.apply(shared.value, event);
      takeEvent(event);
    },
  });
}

function followStaff(): () => void {
  return socket.follow({
    topic: () => 'staff',
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: (reply) => {
      if (reply.type !== 'staff') return;
      shared.value = { ...shared.value, colleagues: reply.value };
    },
    onEvent: (event) => {
      shared.value = staffStore.apply(shared.value, event);
      mine.value = deskStore.apply(mine.value, event);
    },
  });
}

/** The queues' open state and names; the wall wants them too. */
export function followQueues(): () => void {
  return socket.follow({
    topic: () => 'queues',
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: (reply) => {
      if (reply.type === 'queues') lines.value = reply.value;
    },
    onEvent: (event) => {
      if (event.type !== 'queue_status') return;
      lines.value = lines.value.map((queue) => (queue.id === event.status.id ? event.status : queue));
    },
  });
}

async function loadInbox(): Promise<void> {
  const outcome = await socket.ask({ type: 'inbox' }, 'inbox');
  if (outcome.ok) shared.value = { ...shared.value, inbox: outcome.value };
}

async function loadCanned(): Promise<void> {
  const outcome = await socket.ask({ type: 'canned' }, 'canned');
  if (outcome.ok) replies.value = outcome.value;
}
