import { beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../net/socket.ts';
import type { Sent } from '../protocol/Sent.ts';
import { type DeviceStorage, memoryStorage } from './device.ts';
import { createOutbox, newClientId, type Outgoing } from './outbox.ts';

const text = (words: string, at = Date.now()): Outgoing => ({
  client_id: newClientId(at),
  conversation: 'k',
  person: 'anna',
  at: new Date(at).toISOString(),
  body: { kind: 'text', text: words },
  state: { kind: 'sending' },
});
const failed = (code: 'disconnected' | 'ended' | 'unavailable'): Outcome<Sent> => ({
  ok: false,
  failure: { code, message: '', retryAfterMs: 0 },
});
const sent = (seq: number): Outcome<Sent> => ({ ok: true, value: { seq, at: '2026-01-01T12:00:00Z' } });
/** After every answer has been taken in. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

/** A server whose answers the test gives, one by one. */
function server(): {
  transport: (item: Outgoing) => Promise<Outcome<Sent>>;
  heard: Outgoing[];
  answer: (outcome: Outcome<Sent>) => Promise<void>;
} {
  const heard: Outgoing[] = [];
  const waiting: ((outcome: Outcome<Sent>) => void)[] = [];
  return {
    heard,
    transport: (item) => {
      heard.push(item);
      return new Promise((resolve) => waiting.push(resolve));
    },
    async answer(outcome) {
      waiting.shift()?.(outcome);
      await settled();
    },
  };
}

describe('what I have written', () => {
  let storage: DeviceStorage;
  beforeEach(() => {
    storage = memoryStorage();
  });
  const open = (
    transport: Parameters<typeof createOutbox>[0]['transport'],
    person = 'anna',
  ): ReturnType<typeof createOutbox> => createOutbox({ person, storage, transport });

  it('is sent one at a time, in the order it was written', async () => {
    const { transport, heard, answer } = server();
    const outbox = open(transport);
    outbox.add(text('ett', 1));
    outbox.add(text('två', 2));
    expect(heard).toHaveLength(1);
    await answer(sent(1));
    expect(heard.map((one) => one.body)).toEqual([
      { kind: 'text', text: 'ett' },
      { kind: 'text', text: 'två' },
    ]);
  });

  it('survives a closed tab and is sent with the same id', async () => {
    const first = server();
    open(first.transport).add(text('hej'));
    const second = server();
    const reopened = open(second.transport);
    reopened.flush();
    expect(second.heard.map((one) => one.client_id)).toEqual(first.heard.map((one) => one.client_id));
    await second.answer(sent(1));
    expect(storage.length).toBe(0);
    expect(reopened.items.value[0]?.state).toEqual({ kind: 'sent', seq: 1 });
  });

  it('waits out a lost connection and never gives up by itself', async () => {
    const { transport, heard, answer } = server();
    const outbox = open(transport);
    outbox.add(text('hej'));
    await answer(failed('disconnected'));
    expect(outbox.items.value[0]?.state.kind).toBe('sending');
    outbox.flush();
    expect(heard).toHaveLength(2);
    expect(heard[0]?.client_id).toBe(heard[1]?.client_id);
  });

  it('stays with its writer when the server says no, until tried again or given up', async () => {
    const { transport, heard, answer } = server();
    const outbox = open(transport);
    const item = text('hej');
    outbox.add(item);
    await answer(failed('ended'));
    expect(outbox.items.value[0]?.state.kind).toBe('failed');
    expect(storage.length).toBe(1);
    outbox.retry(item.client_id);
    expect(heard).toHaveLength(2);
    await answer(failed('ended'));
    outbox.discard(item.client_id);
    expect(outbox.items.value).toEqual([]);
    expect(storage.length).toBe(0);
  });

  it('is done when its row has come, even if the answer never does', () => {
    const { transport } = server();
    const outbox = open(transport);
    const item = text('hej');
    outbox.add(item);
    outbox.confirm(new Set([item.client_id]));
    expect(outbox.items.value).toEqual([]);
    expect(storage.length).toBe(0);
  });

  it('is never sent by another person on the same device', () => {
    open(server().transport).add(text('hej'));
    const other = server();
    open(other.transport, 'bo').flush();
    expect(other.heard).toEqual([]);
  });
});

describe('client ids', () => {
  it('are UUIDv7 and sort by age', () => {
    const ids = [1, 1_000, 1_700_000_000_000, 1_800_000_000_000].map((at) => newClientId(at));
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
