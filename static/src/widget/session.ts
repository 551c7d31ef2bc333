/*
 * The widget's one session: socket, what is mine, the queues, the conversation on screen, the outbox. Views read its
 * signals and call its functions; nothing else talks to the server.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { language } from '../i18n/i18n.ts';
import type { Authority } from '../net/http.ts';
import { type Connection, type Outcome, Socket, socketUrl } from '../net/socket.ts';
import type { EntryView } from '../protocol/EntryView.ts';
import type { JoinForm } from '../protocol/JoinForm.ts';
import type { LeftMessageForm } from '../protocol/LeftMessageForm.ts';
import type { LeftReceipt } from '../protocol/LeftReceipt.ts';
import type { Mine } from '../protocol/Mine.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';
import { customerHere, forgetAccount, KEPT } from '../stores/account.ts';
import { unread } from '../stores/conversation.ts';
import { deviceStorage } from '../stores/device.ts';
import { type LiveConversation, openConversation } from '../stores/live-conversation.ts';
import { createOutbox, newClientId, type Outbox, type Outgoing } from '../stores/outbox.ts';
import { createUploads } from '../stores/uploads.ts';
import { forgetVisitor, knownVisitor, visitor } from '../stores/visitor.ts';
import { tellHost } from './host.ts';
import { applyMine, applyQueues, isOpen, openEntry } from './mine-store.ts';

/** The account as which the connection was last begun; null for a visit. */
let cameAs: string | null = null;

const socket = new Socket({
  url: socketUrl(),
  client: { name: 'widget', version: '1' },
  token: async () => {
    cameAs = customerHere();
    return cameAs === null ? (await visitor(language())).token : null;
  },
});

const mineHeld = signal<Mine | null>(null);
const queuesHeld = signal<readonly QueueStatus[] | null>(null);
const liveHeld = signal<LiveConversation | null>(null);
/** As whom one writes on this connection, or wrote on the one before until the next is open. */
const writerHeld = signal<Writer | null>(null);

type Writer = { person: string; isVisit: boolean; outbox: Outbox };

export const connection: ReadonlySignal<Connection> = socket.connection;
/** Null until the server has told. */
export const mine: ReadonlySignal<Mine | null> = mineHeld;
export const queues: ReadonlySignal<readonly QueueStatus[] | null> = queuesHeld;
/** The conversation that is kept up to date: the one on screen, else the one that goes on. */
export const live: ReadonlySignal<LiveConversation | null> = liveHeld;
export const entry: ReadonlySignal<EntryView | null> = computed(() =>
  mineHeld.value === null ? null : openEntry(mineHeld.value),
);
export const outgoing: ReadonlySignal<readonly Outgoing[]> = computed(
  () => writerHeld.value?.outbox.items.value ?? [],
);

export const uploads = createUploads({
  authority,
  maxBytes: () => {
    const now = connection.value;
    return now.kind === 'open' ? now.hello.max_file_bytes : Number.POSITIVE_INFINITY;
  },
  onArrived: (conversation, file) => addOutgoing(conversation, { kind: 'file', file }),
});

/** As whom files and transcripts are fetched; null before the first visit. */
export function authority(): Authority | null {
  if (customerHere() !== null) return { kind: 'cookie' };
  const known = knownVisitor();
  return known === null ? null : { kind: 'visitor', token: known.token };
}

export function me(): string | null {
  return customerHere() ?? knownVisitor()?.person ?? null;
}

/** Connects and follows what every open widget shows. */
export function startSession(): void {
  socket.follow({
    topic: (hello) => `person:${hello.person}`,
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: (reply) => {
      if (reply.type === 'mine') mineHeld.value = reply.value;
    },
    onEvent: (event) => {
      if (mineHeld.value !== null) mineHeld.value = applyMine(mineHeld.value, event);
      if (event.type === 'entry' && !isOpen(event.entry.state)) void askMine();
    },
  });
  socket.follow({
    topic: () => 'queues',
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: (reply) => {
      if (reply.type === 'queues') queuesHeld.value = reply.value;
    },
    onEvent: (event) => {
      if (queuesHeld.value !== null) queuesHeld.value = applyQueues(queuesHeld.value, event);
    },
  });
  effect(keepConnected);
  effect(takeOverVisit);
  effect(keepBadge);
  effect(confirmSent);
  addEventListener('storage', ({ key }) => {
    // Somebody has signed in or out in another tab: what is shown here may be somebody else's.
    if (key === KEPT) location.reload();
    else writerHeld.value?.outbox.flush();
  });
  socket.start();
}

/** Keeps this conversation up to date; the one before it no longer. */
export function openLive(id: string): void {
  if (liveHeld.value?.held.value.id === id) return;
  liveHeld.value?.close();
  liveHeld.value = openConversation(socket, id);
}

export function sendText(conversation: string, text: string): void {
  saidTypingAt = 0;
  addOutgoing(conversation, { kind: 'text', text });
}

export function retryOutgoing(clientId: string): void {
  writerHeld.value?.outbox.retry(clientId);
}

export function discardOutgoing(clientId: string): void {
  writerHeld.value?.outbox.discard(clientId);
}

let saidTypingAt = 0;
/** Once in three seconds is what the other side needs to see the dots without a break. */
const TYPING_EVERY_MS = 3_000;

export function tellTyping(conversation: string): void {
  if (Date.now() - saidTypingAt < TYPING_EVERY_MS) return;
  saidTypingAt = Date.now();
  socket.tell({ type: 'typing', conversation });
}

