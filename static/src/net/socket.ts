/*
 * The one connection to the server. Owns connecting, coming back, heartbeats, requests and what is followed.
 * Invariant: while open, every followed topic has been subscribed on this very socket, from what the follower held.
 * It knows nothing of what the events mean: that is the stores' matter.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ClientFrame } from '../protocol/ClientFrame.ts';
import type { ClientInfo } from '../protocol/ClientInfo.ts';
import type { Command } from '../protocol/Command.ts';
import type { ErrorCode } from '../protocol/ErrorCode.ts';
import type { Event as WireEvent } from '../protocol/Event.ts';
import type { FieldFault } from '../protocol/FieldFault.ts';
import type { Hello } from '../protocol/Hello.ts';
import type { Reply } from '../protocol/Reply.ts';
import type { ServerFrame } from '../protocol/ServerFrame.ts';
import { afterClose, backOff, type EndedReason } from './close.ts';

export const SUBPROTOCOL = 'samtal.v1';

export type Connection =
  | { kind: 'connecting' }
  | { kind: 'open'; hello: Hello }
  /** Lost; comes back by itself. */
  | { kind: 'lost' }
  /** Will not come back by itself. */
  | { kind: 'ended'; why: EndedReason };

/** What went wrong with a command: the server's word, or that its answer never came. */
export type Failure = {
  code: ErrorCode | 'disconnected';
  message: string;
  retryAfterMs: number;
  /** What does not fit in a form, where that is what is wrong. */
  faults?: readonly FieldFault[];
};
export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

type ReplyType = Reply['type'];
type ValueOf<K extends ReplyType> = Extract<Reply, { type: K }> extends { value: infer V } ? V : null;

/** A topic, and who wants it. */
export type Following = {
  topic: (hello: Hello) => string;
  /** What starts it, from what is held now: `subscribe`, or `open` after the last seq. */
  start: (topic: string) => Command;
  onState: (reply: Reply) => void;
  onEvent: (event: WireEvent) => void;
  onRefused?: (failure: Failure) => void;
};

export type SocketOptions = {
  url: string;
  client: ClientInfo;
  /** A visitor's token; null for those known by their cookie. */
  token: () => Promise<string | null>;
  /** Injected by tests. */
  connect?: (url: string, protocol: string) => WebSocket;
  random?: () => number;
};

type Pending = {
  cmd: Command;
  expected: ReplyType | null;
  settle: (outcome: Outcome<unknown>) => void;
  sent: boolean;
};

/** An answer that takes longer than this won't come. */
const ANSWER_WITHIN_MS = 15_000;
/** After sleep, a live server answers a ping well within this; otherwise the socket is a ghost. */
const PROBE_WITHIN_MS = 3_000;
/** Until `hello` has told: as the server's own numbers. */
const HEARTBEAT_MS = 10_000;
const SILENT_AFTER_MS = 25_000;
/** A connection that lived this long was a good one: the next attempt starts from the shortest delay. */
const GOOD_AFTER_MS = 10_000;

export class Socket {
  readonly #options: SocketOptions;
  readonly #connection = signal<Connection>({ kind: 'connecting' });
  readonly #pending = new Map<number, Pending>();
  readonly #followed = new Map<Following, string | null>();
  #ws: WebSocket | null = null;
  #nextId = 1;
  #attempt = 0;
  #openedAt = 0;
  #heardAt = 0;
  #saidAt = 0;
  #serverAhead = 0;
  #comeBack: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;
  #started = false;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  /** Where the connection is; views say it in words. */
  get connection(): ReadonlySignal<Connection> {
    return this.#connection;
  }

  /** The server's clock, for countdowns. */
  now(): number {
    return Date.now() + this.#serverAhead;
  }

