import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../net/socket.ts';
import { createStepUploads, renewed, type StepUploads } from './step-uploads.ts';

/** As much of the browser's as an upload uses; the test is the server. */
class FakeRequest {
  upload = {};
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
  comesUpAs(id: string): void {
    Object.assign(this, { status: 201, responseText: JSON.stringify({ file: fileOf(id) }) });
    this.onload?.();
  }
}

const requests: FakeRequest[] = [];
const fileOf = (id: string): object => ({
  id,
  name: `${id}.pdf`,
  media_type: 'application/pdf',
  size: 9,
  preview: false,
});
const LOST: Outcome<null> = {
  ok: false,
  failure: { code: 'disconnected', message: '', retryAfterMs: 0 },
};

describe('files for a step', () => {
  let uploads: StepUploads;
  let answers: Outcome<null>[];
  let added: string[];
  beforeEach(() => {
    vi.stubGlobal('XMLHttpRequest', FakeRequest);
    requests.length = 0;
    answers = [];
    added = [];
    uploads = createStepUploads({
      authority: () => ({ kind: 'cookie' }),
      maxBytes: () => 1_000,
      addTo: (step, file) => {
        added.push(`${step} ${file}`);
        return Promise.resolve(answers.shift() ?? { ok: true, value: null });
      },
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  const states = (step: string): string[] => uploads.arrived(step).map(({ state }) => state.kind);

  it('come up side by side, and each is added to its own step', async () => {
    uploads.add('passport', 'papers', [new File(['1'], '1.pdf'), new File(['2'], '2.pdf')]);
    uploads.add('lease', 'papers', [new File(['3'], '3.pdf')]);
    expect([uploads.of('passport').length, uploads.of('lease').length]).toEqual([2, 1]);
    expect(uploads.busy('passport')).toBe(true);
    await vi.waitFor(() => expect(requests).toHaveLength(3));
    requests[1]?.comesUpAs('two');
    requests[2]?.comesUpAs('three');
    await vi.waitFor(() => expect(states('lease')).toEqual(['added']));
    expect(added).toEqual(['passport two', 'lease three']);
    expect(uploads.busy('passport')).toBe(true);
    expect(uploads.busy('lease')).toBe(false);
    uploads.renew('lease', ['three']);
    expect(uploads.arrived('lease')).toEqual([]);
    expect(states('passport')).toEqual(['added']);
  });

  it('that came up and could not be added are tried again, or let go', async () => {
    answers = [LOST];
    uploads.add('passport', 'papers', [new File(['1'], '1.pdf')]);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    requests[0]?.comesUpAs('one');
    await vi.waitFor(() => expect(states('passport')).toEqual(['failed']));
    uploads.renew('passport', []);
    expect(states('passport')).toEqual(['failed']);
    uploads.addAgain('one');
    await vi.waitFor(() => expect(states('passport')).toEqual(['added']));
    expect(added).toEqual(['passport one', 'passport one']);
    uploads.drop('one');
    expect(uploads.arrived('passport')).toEqual([]);
  });

  it('are gone with what shows them, or with the second that does not', () => {
    const file = { id: 'one', name: '1.pdf', media_type: '', size: 1, preview: false };
    const one = { step: 'passport', file, state: { kind: 'added', renewals: 0 } } as const;
    expect(renewed(one, ['one'])).toEqual([]);
    const [later] = renewed(one, []);
    expect(later?.state).toEqual({ kind: 'added', renewals: 1 });
    expect(later === undefined ? null : renewed(later, [])).toEqual([]);
  });
});