export async function join(form: JoinForm): Promise<Outcome<EntryView>> {
  const outcome = await socket.ask({ type: 'join', ...form }, 'entry');
  if (outcome.ok) takeEntry(outcome.value);
  return outcome;
}

export async function leave(entryId: string): Promise<Outcome<EntryView>> {
  const outcome = await socket.ask({ type: 'leave', entry: entryId }, 'entry');
  if (outcome.ok) takeEntry(outcome.value);
  return outcome;
}

export async function leaveMessage(form: LeftMessageForm): Promise<Outcome<LeftReceipt>> {
  const outcome = await socket.ask({ type: 'leave_message', ...form }, 'left');
  if (outcome.ok) void askMine();
  return outcome;
}

export function end(entryId: string): Promise<Outcome<null>> {
  return socket.ask({ type: 'end', entry: entryId }, 'done');
}

export async function rate(conversation: string, score: number, comment: string): Promise<Outcome<null>> {
  const outcome = await socket.ask({ type: 'rate', conversation, score, comment }, 'done');
  if (outcome.ok) liveHeld.value?.rated(score);
  return outcome;
}

/** Changes one's own text. */
export async function editText(conversation: string, target: number, text: string): Promise<Outcome<null>> {
  const cmd = { type: 'edit', conversation, client_id: newClientId(), target, text } as const;
  const outcome = await socket.ask(cmd, 'sent');
  return outcome.ok ? { ok: true, value: null } : outcome;
}

/** Takes one's own message back. */
export async function takeBack(conversation: string, target: number): Promise<Outcome<null>> {
  const outcome = await socket.ask(
    { type: 'redact', conversation, client_id: newClientId(), target },
    'sent',
  );
  return outcome.ok ? { ok: true, value: null } : outcome;
}

export function mailTranscript(conversation: string, to: string): Promise<Outcome<null>> {
  return socket.ask({ type: 'mail_transcript', conversation, to }, 'done');
}

/** No event tells of a conversation that becomes one of the earlier ones, so they are asked for again. */
async function askMine(): Promise<void> {
  const now = connection.value;
  if (now.kind !== 'open') return;
  const outcome = await socket.ask({ type: 'subscribe', topic: `person:${now.hello.person}` }, 'mine');
  if (outcome.ok) mineHeld.value = outcome.value;
}

function takeEntry(changed: EntryView): void {
  if (mineHeld.value !== null) mineHeld.value = applyMine(mineHeld.value, { type: 'entry', entry: changed });
}

function addOutgoing(conversation: string, body: Outgoing['body']): void {
  const writer = writerHeld.value;
  if (writer === null) return;
  const at = new Date().toISOString();
  writer.outbox.add({
    client_id: newClientId(),
    conversation,
    person: writer.person,
    ...(writer.isVisit ? { visit: true } : {}),
    at,
    body,
    state: { kind: 'sending' },
  });
}

function transport(item: Outgoing): Promise<Outcome<{ seq: number; at: string }>> {
  const { conversation, client_id, body } = item;
  return body.kind === 'text'
    ? socket.ask({ type: 'send', conversation, client_id, text: body.text }, 'sent')
    : socket.ask({ type: 'send_file', conversation, client_id, file: body.file.id }, 'sent');
}

let forgotAt = 0;
/** A server that refuses even a visitor it has just made isn't asked again at once. */
const FORGET_AT_MOST_EVERY_MS = 60_000;

function keepConnected(): void {
  const now = connection.value;
  if (now.kind === 'open') {
    writeAs(now.hello.person).outbox.flush();
  }
  const unknown = now.kind === 'ended' && (now.why === 'not_signed_in' || now.why === 'session_ended');
  if (unknown && Date.now() - forgotAt > FORGET_AT_MOST_EVERY_MS) {
    forgotAt = Date.now();
    const account = customerHere();
    if (account !== null) {
      // A visit ends when it becomes an account: that another tab has just signed in to it is not to be forgotten.
      if (account === cameAs) forgetAccount();
      location.reload();
      return;
    }
    forgetVisitor();
    mineHeld.value = null;
    queueMicrotask(() => socket.restart());
  }
}

/** What the one before left unsent stays on the device; nothing of it is sent as somebody else. */
function writeAs(person: string): Writer {
  const before = writerHeld.peek();
  if (before?.person === person) return before;
  before?.outbox.close();
  if (before !== null) mineHeld.value = null;
  const outbox = createOutbox({ person, storage: deviceStorage(), transport });
  const writer = { person, isVisit: knownVisitor()?.person === person, outbox };
  writerHeld.value = writer;
  return writer;
}

/** What a visit wrote and could not send goes on as that of the account that it has become. */
function takeOverVisit(): void {
  const all = mineHeld.value;
  const writer = writerHeld.value;
  if (all === null || writer === null || writer.isVisit) return;
  const own = new Set(all.conversations.map(({ id }) => id));
  untracked(() => writer.outbox.takeOver(own));
}

function keepBadge(): void {
  const all = mineHeld.value;
  if (all === null) return;
  const held = liveHeld.value?.held.value;
  const here = held === undefined || me() === null ? 0 : unread(held, me() ?? '');
  const elsewhere = all.conversations.filter((one) => one.id !== held?.id && one.head > one.read).length;
  tellHost({ type: 'unread', count: here + elsewhere });
  tellHost({ type: 'running', running: openEntry(all) !== null || here + elsewhere > 0 });
}

function confirmSent(): void {
  const held = liveHeld.value?.held.value;
  if (held !== undefined) writerHeld.value?.outbox.confirm(new Set(held.rows.map((row) => row.client_id)));
}
