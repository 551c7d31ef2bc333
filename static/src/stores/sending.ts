/*
 * Sends a file: a small one whole, a large one in parts, several at once. What the server has is not sent again: after a
 * break it is asked which parts are there, and when the same file is chosen again after a reload the upload is known by
 * what the device remembers of it.
 */
import { type Authority, authorization, failureOf } from '../net/http.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { FileUploaded } from '../protocol/FileUploaded.ts';
import type { FileView } from '../protocol/FileView.ts';
import type { NewUpload } from '../protocol/NewUpload.ts';
import type { UploadView } from '../protocol/UploadView.ts';
import { deviceStorage } from './device.ts';

/** What is larger comes in parts: as many bytes as the server's parts have. */
export const WHOLE_BYTES = 1024 * 1024;
/** The parts of one file on their way at once; a browser sends six requests at once to one server, and a page needs some. */
const PARTS_AT_ONCE = 2;
/** The others wait, so that some files have arrived when the network breaks. */
const FILES_AT_ONCE = 2;
/** Answers in a row that say no, before its sender is told; a network that is away counts for nothing. */
const MAX_REFUSALS = 6;
const LONGEST_WAIT_MS = 30_000;
/** As long as the server keeps what is not finished. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const REMEMBERED = 'samtal-uploads';

type Place = { conversation: string; file: File };
type Job = Place & {
  authority: () => Authority | null;
  /** Aborted, it stops, and what has come of it is thrown away, also when it had stopped before. */
  signal: AbortSignal;
  /** The share that has arrived, and whether the network is waited for. */
  onProgress: (share: number, waits: boolean) => void;
  /** Once, unless it is aborted. */
  onEnd: (outcome: Outcome<FileView>) => void;
};

const takeTurn = turns(FILES_AT_ONCE);
/** What is under way on this page: the same file chosen twice is two. */
const inUse = new Set<string>();

/** Sends a file and tells what it has become. */
export function sendFile(job: Job): Promise<void> {
  return job.file.size > WHOLE_BYTES ? sendInParts(job) : sendWhole(job);
}

async function sendWhole({ conversation, file, authority, signal, onProgress, onEnd }: Job): Promise<void> {
  const path = `/api/v1/conversations/${conversation}/files?name=${encodeURIComponent(file.name)}`;
  const onSent = (bytes: number): void => onProgress(Math.min(1, bytes / file.size), false);
  const sent = await request<FileUploaded>('POST', path, authority, { blob: file, signal, onSent });
  if (!signal.aborted) onEnd(sent.ok ? { ok: true, value: sent.value.file } : sent);
}

async function sendInParts(job: Job): Promise<void> {
  const done = await takeTurn(job.signal);
  const key = keyOf(job);
  const isOwn = !inUse.has(key);
  inUse.add(key);
  const outcome = await persist(job, isOwn ? key : null);
  if (isOwn) inUse.delete(key);
  done();
  if (!job.signal.aborted) job.onEnd(outcome);
}

/** Without it the server throws the parts away by itself, later. */
async function throwAway(id: string, authority: () => Authority | null): Promise<void> {
  keep(Object.fromEntries(Object.entries(remembered()).filter(([, one]) => one.id !== id)));
  await request('DELETE', `/api/v1/uploads/${id}`, authority);
}

async function persist(job: Job, key: string | null): Promise<Outcome<FileView>> {
  let id = key === null ? undefined : remembered()[key]?.id;
  let refusals = 0;
  job.signal.addEventListener('abort', () => {
    if (id !== undefined) void throwAway(id, job.authority);
  });
  for (let tries = 0; ; tries += 1) {
    const round = await attempt(job, id, (known) => {
      id = known;
      if (key !== null) remember(key, known);
    });
    if (job.signal.aborted) return gone;
    if (round.outcome.ok) {
      id = undefined;
      if (key !== null) forget(key);
      return round.outcome;
    }
    const { failure } = round.outcome;
    if (round.moved) {
      tries = 0;
      refusals = 0;
    }
    const offline = failure.code === 'disconnected';
    if (!offline) refusals += 1;
    // Thrown away meanwhile, or somebody else's of this device.
    if (failure.code === 'not_found' && id !== undefined) {
      id = undefined;
      if (key !== null) forget(key);
    } else if (!offline && !mayPass(failure)) {
      return round.outcome;
    }
    if (refusals >= MAX_REFUSALS) return round.outcome;
    if (offline) job.onProgress(round.share, true);
    await pause(Math.max(failure.retryAfterMs, 500 * 2 ** tries), job.signal);
    if (job.signal.aborted) return gone;
  }
}

type Round = {
  outcome: Outcome<FileView>;
  /** Whether a part has arrived. */
  moved: boolean;
  share: number;
};

