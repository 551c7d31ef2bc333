/*
 * The page's one session: who one is on this device, the socket, the thread on screen, what has been written and is on
 * its way. A socket is only begun for somebody: whoever merely looks is made no visitor.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { language } from '../i18n/i18n.ts';
import type { Authority } from '../net/http.ts';
import { type Connection, type Outcome, Socket, socketUrl } from '../net/socket.ts';
import { customerHere, forgetAccount, KEPT } from '../stores/account.ts';
import { deviceStorage } from '../stores/device.ts';
import { type LiveConversation, openConversation } from '../stores/live-conversation.ts';
import { createOutbox, newClientId, type Outbox, type Outgoing } from '../stores/outbox.ts';
import { createUploads } from '../stores/uploads.ts';
import { forgetVisitor, knownVisitor, visitor } from '../stores/visitor.ts';
import type { Pen } from '../ui/writing.tsx';

const COOKIE: Authority = { kind: 'cookie' };

const socket = new Socket({
  url: socketUrl(),
  client: { name: 'my', version: '1' },
  token: async () => (customerHere() === null ? (await visitor(language())).token : null),
});

type Writer = { person: string; isVisit: boolean; outbox: Outbox };

const writerHeld = signal<Writer | null>(null);
const liveHeld = signal<LiveConversation | null>(null);
const lookingHeld = signal(!document.hidden);

export const connection: ReadonlySignal<Connection> = socket.connection;
/** The thread that is kept up to date: the one on screen. */
export const live: ReadonlySignal<LiveConversation | null> = liveHeld;
export const outgoing: ReadonlySignal<readonly Outgoing[]> = computed(
  () => writerHeld.value?.outbox.items.value ?? [],
);
/** Whether a person can see the page: what comes while it's hidden isn't read. */
export const looking: ReadonlySignal<boolean> = lookingHeld;

export const uploads = createUploads({
  authority,
  maxBytes: maxFileBytes,
  onArrived: (conversation, file) => addOutgoing(conversation, { kind: 'file', file }),
});

/** What the server takes; no bound while that isn't known. */
export function maxFileBytes(): number {
  const now = connection.value;
  return now.kind === 'open' ? now.hello.max_file_bytes : Number.POSITIVE_INFINITY;
}

/** Whoever is signed in, or the visit on this device; null for somebody of whom nothing is known. */
export function me(): string | null {
  return customerHere() ?? knownVisitor()?.person ?? null;
}

/** As whom one asks; null for somebody of whom nothing is known. */
export function authority(): Authority | null {
  if (customerHere() !== null) return COOKIE;
  const known = knownVisitor();
  return known === null ? null : { kind: 'visitor', token: known.token };
}

/** Whether it is the device that is known, and no account. */
export function isVisit(): boolean {
  return customerHere() === null;
}

/** As [`authority`], a visit made where there is none. */
export async function somebody(): Promise<Outcome<Authority>> {
  const known = authority();
  if (known !== null) return { ok: true, value: known };
  try {
    const { token } = await visitor(language());
    return { ok: true, value: { kind: 'visitor', token } };
  } catch (error) {
    return { ok: false, failure: { code: 'disconnected', message: String(error), retryAfterMs: 0 } };
  }
}

let watching = false;

/** Watches what concerns the page as a whole; connects if there is anybody to connect as. */
export function startSession(): void {
  if (!watching) {
    watching = true;
    document.addEventListener('visibilitychange', () => {
      lookingHeld.value = !document.hidden;
    });
    addEventListener('storage', ({ key }) => {
      // Somebody has signed in or out in another tab: what is shown here may be somebody else's.
      if (key === KEPT) location.reload();
      else writerHeld.value?.outbox.flush();
    });
    effect(keepConnected);
    effect(confirmSent);
  }
  if (me() !== null) socket.start();
}

/** What happens to one's cases, all or one: `changed` is called when the connection comes, and with each change. */
export function followCases(id: string | null, changed: () => void): () => void {
  startSession();
  if (me() === null) return () => undefined;
  return socket.follow({
    topic: (hello) => (id === null ? `person:${hello.person}` : `case:${id}`),
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: changed,
    onEvent: (event) => {
      if (event.type === 'case') changed();
    },
  });
}

/** Keeps this thread up to date until the returned function is called. */
export function openThread(id: string): () => void {
  liveHeld.peek()?.close();
  const opened = openConversation(socket, id);
  liveHeld.value = opened;
  return () => {
    opened.close();
    if (liveHeld.peek() === opened) liveHeld.value = null;
  };
}

export function retryOutgoing(clientId: string): void {
  writerHeld.value?.outbox.retry(clientId);
}

export function discardOutgoing(clientId: string): void {
  writerHeld.value?.outbox.discard(clientId);
}

/** Takes one's own message back. */
export async function takeBack(conversation: string, target: number): Promise<Outcome<null>> {
  const cmd = { type: 'redact', conversation, client_id: newClientId(), target } as const;
  return emptied(await socket.ask(cmd, 'sent'));
}

/** As this customer. */
export const pen: Pen = {
  uploads,
  send(conversation, text) {
    saidTypingAt = 0;
    addOutgoing(conversation, { kind: 'text', text });
  },
  async edit(conversation, target, text) {
    const cmd = { type: 'edit', conversation, client_id: newClientId(), target, text } as const;
    return emptied(await socket.ask(cmd, 'sent'));
  },
  typing(conversation) {
    if (Date.now() - saidTypingAt < TYPING_EVERY_MS) return;
    saidTypingAt = Date.now();
    socket.tell({ type: 'typing', conversation });
  },
};

let saidTypingAt = 0;
/** Once in three seconds is what the other side needs to see the dots without a break. */
const TYPING_EVERY_MS = 3_000;

function emptied<T>(outcome: Outcome<T>): Outcome<null> {
  return outcome.ok ? { ok: true, value: null } : outcome;
}

function addOutgoing(conversation: string, body: Outgoing['body']): void {
  const person = me();
  const writer = writerHeld.peek() ?? (person === null ? null : writeAs(person));
  if (writer === null) return;
  writer.outbox.add({
    client_id: newClientId(),
    conversation,
    person: writer.person,
    ...(writer.isVisit ? { visit: true } : {}),
    at: new Date().toISOString(),
    body,
    state: { kind: 'sending' },
  });
}

function transport({
  conversation,
  client_id,
  body,
}: Outgoing): Promise<Outcome<{ seq: number; at: string }>> {
  return body.kind === 'text'
    ? socket.ask({ type: 'send', conversation, client_id, text: body.text }, 'sent')
    : socket.ask({ type: 'send_file', conversation, client_id, file: body.file.id }, 'sent');
}

/** What was left unsent goes once there is a connection; a session that has ended ends here too. */
function keepConnected(): void {
  const now = connection.value;
  if (now.kind === 'open') writeAs(now.hello.person).outbox.flush();
  if (now.kind !== 'ended' || (now.why !== 'not_signed_in' && now.why !== 'session_ended')) return;
  if (customerHere() === null) forgetVisitor();
  else forgetAccount();
  location.reload();
}

function writeAs(person: string): Writer {
  const before = writerHeld.peek();
  if (before?.person === person) return before;
  before?.outbox.close();
  const outbox = createOutbox({ person, storage: deviceStorage(), transport });
  const writer = { person, isVisit: knownVisitor()?.person === person, outbox };
  writerHeld.value = writer;
  return writer;
}

function confirmSent(): void {
  const held = liveHeld.value?.held.value;
  if (held !== undefined) writerHeld.value?.outbox.confirm(new Set(held.rows.map((row) => row.client_id)));
}
