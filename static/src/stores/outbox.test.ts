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
/** Written by somebody who had no account. */
const byVisit = (words: string, person: string, conversation: string): Outgoing => ({
  ...text(words),
  person,
  conversation,
  visit: true,
});
const failed = (code: 'disconnected' | 'ended' | 'unauthenticated' | 'unavailable'): Outcome<Sent> => ({
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

  it('is sent by the account that the visit became, with the same id, and then forgotten here', async () => {
    const visit = open(server().transport, 'visit');
    const items = [byVisit('ett', 'visit', 'k'), byVisit('två', 'visit', 'k')];
    for (const item of items) visit.add(item);
    const { transport, heard, answer } = server();
    const account = open(transport, 'anna');
    account.flush();
    expect(account.items.value).toEqual([]);
    account.takeOver(new Set(['k']));
    expect(account.items.value.map((one) => one.person)).toEqual(['anna', 'anna']);
    await answer(sent(1));
    await answer(sent(2));
    expect(heard.map((one) => one.client_id)).toEqual(items.map((one) => one.client_id));
    expect(storage.length).toBe(0);
  });

  it('is the account’s from then on: another tab of it sends it, and nobody else takes it', () => {
    open(server().transport, 'visit').add(byVisit('hej', 'visit', 'k'));
    open(server().transport, 'anna').takeOver(new Set(['k']));
    const [tab, other] = [server(), server()];
    open(tab.transport, 'anna').flush();
    expect(tab.heard).toHaveLength(1);
    open(other.transport, 'bo').takeOver(new Set(['k']));
    expect(other.heard).toEqual([]);
  });

  it('stays where it is when the conversation isn’t the account’s own', () => {
    open(server().transport, 'visit').add(byVisit('hej', 'visit', 'somebody else’s'));
    const { transport, heard } = server();
    const account = open(transport, 'bo');
    account.takeOver(new Set(['k']));
    expect(heard).toEqual([]);
    expect(account.items.value).toEqual([]);
    expect(open(server().transport, 'visit').items.value).toHaveLength(1);
  });

  it('is never taken from another account on the same device, whatever the conversation', () => {
    open(server().transport, 'anna').add(text('hej'));
    const { transport, heard } = server();
    open(transport, 'bo').takeOver(new Set(['k']));
    expect(heard).toEqual([]);
    expect(open(server().transport, 'anna').items.value).toHaveLength(1);
  });

  it('still waits for its writer after the joining, if the server has refused it', () => {
    const visit = open(server().transport, 'visit');
    const item = byVisit('hej', 'visit', 'k');
    const failure = { code: 'too_large', message: '', retryAfterMs: 0 } as const;
    visit.add({ ...item, state: { kind: 'failed', failure } });
    const { transport, heard } = server();
    const account = open(transport);
    account.takeOver(new Set(['k']));
    expect(heard).toEqual([]);
    account.retry(item.client_id);
    expect(heard).toHaveLength(1);
  });

  it.each(['unauthenticated', 'ended'] as const)(
    'is kept when it was under way while its visit joined: %s',
    async (code) => {
      const before = server();
      const visit = open(before.transport, 'visit');
      const item = byVisit('hej', 'visit', 'k');
      visit.add(item);
      visit.close();
      await before.answer(failed(code));
      visit.flush();
      expect(before.heard).toHaveLength(1);
      const { transport, heard } = server();
      open(transport).takeOver(new Set(['k']));
      expect(heard.map((one) => one.client_id)).toEqual([item.client_id]);
    },
  );

  it('is kept, and tried again, while the server doesn’t know who writes', async () => {
    const { transport, heard, answer } = server();
    const outbox = open(transport, 'visit');
    outbox.add(byVisit('hej', 'visit', 'k'));
    await answer(failed('unauthenticated'));
    expect(outbox.items.value[0]?.state.kind).toBe('sending');
    expect(storage.length).toBe(1);
    outbox.flush();
    expect(heard).toHaveLength(2);
  });

  it('is done when it arrived after all, though its connection was given up', async () => {
    const { transport, answer } = server();
    const visit = open(transport, 'visit');
    visit.add(byVisit('hej', 'visit', 'k'));
    visit.close();
    await answer(sent(1));
    expect(storage.length).toBe(0);
  });
});

describe('client ids', () => {
  it('of one moment sort in the order in which they were made', () => {
    const ids = Array.from({ length: 1_000 }, () => newClientId(1_800_000_000_000));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are UUIDv7 and sort by age', () => {
    const ids = [1, 1_000, 1_700_000_000_000, 1_800_000_000_000].map((at) => newClientId(at));
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
