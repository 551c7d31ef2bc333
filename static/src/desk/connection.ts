/*
 * The staff pages' one connection and what goes through it: words to say what went wrong, and the outbox of what I write.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { type Failure, Socket, socketUrl } from '../net/socket.ts';
import { createOutbox, newClientId, type Outbox, type Outgoing, type Transport } from '../stores/outbox.ts';
import { createUploads, type Uploads } from '../stores/uploads.ts';
import { toast } from '../ui/toast.tsx';
import { sessionEnded } from './session.ts';

const page = location.pathname.startsWith('/wall') ? 'wall' : 'desk';

/** Staff are known by their cookie, so there is no token to send. */
export const socket = new Socket({
  url: socketUrl(),
  client: { name: page, version: '0.1.0' },
  token: () => Promise.resolve(null),
});

const box = signal<Outbox | null>(null);

/** What I have written and the server hasn't confirmed; null until it's known who I am. */
export const outbox: ReadonlySignal<Outbox | null> = box;

export const outgoing: ReadonlySignal<readonly Outgoing[]> = computed(() => box.value?.items.value ?? []);

/** Files on their way up; what has arrived goes on through the outbox. */
export const uploads: Uploads = createUploads({
  authority: () => ({ kind: 'cookie' }),
  maxBytes: maxFileBytes,
  onArrived: (conversation, file) => write(conversation, { kind: 'file', file }),
});

/** What the server takes; no bound while that isn't known. */
export function maxFileBytes(): number {
  const connection = socket.connection.value;
  return connection.kind === 'open' ? connection.hello.max_file_bytes : Number.POSITIVE_INFINITY;
}

let writer: string | null = null;

/** Puts something I have written on its way; it is kept on the device until the server has it. */
export function write(conversation: string, body: Outgoing['body']): void {
  if (writer === null) return;
  const at = new Date().toISOString();
  box.value?.add({
    client_id: newClientId(),
    conversation,
    person: writer,
    at,
    body,
    state: { kind: 'sending' },
  });
}

/** Connects as `person` until the returned function is called. */
export function connect(person: string): () => void {
  const mine = createOutbox({ person, storage: localStorage, transport });
  box.value = mine;
  writer = person;
  socket.start();
  const stopWatching = effect(() => {
    const connection = socket.connection.value;
    if (connection.kind === 'open') mine.flush();
    if (
      connection.kind === 'ended' &&
      (connection.why === 'not_signed_in' || connection.why === 'session_ended')
    ) {
      sessionEnded();
    }
  });
  return () => {
    stopWatching();
    socket.stop();
    box.value = null;
    writer = null;
  };
}

const transport: Transport = (item) => {
  const { conversation, client_id, body } = item;
  return body.kind === 'text'
    ? socket.ask({ type: 'send', conversation, client_id, text: body.text }, 'sent')
    : socket.ask({ type: 'send_file', conversation, client_id, file: body.file.id }, 'sent');
};

/** Says why a command wasn't done. Unlike a message it isn't kept and sent later, so a lost connection has other words. */
export function sayFailure(failure: Failure): void {
  toast(failure.code === 'disconnected' ? t('error-no-answer') : failureWords(failure));
}
