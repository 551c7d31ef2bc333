import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../protocol/ErrorCode.ts';
import type { FileView } from '../protocol/FileView.ts';
import { createUploads, mayRetry, type Uploads } from './uploads.ts';

/** As much of the browser's as an upload uses; the test is the server. */
class FakeRequest {
  upload: { onprogress?: (e: object) => void } = {};
  onerror?: () => void;
  onload?: () => void;
  status = 0;
  responseText = '';
  constructor() {
    requests.push(this);
  }
  open(): void {}
  setRequestHeader(): void {}
  send(): void {}
  abort(): void {}
  answer(status: number, body: unknown): void {
    Object.assign(this, { status, responseText: JSON.stringify(body) });
    this.onload?.();
  }
}

const requests: FakeRequest[] = [];

describe('a file on its way up', () => {
  let uploads: Uploads;
  let arrived: FileView[];
  beforeEach(() => {
    vi.stubGlobal('XMLHttpRequest', FakeRequest);
    arrived = [];
    uploads = createUploads({
      authority: () => ({ kind: 'cookie' }),
      maxBytes: () => 1_000,
      onArrived: (_, file) => arrived.push(file),
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    requests.length = 0;
  });
  const add = (bytes: number): void => uploads.add('k', [new File(['x'.repeat(bytes)], 'huset.png')]);
  /** The request with this number, once it has been made. */
  const asked = async (at: number): Promise<FakeRequest> => {
    await vi.waitFor(() => expect(requests.length).toBeGreaterThan(at));
    const request = requests[at];
    if (request === undefined) throw new Error('it was made');
    return request;
  };
  const ended = (): Promise<unknown> => vi.waitFor(() => expect(only().state.kind).toBe('failed'));
  const only = () => {
    const [upload] = uploads.items.value;
    if (upload === undefined || uploads.items.value.length > 1) throw new Error('one is expected');
    return upload;
  };

  it.each<ErrorCode>(['too_large', 'invalid', 'forbidden', 'not_found', 'ended', 'conflict'])(
    'that was refused as %s is not offered to be tried again',
    async (code) => {
      add(1);
      (await asked(0)).answer(400, { code, message: '' });
      await ended();
      expect(only().state).toMatchObject({ kind: 'failed', failure: { code } });
      expect(mayRetry(only())).toBe(false);
    },
  );

  it.each<ErrorCode>(['unavailable', 'rate_limited', 'internal'])(
    'that could not be taken just now (%s) is offered to be tried again',
    async (code) => {
      add(1);
      (await asked(0)).answer(500, { code, message: '' });
      await ended();
      expect(mayRetry(only())).toBe(true);
    },
  );

  it('that is too large is refused before it is sent, for good', () => {
    add(1_001);
    expect(requests).toHaveLength(0);
    expect(only().state).toMatchObject({ kind: 'failed', failure: { code: 'too_large' } });
    expect(mayRetry(only())).toBe(false);
  });

  it('arrives the second time when the connection broke the first', async () => {
    add(1);
    expect(mayRetry(only())).toBe(false);
    (await asked(0)).onerror?.();
    await ended();
    expect(mayRetry(only())).toBe(true);
    uploads.retry(only().id);
    (await asked(1)).answer(200, { file: { id: 'f' } });
    await vi.waitFor(() => expect(arrived).toEqual([{ id: 'f' }]));
    expect(uploads.items.value).toEqual([]);
  });
});
