import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientFrame } from '../protocol/ClientFrame.ts';
import type { Event as WireEvent } from '../protocol/Event.ts';
import type { Reply } from '../protocol/Reply.ts';
import type { ServerFrame } from '../protocol/ServerFrame.ts';
import { type Following, Socket } from './socket.ts';

/** The far end of one connection, played by the test. */
class FakeWebSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((e: { data: string }) => void) | null = null;
  onclose: ((e: { code: number; reason: string }) => void) | null = null;
  readonly heard: ClientFrame[] = [];
  closedWith: number | null = null;

  send(text: string): void {
    this.heard.push(JSON.parse(text) as ClientFrame);
  }
  close(code?: number): void {
    this.readyState = 3;
    this.closedWith = code ?? 1000;
  }
  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  says(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  answers(type: string, ok: Reply): void {
    const asked = this.heard.filter((frame) => frame.cmd.type === type).at(-1);
    if (asked === undefined) throw new Error(`nobody asked for ${type}`);
    this.says({ type: 'reply', id: asked.id, ok });
  }
  breaks(code: number, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
  asked(): string[] {
    return this.heard.map((frame) => frame.cmd.type);
  }
}

const HELLO: Reply = {
  type: 'hello',
  value: {
    person: 'anna',
    name: 'Anna',
    now: '2026-01-01T12:00:00Z',
    heartbeat_ms: 10_000,
    silent_after_ms: 25_000,
    max_file_bytes: 1,
  },
};

let lines: FakeWebSocket[];
let socket: Socket;
const line = (): FakeWebSocket => {
  const last = lines.at(-1);
  if (last === undefined) throw new Error('no connection yet');
  return last;
};
const tick = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function opens(): Promise<void> {
  line().accept();
  line().answers('hello', HELLO);
  await tick();
}

function following(topic = 'queues'): { follow: Following; states: Reply[]; events: WireEvent[] } {
  const states: Reply[] = [];
  const events: WireEvent[] = [];
  const follow: Following = {
    topic: () => topic,
    start: (wanted) => ({ type: 'subscribe', topic: wanted }),
    onState: (reply) => states.push(reply),
    onEvent: (event) => events.push(event),
  };
  return { follow, states, events };
}

beforeEach(async () => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  lines = [];
  socket = new Socket({
    url: 'ws://samtal/socket',
    client: { name: 'test', version: '1' },
    token: async () => 'secret',
    random: () => 1,
    connect: () => {
      const made = new FakeWebSocket();
      lines.push(made);
      return made as unknown as WebSocket;
    },
  });
  socket.start();
  await tick();
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

describe('the socket', () => {
  it('says hello with the token first, then what was asked meanwhile', async () => {
    const answer = socket.ask({ type: 'canned' }, 'canned');
    await opens();
    expect(line().heard[0]?.cmd).toMatchObject({ type: 'hello', token: 'secret' });
    expect(line().asked()).toEqual(['hello', 'canned']);
    line().answers('canned', { type: 'canned', value: [] });
    expect(await answer).toEqual({ ok: true, value: [] });
  });

  it('follows again on a new connection, and after a resync', async () => {
    const queues = following();
    socket.follow(queues.follow);
    await opens();
    line().answers('subscribe', { type: 'queues', value: [] });
    await tick();
    line().says({ type: 'resync', topic: 'queues' });
    expect(
      line()
        .asked()
        .filter((type) => type === 'subscribe'),
    ).toHaveLength(2);
    line().breaks(1006);
    await tick(500);
    await opens();
    line().answers('subscribe', { type: 'queues', value: [] });
    await tick();
    expect(queues.states).toHaveLength(2);
  });

  it('hands events to those who follow their topic only', async () => {
    const wall = following('wall');
    const queues = following('queues');
    socket.follow(wall.follow);
    socket.follow(queues.follow);
    await opens();
    line().says({ type: 'event', topic: 'wall', event: { type: 'head', seq: 1 } });
    expect(wall.events).toHaveLength(1);
    expect(queues.events).toHaveLength(0);
  });

  it('notices a half-open connection within 30 s and comes back', async () => {
    await opens();
    const dead = line();
    await tick(30_000);
    expect(dead.closedWith).toBe(4002);
    expect(lines.length).toBe(2);
  });

  it('keeps a quiet connection alive from both ends', async () => {
    await opens();
    const quiet = line();
    for (let beat = 0; beat < 12; beat++) {
      await tick(10_000);
      quiet.says({ type: 'beat', now: '2026-01-01T12:00:00Z' });
    }
    expect(lines.length).toBe(1);
    expect(quiet.asked().filter((type) => type === 'ping').length).toBeGreaterThanOrEqual(12);
  });

  it('fails what was under way when the connection breaks, so that its owner decides', async () => {
    await opens();
    const answer = socket.ask({ type: 'canned' }, 'canned');
    line().breaks(1006);
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
  });

  it('waits as long as the server asks before coming back', async () => {
    await opens();
    line().breaks(4000, '5000');
    await tick(5_400);
    expect(lines.length).toBe(1);
    await tick(200);
    expect(lines.length).toBe(2);
  });

  it('does not come back when told not to', async () => {
    await opens();
    line().breaks(4102);
    await tick(120_000);
    expect(lines.length).toBe(1);
    expect(socket.connection.value).toEqual({ kind: 'ended', why: 'session_ended' });
  });

  it('gives up an answer that never comes', async () => {
    await opens();
    const answer = socket.ask({ type: 'canned' }, 'canned', 5_000);
    await tick(5_000);
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
  });
});