/** Asks what is there, sends what is missing and finishes, as far as it gets without a fault. */
async function attempt(job: Job, known: string | undefined, onBegun: (id: string) => void): Promise<Round> {
  const { file, authority, signal } = job;
  const stopped = (outcome: Outcome<FileView>): Round => ({ outcome, moved: false, share: 0 });
  const path = `/api/v1/conversations/${job.conversation}/uploads`;
  const body: NewUpload = { name: file.name, size: file.size };
  const there = await (known === undefined
    ? request<UploadView>('POST', path, authority, { json: body, signal })
    : request<UploadView>('GET', `/api/v1/uploads/${known}`, authority, { signal }));
  if (!there.ok) return stopped(there);
  const view = there.value;
  onBegun(view.id);
  if (view.file) return stopped({ ok: true, value: view.file });

  const kept = new Set(view.parts);
  const sending = new Map<number, number>();
  const all = Math.ceil(view.size / view.part_bytes);
  const bytesOf = (part: number): number =>
    Math.min(view.part_bytes, view.size - (part - 1) * view.part_bytes);
  const share = (): number => {
    let bytes = 0;
    for (const part of kept) bytes += bytesOf(part);
    for (const sent of sending.values()) bytes += sent;
    return bytes / view.size;
  };
  const missing = Array.from({ length: all }, (_, at) => at + 1).filter((part) => !kept.has(part));
  job.onProgress(share(), false);
  let moved = false;
  let failed: Outcome<never> | null = null;
  const work = async (): Promise<void> => {
    for (;;) {
      const part = failed === null && !signal.aborted ? missing.shift() : undefined;
      if (part === undefined) return;
      const from = (part - 1) * view.part_bytes;
      const outcome = await request<null>('PUT', `/api/v1/uploads/${view.id}/parts/${part}`, authority, {
        blob: file.slice(from, from + bytesOf(part)),
        signal,
        onSent: (bytes) => {
          sending.set(part, Math.min(bytes, bytesOf(part)));
          job.onProgress(share(), false);
        },
      });
      sending.delete(part);
      if (outcome.ok) {
        kept.add(part);
        moved = true;
        job.onProgress(share(), false);
      } else {
        failed ??= outcome;
      }
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, work));
  if (failed !== null) return { outcome: failed, moved, share: share() };
  if (signal.aborted) return stopped(gone);
  const finished = await request<FileUploaded>('POST', `/api/v1/uploads/${view.id}/finish`, authority, {
    signal,
  });
  return {
    outcome: finished.ok ? { ok: true, value: finished.value.file } : finished,
    moved,
    share: share(),
  };
}

/** `invalid` is what a part is called that broke off or came too slowly; `conflict` that parts are missing after all. */
function mayPass({ code }: Failure): boolean {
  return ['unavailable', 'rate_limited', 'internal', 'invalid', 'conflict'].includes(code);
}

const gone: Outcome<never> = { ok: false, failure: { code: 'disconnected', message: '', retryAfterMs: 0 } };

type Body = { json?: unknown; blob?: Blob; signal?: AbortSignal; onSent?: (bytes: number) => void };

/** Not `fetch`: it can't tell how much has been sent. However long it takes: a slow network is no fault. */
function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  authority: () => Authority | null,
  { json, blob, signal, onSent }: Body = {},
): Promise<Outcome<T>> {
  if (signal?.aborted === true) return Promise.resolve(gone);
  const as = authority();
  if (as === null) {
    return Promise.resolve({ ok: false, failure: { code: 'unauthenticated', message: '', retryAfterMs: 0 } });
  }
  return new Promise((resolve) => {
    const asked = new XMLHttpRequest();
    const end = (outcome: Outcome<T>): void => {
      signal?.removeEventListener('abort', abort);
      resolve(outcome);
    };
    const abort = (): void => {
      asked.abort();
      end(gone);
    };
    signal?.addEventListener('abort', abort);
    asked.open(method, path);
    for (const [name, value] of Object.entries(authorization(as))) asked.setRequestHeader(name, value);
    if (blob !== undefined) asked.setRequestHeader('Content-Type', 'application/octet-stream');
    if (json !== undefined) asked.setRequestHeader('Content-Type', 'application/json');
    if (onSent !== undefined) asked.upload.onprogress = ({ loaded }) => onSent(loaded);
    asked.onerror = () => end(gone);
    asked.onload = () => {
      if (asked.status >= 300)
        return end({ ok: false, failure: failureOf(asked.status, asked.responseText) });
      end({ ok: true, value: (asked.responseText === '' ? null : JSON.parse(asked.responseText)) as T });
    };
    asked.send(blob ?? (json === undefined ? null : JSON.stringify(json)));
  });
}

/** Until the time is over, with some chance in it, or the network is back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(ms, LONGEST_WAIT_MS) * (0.75 + Math.random() / 2));
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}

/** So many at once; the others come in the order in which they asked. The answer ends a turn. */
function turns(most: number): (signal: AbortSignal) => Promise<() => void> {
  let free = most;
  let waiting: (() => void)[] = [];
  const end = (): void => {
    free += 1;
    waiting.shift()?.();
  };
  return (signal) =>
    new Promise((resolve) => {
      const begin = (): void => {
        free -= 1;
        signal.removeEventListener('abort', giveUp);
        resolve(end);
      };
      const giveUp = (): void => {
        waiting = waiting.filter((other) => other !== begin);
        resolve(() => undefined);
      };
      if (signal.aborted) giveUp();
      else if (free > 0) begin();
      else {
        waiting.push(begin);
        signal.addEventListener('abort', giveUp);
      }
    });
}

type Remembered = { [key: string]: { id: string; at: number } };

function keyOf({ conversation, file }: Place): string {
  return [conversation, file.name, file.size, file.lastModified].join('/');
}

function remembered(): Remembered {
  try {
    const all = JSON.parse(deviceStorage().getItem(REMEMBERED) ?? '{}') as Remembered;
    const now = Date.now();
    return Object.fromEntries(Object.entries(all).filter(([, { at }]) => now - at < KEPT_MS));
  } catch {
    return {};
  }
}

function remember(key: string, id: string): void {
  const all = remembered();
  if (all[key]?.id === id) return;
  keep({ ...all, [key]: { id, at: Date.now() } });
}

function forget(key: string): void {
  const { [key]: _, ...others } = remembered();
  keep(others);
}

function keep(all: Remembered): void {
  try {
    if (Object.keys(all).length === 0) deviceStorage().removeItem(REMEMBERED);
    else deviceStorage().setItem(REMEMBERED, JSON.stringify(all));
  } catch {
    // A full or forbidden storage: after a reload it begins anew.
  }
}
