import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileView } from '../protocol/FileView.ts';
import { memoryStorage } from './device.ts';
import { WHOLE_BYTES } from './sending.ts';
import { createUploads, mayRetry, type Uploads } from './uploads.ts';

const PART = WHOLE_BYTES;
const SIZE = 3 * PART + 5;

/** A server that keeps parts, and a network that can break. */
class Server {
  uploads = new Map<string, { size: number; parts: Map<number, number>; file?: { id: string } }>();
  /** Every part that came whole, as often as it came. */
  puts: string[] = [];
  begun = 0;
  thrown: string[] = [];
  isAway = false;
  /** Answers that get lost after the server has done what it was asked. */
  losesAnswers = 0;
  refusal: { status: number; code: string } | null = null;

  answer(method: string, path: string, body: unknown): { status: number; body: unknown } {
    if (this.refusal !== null) {
      return { status: this.refusal.status, body: { code: this.refusal.code, message: '' } };
    }
    const [, id = '', verb, number] = /uploads\/?([^/]*)\/?([^/]*)\/?(.*)$/.exec(path) ?? [];
    if (id === '') {
      this.begun += 1;
      const made = `u${this.begun}`;
      this.uploads.set(made, { size: JSON.parse(body as string).size, parts: new Map() });
      return { status: 201, body: this.view(made) };
    }
    const upload = this.uploads.get(id);
    if (upload === undefined) return { status: 404, body: { code: 'not_found', message: '' } };
    if (method === 'DELETE') {
      this.thrown.push(id);
      this.uploads.delete(id);
      return { status: 204, body: null };
    }
    if (verb === 'parts') {
      this.puts.push(`${id}/${number}`);
      upload.parts.set(Number(number), (body as Blob).size);
      return { status: 204, body: null };
    }
    if (verb === 'finish') {
      const bytes = [...upload.parts.values()].reduce((all, one) => all + one, 0);
      if (bytes !== upload.size) return { status: 409, body: { code: 'conflict', message: '' } };
      upload.file = { id: `file of ${id}` };
      return { status: 201, body: { file: upload.file } };
    }
    return { status: 200, body: this.view(id) };
  }

  view(id: string): unknown {
    const { size, parts, file } = this.uploads.get(id) ?? { size: 0, parts: new Map() };
    return { id, name: '', size, part_bytes: PART, parts: [...parts.keys()].sort(), file: file ?? null };
  }
}

let server: Server;
let hold: ((path: string) => boolean) | null;
let held: (() => void)[];

