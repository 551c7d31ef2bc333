/*
 * Files on their way up. A file can't be kept on the device, so these live as long as the page; what has arrived is
 * handed to the outbox and then survives like any other message. What sends them is fetched with the first of them.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Authority } from '../net/http.ts';
import type { Failure } from '../net/socket.ts';
import type { FileView } from '../protocol/FileView.ts';
import { newClientId, passes } from './outbox.ts';

export type Upload = {
  id: string;
  conversation: string;
  file: File;
  state:
    | {
        kind: 'uploading';
        share: number;
        /** It goes on by itself when the network is back. */
        waits?: boolean;
      }
    | { kind: 'failed'; failure: Failure };
};

export type Uploads = {
  readonly items: ReadonlySignal<readonly Upload[]>;
  add: (conversation: string, files: readonly File[]) => void;
  retry: (id: string) => void;
  cancel: (id: string) => void;
};

type Options = {
  authority: () => Authority | null;
  maxBytes: () => number;
  onArrived: (conversation: string, file: FileView) => void;
};

/** Whether trying again can help: a file that was refused is refused again. */
export function mayRetry({ state }: Upload): boolean {
  return state.kind === 'failed' && passes(state.failure);
}

export function createUploads({ authority, maxBytes, onArrived }: Options): Uploads {
  const items = signal<readonly Upload[]>([]);
  /** Also what has stopped, until it is removed: then what has come of it is thrown away. */
  const running = new Map<string, { abort: () => void }>();

  const change = (id: string, state: Upload['state']): void => {
    items.value = items.value.map((item) => (item.id === id ? { ...item, state } : item));
  };
  const remove = (id: string): void => {
    running.get(id)?.abort();
    running.delete(id);
    items.value = items.value.filter((item) => item.id !== id);
  };
  const fail = (id: string, code: Failure['code']): void => {
    failed(id, { code, message: '', retryAfterMs: 0 });
  };
  const failed = (id: string, failure: Failure): void => change(id, { kind: 'failed', failure });
  const arrive = (id: string, conversation: string, file: FileView): void => {
    // Done: removing it must not throw it away.
    running.delete(id);
    remove(id);
    onArrived(conversation, file);
  };
  const start = ({ id, conversation, file }: Upload): void => {
    if (file.size > maxBytes()) return fail(id, 'too_large');
    if (authority() === null) return fail(id, 'unauthenticated');
    const stop = new AbortController();
    running.set(id, stop);
    void import('./sending.ts').then(
      ({ sendFile }) =>
        sendFile({
          conversation,
          file,
          authority,
          signal: stop.signal,
          onProgress: (share, waits) => change(id, { kind: 'uploading', share, waits }),
          onEnd: (end) => (end.ok ? arrive(id, conversation, end.value) : failed(id, end.failure)),
        }),
      () => fail(id, 'disconnected'),
    );
  };

  return {
    items,
    add(conversation, files) {
      const added = files.map(
        (file): Upload => ({ id: newClientId(), conversation, file, state: { kind: 'uploading', share: 0 } }),
      );
      items.value = [...items.value, ...added];
      for (const upload of added) start(upload);
    },
    retry(id) {
      const upload = items.value.find((item) => item.id === id);
      if (upload === undefined) return;
      change(id, { kind: 'uploading', share: 0 });
      start(upload);
    },
    cancel: remove,
  };
}
