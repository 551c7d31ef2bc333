/*
 * Stories on a network that fails: media go by the load tests' UDP proxy, each person's pages and socket by a line of
 * their own. Browsers can't pass the proxy by: it is what the server announces, and nobody takes TCP at its port.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Line, newLine } from './line.ts';
import { BINARY, test as base, freePort } from './real.ts';

/** Two busy cores may have other things to do first. */
const READY_WITHIN_MS = 30_000;

type Impairment = { loss_pct?: number; delay_ms?: number; jitter_ms?: number };
type Way = { received: number; forwarded: number; dark: number };
type Counts = { up: Way; down: Way; clients: string[]; addresses_changed: number };

export type Media = {
  /** Makes both ways as bad as said, for everybody. */
  impair: (how: Impairment) => Promise<void>;
  /** No packet comes or goes, save for those on these pages. */
  goesDark: (spared?: Page[]) => Promise<void>;
  lightsUp: () => Promise<void>;
  /** The server sees whoever is on this page come from elsewhere: Wi-Fi became mobile. */
  moves: (page: Page) => Promise<void>;
};

type Fixtures = {
  proxied: { port: number; announced: string; media: Media };
  media: Media;
  /** A new way to the server, for one person. */
  line: () => Promise<Line>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed: nothing.
  proxied: async ({}, use, info) => {
    const port = await freePort();
    const told: string[] = [];
    const proxy = spawn(join(dirname(BINARY), 'loadtest'), ['proxy', '--to', `127.0.0.1:${port}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [proxy.stdout, proxy.stderr]) stream.on('data', (words) => told.push(String(words)));
    const { listen, control } = await ready(proxy, told);
    await use({ port, announced: listen, media: controlled(control) });
    const ended = once(proxy, 'exit');
    proxy.kill('SIGINT');
    await ended;
    if (info.status !== info.expectedStatus) await info.attach('proxy', { body: told.join('') });
  },
  settings: async ({ proxied }, use) =>
    use({ SAMTAL_MEDIA_PORT: String(proxied.port), SAMTAL_MEDIA_ANNOUNCED: proxied.announced }),
  media: async ({ proxied }, use) => use(proxied.media),
  line: async ({ house }, use) => {
    const lines: Line[] = [];
    await use(async () => {
      const line = await newLine(house.address);
      lines.push(line);
      return line;
    });
    for (const line of lines) await line.ends();
  },
});

export { expect } from '@playwright/test';

/** What it says when it serves. */
async function ready(proxy: ChildProcess, told: string[]): Promise<{ listen: string; control: string }> {
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`loadtest proxy ${why}:\n${told.join('')}`));
    const late = setTimeout(() => failed('is not ready in time'), READY_WITHIN_MS);
    proxy.once('error', ({ message }) => failed(`can't be started (is it built?): ${message}`));
    proxy.once('exit', () => failed('has ended'));
    proxy.stdout?.on('data', () => {
      const line = told
        .join('')
        .split('\n')
        .slice(0, -1)
        .find((words) => words.startsWith('{'));
      if (line === undefined) return;
      clearTimeout(late);
      resolve(JSON.parse(line));
    });
  });
}

function controlled(control: string): Media {
  const ask = async (path: string, body?: object): Promise<Counts> => {
    const answer = await fetch(`${control}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  /** As which of its clients the proxy knows who is on these pages. */
  const clientsOf = async (pages: Page[]): Promise<string[]> => {
    const ports = new Set((await Promise.all(pages.map(mediaPorts))).flat());
    const { clients } = await ask('/counts');
    return clients.filter((client) => ports.has(Number(client.slice(client.lastIndexOf(':') + 1))));
  };
  return {
    async impair(how) {
      await ask('/impair', how);
    },
    async goesDark(spared = []) {
      const but = await clientsOf(spared);
      if (spared.length > 0 && but.length === 0) throw new Error('the proxy knows none of those to spare');
      await ask('/blackout', { on: true, but });
    },
    async lightsUp() {
      await ask('/blackout', { on: false });
    },
    async moves(page) {
      const clients = await clientsOf([page]);
      const before = (await ask('/counts')).addresses_changed;
      for (const client of clients) await ask('/address', { client });
      const changed = (await ask('/counts')).addresses_changed - before;
      if (changed !== clients.length || changed === 0) throw new Error(`${changed} addresses were changed`);
    },
  };
}

/** The ports from which this page's living connections send. */
async function mediaPorts(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const held = window as unknown as { connectionsOfThisPage: RTCPeerConnection[] };
    const ports: number[] = [];
    for (const connection of held.connectionsOfThisPage) {
      if (connection.connectionState === 'closed') continue;
      for (const one of (await connection.getStats()).values()) {
        if (one.type !== 'local-candidate' || one.protocol !== 'udp') continue;
        // What the server sees of us is the proxy; the port behind it is our own.
        for (const port of [one.port, one.relatedPort]) if (typeof port === 'number') ports.push(port);
      }
    }
    return ports;
  });
}