  /** When anything was last heard, by the server's clock: what is shown was so then. */
  heardAt(): number {
    return this.#heardAt + this.#serverAhead;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    if (typeof document !== 'undefined') {
      document.addEventListener('visibilitychange', this.#wake);
      addEventListener('pageshow', this.#wake);
      addEventListener('online', this.#wake);
      addEventListener('offline', this.#onOffline);
    }
    void this.#open();
  }

  stop(): void {
    this.#started = false;
    if (typeof document !== 'undefined') {
      document.removeEventListener('visibilitychange', this.#wake);
      removeEventListener('pageshow', this.#wake);
      removeEventListener('online', this.#wake);
      removeEventListener('offline', this.#onOffline);
    }
    clearTimeout(this.#comeBack);
    this.#drop(1000);
  }

  /** After a new token or sign-in: begins again. */
  restart(): void {
    this.stop();
    this.#attempt = 0;
    this.#connection.value = { kind: 'connecting' };
    this.start();
  }

  /**
   * Asks, and waits for the answer of the expected type. While the connection is away it waits for it, and gives up
   * after a time; a command under way when the connection breaks fails as `disconnected`.
   */
  async ask<K extends ReplyType>(
    cmd: Command,
    expected: K,
    withinMs = ANSWER_WITHIN_MS,
  ): Promise<Outcome<ValueOf<K>>> {
    const outcome = await new Promise<Outcome<unknown>>((resolve) => {
      const id = this.#nextId++;
      const timer = setTimeout(() => settle(disconnected('no answer in time')), withinMs);
      const settle = (result: Outcome<unknown>): void => {
        clearTimeout(timer);
        this.#pending.delete(id);
        resolve(result);
      };
      const pending: Pending = { cmd, expected, settle, sent: false };
      this.#pending.set(id, pending);
      if (this.#connection.value.kind === 'open') this.#sendPending(id, pending);
    });
    return outcome as Outcome<ValueOf<K>>;
  }

  /** Says something that is worth nothing later (typing, marks): dropped when there is no connection. */
  tell(cmd: Command): void {
    if (this.#connection.value.kind === 'open') this.#send({ id: this.#nextId++, cmd });
  }

  /** Follows a topic across every reconnect until the returned function is called. */
  follow(following: Following): () => void {
    this.#followed.set(following, null);
    void this.#subscribe(following);
    return () => {
      const topic = this.#followed.get(following);
      this.#followed.delete(following);
      const shared = [...this.#followed.values()].includes(topic ?? null);
      if (topic != null && !shared) this.tell({ type: 'unsubscribe', topic });
    };
  }

  async #open(): Promise<void> {
    const token = await this.#options.token().catch(() => undefined);
    if (!this.#started || this.#ws !== null) return;
    if (token === undefined) {
      this.#lost({ kind: 'come_back', leastDelayMs: 0 });
      return;
    }
    const make = this.#options.connect ?? ((url, protocol) => new WebSocket(url, protocol));
    const ws = make(this.#options.url, SUBPROTOCOL);
    this.#ws = ws;
    this.#heardAt = Date.now();
    ws.onopen = () => this.#hello(ws, token);
    ws.onmessage = (e) => this.#onFrame(ws, e.data);
    ws.onclose = (e) => {
      if (this.#ws !== ws) return;
      this.#ws = null;
      this.#lost(afterClose(e.code, e.reason));
    };
    this.#watch = setInterval(() => this.#lookAfter(), HEARTBEAT_MS / 4);
  }

  async #hello(ws: WebSocket, token: string | null): Promise<void> {
    const { client } = this.#options;
    const id = this.#nextId++;
    const answer = new Promise<Outcome<unknown>>((settle) => {
      const cmd: Command = token === null ? { type: 'hello', client } : { type: 'hello', client, token };
      this.#pending.set(id, { cmd, expected: 'hello', settle, sent: true });
      this.#send({ id, cmd });
    });
    const outcome = await answer;
    this.#pending.delete(id);
    // A refusal is followed by a close frame whose code says what to do.
    if (this.#ws !== ws || !outcome.ok) return;
    const hello = outcome.value as Hello;
    this.#openedAt = Date.now();
    this.#setServerTime(hello.now);
    this.#connection.value = { kind: 'open', hello };
    for (const following of this.#followed.keys()) void this.#subscribe(following);
    for (const [waiting, pending] of [...this.#pending]) {
      if (!pending.sent) this.#sendPending(waiting, pending);
    }
  }

  async #subscribe(following: Following): Promise<void> {
    const connection = this.#connection.value;
    if (connection.kind !== 'open') return;
    const ws = this.#ws;
    const topic = following.topic(connection.hello);
    this.#followed.set(following, topic);
    const outcome = await this.#askAny(following.start(topic));
    if (this.#ws !== ws || !this.#followed.has(following)) return;
    if (outcome.ok) following.onState(outcome.value);
    else if (outcome.failure.retryAfterMs > 0) {
      setTimeout(
        () => this.#ws === ws && this.#followed.has(following) && this.#subscribe(following),
        outcome.failure.retryAfterMs,
      );
    } else if (outcome.failure.code !== 'disconnected') following.onRefused?.(outcome.failure);
    // An answer that never came on a socket that lives is a socket not to be trusted.
    else if (this.#connection.value.kind === 'open') this.#break();
  }

  #askAny(cmd: Command): Promise<Outcome<Reply>> {
    return new Promise((resolve) => {
      const id = this.#nextId++;
      const timer = setTimeout(() => settle(disconnected('no answer in time')), ANSWER_WITHIN_MS);
      const settle = (outcome: Outcome<unknown>): void => {
        clearTimeout(timer);
        this.#pending.delete(id);
        resolve(outcome as Outcome<Reply>);
      };
      const pending: Pending = { cmd, expected: null, settle, sent: true };
      this.#pending.set(id, pending);
      this.#send({ id, cmd });
    });
  }

  #sendPending(id: number, pending: Pending): void {
    pending.sent = true;
    this.#send({ id, cmd: pending.cmd });
  }

  #send(frame: ClientFrame): void {
    if (this.#ws?.readyState !== 1) return;
    this.#saidAt = Date.now();
    this.#ws.send(JSON.stringify(frame));
  }

  #onFrame(ws: WebSocket, data: unknown): void {
    if (this.#ws !== ws || typeof data !== 'string') return;
    this.#heardAt = Date.now();
    const frame = JSON.parse(data) as ServerFrame;
    switch (frame.type) {
      case 'reply':
        this.#onReply(frame);
        break;
      case 'event':
        for (const [following, topic] of this.#followed)
          if (topic === frame.topic) following.onEvent(frame.event);
        break;
      case 'resync':
        for (const [following, topic] of this.#followed)
          if (topic === frame.topic) void this.#subscribe(following);
        break;
      case 'beat':
        this.#setServerTime(frame.now);
        // Answered here and not by a timer: a browser slows the timers of a hidden page, but not its messages.
        if (Date.now() - this.#saidAt > HEARTBEAT_MS / 2) this.tell({ type: 'ping' });
        break;
      default:
        // A frame of a newer server.
        frame satisfies never;
    }
  }

  #onReply(frame: Extract<ServerFrame, { type: 'reply' }>): void {
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return;
    if (frame.error !== undefined) {
      const { code, message, retry_after_ms } = frame.error;
      pending.settle({ ok: false, failure: { code, message, retryAfterMs: retry_after_ms ?? 0 } });
    } else if (frame.ok === undefined || (pending.expected !== null && frame.ok.type !== pending.expected)) {
      pending.settle({
        ok: false,
        failure: { code: 'internal', message: 'not the answer asked for', retryAfterMs: 0 },
      });
    } else if (pending.expected === null) {
      pending.settle({ ok: true, value: frame.ok });
    } else {
      pending.settle({ ok: true, value: 'value' in frame.ok ? frame.ok.value : null });
    }
  }

  /** Speaks when it has been quiet, and gives up a socket on which nothing has been heard. */
  #lookAfter(): void {
    const connection = this.#connection.value;
    const hello = connection.kind === 'open' ? connection.hello : null;
    if (Date.now() - this.#heardAt > (hello?.silent_after_ms ?? SILENT_AFTER_MS)) this.#break();
    else if (Date.now() - this.#saidAt > (hello?.heartbeat_ms ?? HEARTBEAT_MS) * 0.75)
      this.tell({ type: 'ping' });
  }

  /** The page is looked at again, or the network is back: don't wait for any timer. */
  #wake = (): void => {
    if (document.visibilityState === 'hidden') return;
    if (this.#connection.value.kind === 'lost') {
      clearTimeout(this.#comeBack);
      this.#attempt = 0;
      void this.#open();
    } else if (this.#connection.value.kind === 'open' && Date.now() - this.#heardAt > HEARTBEAT_MS) {
      const heardAt = this.#heardAt;
      clearTimeout(this.#probe);
      this.tell({ type: 'ping' });
      this.#probe = setTimeout(() => this.#heardAt === heardAt && this.#break(), PROBE_WITHIN_MS);
    }
  };

  #onOffline = (): void => {
    if (this.#ws !== null) this.#break();
  };

  /** Gives up this socket and comes back. */
  #break(): void {
    this.#drop(4002);
    this.#lost({ kind: 'come_back', leastDelayMs: 0 });
  }

  #drop(code: number): void {
    const ws = this.#ws;
    this.#ws = null;
    ws?.close(code === 1000 ? 1000 : 4002);
    this.#quiet();
  }

  #quiet(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#probe);
    for (const [following] of this.#followed) this.#followed.set(following, null);
    for (const pending of [...this.#pending.values()])
      if (pending.sent) pending.settle(disconnected('connection lost'));
  }

  #lost(then: ReturnType<typeof afterClose>): void {
    this.#quiet();
    if (this.#openedAt > 0 && Date.now() - this.#openedAt > GOOD_AFTER_MS) this.#attempt = 0;
    this.#openedAt = 0;
    if (!this.#started) return;
    if (then.kind === 'stay_away') {
      for (const pending of [...this.#pending.values()]) pending.settle(disconnected(then.why));
      this.#connection.value = { kind: 'ended', why: then.why };
      return;
    }
    this.#connection.value = { kind: 'lost' };
    const delay = backOff(this.#attempt++, then.leastDelayMs, this.#options.random ?? Math.random);
    clearTimeout(this.#comeBack);
    this.#comeBack = setTimeout(() => void this.#open(), delay);
  }

  #setServerTime(now: string): void {
    const at = Date.parse(now);
    if (!Number.isNaN(at)) this.#serverAhead = at - Date.now();
  }
}

function disconnected(message: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { code: 'disconnected', message, retryAfterMs: 0 } };
}

/** The address of the server this page came from. */
export function socketUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`;
}