class FakeRequest {
  upload: { onprogress?: (e: { loaded: number }) => void } = {};
  onerror?: () => void;
  onload?: () => void;
  status = 0;
  responseText = '';
  #method = '';
  #path = '';
  #ended = false;
  open(method: string, path: string): void {
    this.#method = method;
    this.#path = path;
  }
  setRequestHeader(): void {}
  send(body: unknown): void {
    const go = (): void => {
      if (this.#ended) return;
      if (server.isAway) return this.onerror?.();
      if (body instanceof Blob) this.upload.onprogress?.({ loaded: body.size });
      const { status, body: said } = server.answer(this.#method, this.#path, body);
      if (server.losesAnswers > 0) {
        server.losesAnswers -= 1;
        return this.onerror?.();
      }
      Object.assign(this, { status, responseText: said === null ? '' : JSON.stringify(said) });
      this.onload?.();
    };
    if (hold?.(this.#path)) held.push(go);
    else queueMicrotask(go);
  }
  abort(): void {
    this.#ended = true;
  }
}

describe('a large file', () => {
  let arrived: FileView[];
  let uploads: Uploads;
  const page = (): Uploads =>
    createUploads({
      authority: () => ({ kind: 'cookie' }),
      maxBytes: () => Number.POSITIVE_INFINITY,
      onArrived: (_, file) => arrived.push(file),
    });
  const film = (): File => new File(['x'.repeat(SIZE)], 'film.mp4', { lastModified: 7 });
  const only = () => {
    const [upload] = uploads.items.value;
    if (upload === undefined) throw new Error('one is expected');
    return upload;
  };

  beforeEach(() => {
    server = new Server();
    hold = null;
    held = [];
    arrived = [];
    const events = new EventTarget();
    vi.stubGlobal('XMLHttpRequest', FakeRequest);
    vi.stubGlobal('localStorage', memoryStorage());
    vi.stubGlobal('addEventListener', events.addEventListener.bind(events));
    vi.stubGlobal('removeEventListener', events.removeEventListener.bind(events));
    vi.stubGlobal('dispatchEvent', events.dispatchEvent.bind(events));
    uploads = page();
  });
  afterEach(() => vi.unstubAllGlobals());

  it('goes in parts and arrives', async () => {
    uploads.add('k', [film()]);
    await vi.waitFor(() => expect(arrived).toEqual([{ id: 'file of u1' }]));
    expect(server.puts.sort()).toEqual(['u1/1', 'u1/2', 'u1/3', 'u1/4']);
    expect(uploads.items.value).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it('goes on when the network is back, and sends no part twice that had come', async () => {
    hold = (path) => /parts\/[34]$/.test(path);
    uploads.add('k', [film()]);
    await vi.waitFor(() => expect(held).toHaveLength(2));
    server.isAway = true;
    hold = null;
    for (const go of held) go();
    await vi.waitFor(() => expect(only().state).toMatchObject({ kind: 'uploading', waits: true }));
    expect(only().state).toMatchObject({ share: (2 * PART) / SIZE });
    server.isAway = false;
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(arrived).toHaveLength(1));
    expect(server.puts.sort()).toEqual(['u1/1', 'u1/2', 'u1/3', 'u1/4']);
  });

  it('sends no part again whose answer was lost, and finishes once', async () => {
    hold = (path) => /parts\/4$/.test(path);
    uploads.add('k', [film()]);
    await vi.waitFor(() => expect(held).toHaveLength(1));
    await vi.waitFor(() => expect(server.puts).toHaveLength(3));
    hold = null;
    server.losesAnswers = 1;
    for (const go of held) go();
    await vi.waitFor(() => expect(only().state).toMatchObject({ waits: true }));
    server.losesAnswers = 2;
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(server.losesAnswers).toBe(1));
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(arrived).toEqual([{ id: 'file of u1' }]), { timeout: 5_000 });
    expect(server.puts.sort()).toEqual(['u1/1', 'u1/2', 'u1/3', 'u1/4']);
    expect(server.begun).toBe(1);
  });

  it('goes on after a reload when the same file is chosen again, and another begins anew', async () => {
    hold = (path) => /parts\/[34]$/.test(path);
    uploads.add('k', [film()]);
    await vi.waitFor(() => expect(held).toHaveLength(2));
    // The page is gone, and what it had under way with it.
    vi.resetModules();
    const next = await import('./uploads.ts');
    hold = null;
    uploads = next.createUploads({
      authority: () => ({ kind: 'cookie' }),
      maxBytes: () => Number.POSITIVE_INFINITY,
      onArrived: (_, file) => arrived.push(file),
    });
    uploads.add('k', [film()]);
    await vi.waitFor(() => expect(arrived).toEqual([{ id: 'file of u1' }]));
    expect(server.puts.sort()).toEqual(['u1/1', 'u1/2', 'u1/3', 'u1/4']);
    uploads.add('k', [new File(['x'.repeat(SIZE)], 'film.mp4', { lastModified: 8 })]);
    await vi.waitFor(() => expect(arrived).toHaveLength(2));
    expect(server.begun).toBe(2);
  });

  it('begins anew where the server has forgotten it', async () => {
    hold = (path) => /parts\/[34]$/.test(path);
    uploads.add('k', [film()]);
    await vi.waitFor(() => expect(held).toHaveLength(2));
    server.uploads.clear();
    hold = null;
    for (const go of held) go();
    await vi.waitFor(() => expect(arrived).toEqual([{ id: 'file of u2' }]), { timeout: 5_000 });
  });

  it('that is cancelled is thrown away, and another of the same name goes on', async () => {
    hold = (path) => /parts/.test(path);
    uploads.add('k', [film(), film()]);
    await vi.waitFor(() => expect(held).toHaveLength(4));
    const [first] = uploads.items.value;
    if (first === undefined) throw new Error('one is expected');
    uploads.cancel(first.id);
    await vi.waitFor(() => expect(server.thrown).toEqual(['u1']));
    hold = null;
    for (const go of held) go();
    await vi.waitFor(() => expect(arrived).toEqual([{ id: 'file of u2' }]));
    expect(uploads.items.value).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it('that may not be is said so at once', async () => {
    server.refusal = { status: 413, code: 'too_large' };
    uploads.add('k', [film()]);
    await vi.waitFor(() =>
      expect(only().state).toMatchObject({ kind: 'failed', failure: { code: 'too_large' } }),
    );
    expect(mayRetry(only())).toBe(false);
  });

  it('waits its turn behind two others, and gives it up when it is cancelled', async () => {
    hold = (path) => /parts/.test(path);
    uploads.add(
      'k',
      [1, 2, 3, 4].map((at) => new File(['x'.repeat(SIZE)], `${at}.mp4`)),
    );
    await vi.waitFor(() => expect(held).toHaveLength(4));
    expect(server.begun).toBe(2);
    const third = uploads.items.value[2];
    if (third === undefined) throw new Error('a third is expected');
    uploads.cancel(third.id);
    hold = null;
    for (const go of held) go();
    await vi.waitFor(() => expect(arrived).toHaveLength(3));
    expect(server.begun).toBe(3);
  });
});
