/*
 * What I have written and the server hasn't confirmed. One stored item per message, keyed by its client id, so two
 * tabs never overwrite each other's, and a closed tab loses nothing. The client id is made once: however often an
 * item is sent, it becomes one message.
 * Invariant: an item leaves the device's storage only when the server has confirmed it or the writer gave it up.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Failure, Outcome } from '../net/socket.ts';
import type { FileView } from '../protocol/FileView.ts';
import type { Sent } from '../protocol/Sent.ts';
import type { DeviceStorage } from './device.ts';

export type Outgoing = {
  client_id: string;
  conversation: string;
  /** Who wrote it: nobody else on the same device sends it, but for the account that a visit has become. */
  person: string;
  /** Set while `person` is a visit, which may become an account. */
  visit?: true;
  at: string;
  body: { kind: 'text'; text: string } | { kind: 'file'; file: FileView };
  /** `sent` has its seq and waits for its row; `failed` waits for its writer. */
  state: { kind: 'sending' } | { kind: 'sent'; seq: number } | { kind: 'failed'; failure: Failure };
};

export type Transport = (item: Outgoing) => Promise<Outcome<Sent>>;

type Options = { person: string; storage: DeviceStorage; transport: Transport; prefix?: string };

export type Outbox = {
  readonly items: ReadonlySignal<readonly Outgoing[]>;
  /** Adds and sends. */
  add: (item: Outgoing) => void;
  retry: (clientId: string) => void;
  discard: (clientId: string) => void;
  /** The log has these: their items are done. */
  confirm: (clientIds: ReadonlySet<string>) => void;
  /** The connection is back, or another tab has written: sends what waits. */
  flush: () => void;
  /**
   * Goes on with what visits on this device wrote in these conversations, which the server says are this person's own:
   * such a visit has become this person.
   */
  takeOver: (own: ReadonlySet<string>) => void;
  /** Sends nothing more: the connection may soon be somebody else's. What is added is still kept. */
  close: () => void;
};

const PREFIX = 'samtal.outbox.';
/** After an answer that says nothing about the message itself. */
const TRY_AGAIN_AFTER_MS = 2_000;

/** Whether the same may succeed later without its sender changing anything. */
export function passes(failure: Failure): boolean {
  const passing: Failure['code'][] = [
    'disconnected',
    'unavailable',
    'rate_limited',
    'internal',
    'unauthenticated',
  ];
  return passing.includes(failure.code);
}

export function createOutbox({ person, storage, transport, prefix = PREFIX }: Options): Outbox {
  const items = signal<readonly Outgoing[]>(read(storage, prefix, (one) => one.person === person));
  let closed = false;
  /** Conversations with a message under way: one at a time each, so they arrive in the order they were written. */
  const busy = new Set<string>();

  const put = (item: Outgoing): void => {
    items.value = [...items.value.filter((one) => one.client_id !== item.client_id), item].sort(byAge);
    try {
      if (item.state.kind === 'sent') storage.removeItem(prefix + item.client_id);
      else storage.setItem(prefix + item.client_id, JSON.stringify(item));
    } catch {
      // Storage is full or denied; the message is still sent from memory.
    }
  };
  const remove = (clientId: string): void => {
    items.value = items.value.filter((one) => one.client_id !== clientId);
    storage.removeItem(prefix + clientId);
  };
  const send = async (conversation: string): Promise<void> => {
    if (closed || busy.has(conversation)) return;
    const next = items.value.find((one) => one.conversation === conversation && one.state.kind === 'sending');
    if (next === undefined) return;
    busy.add(conversation);
    const outcome = await transport(next);
    busy.delete(conversation);
    const still = items.value.find((one) => one.client_id === next.client_id);
    if (still !== undefined && outcome.ok) put({ ...still, state: { kind: 'sent', seq: outcome.value.seq } });
    if (still !== undefined && !outcome.ok) {
      // The answer was to somebody who has gone; whoever comes asks anew.
      if (closed) return;
      if (passes(outcome.failure)) {
        setTimeout(() => void send(conversation), Math.max(TRY_AGAIN_AFTER_MS, outcome.failure.retryAfterMs));
        return;
      }
      put({ ...still, state: { kind: 'failed', failure: outcome.failure } });
    }
    void send(conversation);
  };

  return {
    items,
    add(item) {
      put(item);
      void send(item.conversation);
    },
    retry(clientId) {
      const item = items.value.find((one) => one.client_id === clientId);
      if (item === undefined) return;
      put({ ...item, state: { kind: 'sending' } });
      void send(item.conversation);
    },
    discard: remove,
    confirm(clientIds) {
      for (const item of items.value) if (clientIds.has(item.client_id)) remove(item.client_id);
    },
    flush() {
      const mine = read(storage, prefix, (one) => one.person === person);
      const known = new Set(items.value.map((one) => one.client_id));
      const others = mine.filter((one) => !known.has(one.client_id));
      if (others.length > 0) items.value = [...items.value, ...others].sort(byAge);
      for (const conversation of new Set(items.value.map((one) => one.conversation))) void send(conversation);
    },
    takeOver(own) {
      const visits = read(storage, prefix, (one) => one.visit === true && one.person !== person);
      for (const { visit: _, ...item } of visits) {
        if (!own.has(item.conversation)) continue;
        put({ ...item, person });
        void send(item.conversation);
      }
    },
    close() {
      closed = true;
    },
  };
}

let lastMadeAt = 0;
let madeThen = 0;

/**
 * A UUIDv7: the time, then chance, so items sort by age. Of one millisecond the later sorts after the earlier: twelve bits
 * count on from a chance beginning (RFC 9562 §6.2, method 1).
 */
export function newClientId(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const chance = ((bytes[6] ?? 0) << 3) | ((bytes[7] ?? 0) & 0x07);
  madeThen = now === lastMadeAt ? madeThen + 1 : chance;
  lastMadeAt = now;
  for (let at = 0; at < 6; at++) bytes[at] = Math.floor(now / 2 ** (8 * (5 - at))) % 256;
  bytes[6] = ((madeThen >> 8) & 0x0f) | 0x70;
  bytes[7] = madeThen & 0xff;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function byAge(one: Outgoing, other: Outgoing): number {
  return one.client_id < other.client_id ? -1 : 1;
}

function read(storage: DeviceStorage, prefix: string, wanted: (item: Outgoing) => boolean): Outgoing[] {
  const found: Outgoing[] = [];
  try {
    for (let at = 0; at < storage.length; at++) {
      const key = storage.key(at);
      const text = key?.startsWith(prefix) ? storage.getItem(key) : null;
      const item = text === null ? null : (JSON.parse(text) as Outgoing);
      if (item !== null && wanted(item)) found.push(item);
    }
  } catch {
    // Denied or not ours to read: as if there were nothing.
  }
  return found.sort(byAge);
}
