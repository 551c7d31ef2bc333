/*
 * Files on their way up. A file can't be kept on the device, so these live as long as the page; what has arrived is
 * handed to the outbox and then survives like any other message.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { type Authority, authorization, failureOf } from '../net/http.ts';
import type { Failure } from '../net/socket.ts';
import type { FileUploaded } from '../protocol/FileUploaded.ts';
import type { FileView } from '../protocol/FileView.ts';
import { newClientId, passes } from './outbox.ts';

export type Upload = {
  id: string;
  conversation: string;
  file: File;
  state: { kind: 'uploading'; share: number } | { kind: 'failed'; failure: Failure };
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
  const running = new Map<string, XMLHttpRequest>();

  const change = (id: string, state: Upload['state']): void => {
    items.value = items.value.map((item) => (item.id === id ? { ...item, state } : item));
  };
  const remove = (id: string): void => {
    running.get(id)?.abort();
    running.delete(id);
    items.value = items.value.filter((item) => item.id !== id);
  };
  const fail = (id: string, failure: Failure): void => {
    running.delete(id);
    change(id, { kind: 'failed', failure });
  };
  const start = ({ id, conversation, file }: Upload): void => {
    const as = authority();
    if (file.size > maxBytes()) return fail(id, { code: 'too_large', message: '', retryAfterMs: 0 });
    if (as === null) return fail(id, { code: 'unauthenticated', message: '', retryAfterMs: 0 });
    // Not `fetch`: it can't tell how much has been sent.
    const request = new XMLHttpRequest();
    running.set(id, request);
    request.open('POST', `/api/v1/conversations/${conversation}/files?name=${encodeURIComponent(file.name)}`);
    for (const [name, value] of Object.entries(authorization(as))) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.upload.onprogress = (e) => {
      if (e.lengthComputable) change(id, { kind: 'uploading', share: e.loaded / e.total });
    };
    request.onerror = () => fail(id, { code: 'disconnected', message: '', retryAfterMs: 0 });
    request.onload = () => {
      if (request.status >= 300) return fail(id, failureOf(request.status, request.responseText));
      // Done: removing it must not abort it, which would empty the answer.
      running.delete(id);
      remove(id);
      onArrived(conversation, (JSON.parse(request.responseText) as FileUploaded).file);
    };
    request.send(file);
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
