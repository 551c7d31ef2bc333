/*
 * Stories on networks that fail. Each person has one of their own: media go by the load tests' UDP proxy, pages and the
 * socket by a line. Nobody gets past it: the server announces a port that nobody has, which each page reads as that of
 * its proxy, as behind a router that forwards another port; and nobody takes TCP there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Line, newLine } from './line.ts';
import { BINARY, test as base, freePort, type Settings } from './real.ts';

/** Two busy cores may have other things to do first. */
const READY_WITHIN_MS = 30_000;

export type Impairment = { loss_pct?: number; delay_ms?: number; jitter_ms?: number };

export type Network = {
  line: Line;
  /** Before it is opened: the page's media go this way. */
  takes: (page: Page) => Promise<Page>;
  /** Media go so from now on. */
  becomes: (how: Impairment) => Promise<void>;
  /** Nothing comes or goes, neither media nor anything else, until `returns`. */
  fails: () => Promise<void>;
  returns: () => Promise<void>;
  /** The server sees this person's media come from elsewhere: Wi-Fi became mobile. */
  moves: () => Promise<void>;
};

type Fixtures = {
  /** Where the server takes media, and where it says it does. */
  media: { port: number; announced: number };
  network: (how?: Impairment) => Promise<Network>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed: nothing.
  media: async ({}, use) => use({ port: await freePort(), announced: await freePort() }),
  settings: async ({ media }, use) => use(mediaAt(media)),
  network: async ({ house, media }, use, info) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (how = {}) => {
      const line = await newLine(house.address);
      const proxy = await newProxy(media.port);
      ends.push(line.ends, async () => {
        const told = await proxy.ends();
        if (info.status !== info.expectedStatus) await info.attach('proxy', { body: told });
      });
      await proxy.order('impair', how);
      return {
        line,
        takes: (page) => reads(page, media.announced, proxy.port),
        becomes: (how) => proxy.order('impair', how),
        async fails() {
          await proxy.order('blackout', { on: true });
          line.cut();
        },
        async returns() {
          line.heals();
          await proxy.order('blackout', { on: false });
        },
        moves: () => proxy.order('address', {}),
      };
    });
    for (const end of ends) await end();
  },
});

export { expect } from '@playwright/test';

/** The settings of a server whose media go by these networks. */
export function mediaAt({ port, announced }: Fixtures['media']): Settings {
  return { SAMTAL_MEDIA_PORT: `${port}`, SAMTAL_MEDIA_ANNOUNCED: `127.0.0.1:${announced}` };
}

/** The page takes what the server announces at port `from` for port `to`. */
async function reads(page: Page, from: number, to: number): Promise<Page> {
  await page.addInitScript(
    ([announced, own]) => {
      const native: (given: RTCSessionDescriptionInit) => Promise<void> =
        RTCPeerConnection.prototype.setRemoteDescription;
      RTCPeerConnection.prototype.setRemoteDescription = function take(
        this: RTCPeerConnection,
        given: RTCSessionDescriptionInit,
      ): Promise<void> {
        const sdp = (given.sdp ?? '').replaceAll(` 127.0.0.1 ${announced} `, ` 127.0.0.1 ${own} `);
        return native.call(this, { ...given, sdp });
      };
    },
    [from, to],
  );
  return page;
}

type Proxy = {
  port: number;
  order: (what: 'impair' | 'blackout' | 'address', how: object) => Promise<void>;
  /** Gives what it has said. */
  ends: () => Promise<string>;
};

async function newProxy(to: number): Promise<Proxy> {
  const told: string[] = [];
  const child = spawn(join(dirname(BINARY), 'loadtest'), ['proxy', '--to', `127.0.0.1:${to}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (words) => told.push(String(words)));
  const { listen, control } = await ready(child, told);
  return {
    port: Number(new URL(`udp://${listen}`).port),
    async order(what, how) {
      const answer = await fetch(`${control}/${what}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(how),
      });
      if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
    },
    async ends() {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
      return told.join('');
    },
  };
}

/** What it says when it serves. */
async function ready(proxy: ChildProcess, told: string[]): Promise<{ listen: string; control: string }> {
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`loadtest proxy ${why}:\n${told.join('')}`));
    const late = setTimeout(() => failed('is not ready in time'), READY_WITHIN_MS);
    proxy.once('error', ({ message }) => failed(`can't be started (is it built?): ${message}`));
    proxy.once('exit', () => failed('has ended'));
    proxy.stdout?.on('data', () => {
      const lines = told.join('').split('\n').slice(0, -1);
      const line = lines.find((words) => words.startsWith('{'));
      if (line === undefined) return;
      clearTimeout(late);
      resolve(JSON.parse(line));
    });
  });
}
