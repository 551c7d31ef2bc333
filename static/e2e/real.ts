/*
 * The real server for browser stories: the binary with its own PostgreSQL and the invented business, one for each test,
 * so that a story may stop, kill and restart it without telling any other. Seeding is done once, by `seeded.ts`; each
 * test begins with a copy of that folder. The server is stopped by its process id.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContextOptions, test as base, type Page } from '@playwright/test';

/** The server; the load tests' programs stand beside it. */
export const BINARY =
  process.env.SAMTAL_BIN ?? join(import.meta.dirname, '..', '..', 'target', 'debug', 'samtal');
/** Where `seeded.ts` tells the tests to find the folder they copy. */
export const SEEDED = 'SAMTAL_E2E_SEEDED';
/** PostgreSQL replays its log after a kill; on two busy cores that takes a few seconds. */
const READY_WITHIN_MS = 30_000;
/** What it prints then. */
const SERVING = 'Samtal is ready';
/** A page comes back at a random moment within the delay of its last attempt, at most 15 s. */
export const BACK_WITHIN_MS = 30_000;

export type House = {
  address: string;
  /** Its folder, with its PostgreSQL. */
  data: string;
  /** Asks the server to stop, and waits until it has. */
  stops: () => Promise<void>;
  /** Ends the server without a word. */
  dies: () => Promise<void>;
  /** Starts it again, with the same address and data. */
  returns: () => Promise<void>;
};

/** The server's settings beside those that every story has; `$PORT` in one is the port that it listens at. */
export type Settings = {
  [variable: `SAMTAL_${string}`]: string;
  DATABASE_URL?: string;
  REDIS_URL?: string;
};

type Fixtures = {
  settings: Settings;
  house: House;
  /** A new person with a browser of their own; everybody leaves at the end of the test. */
  arrives: (options?: BrowserContextOptions) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed: nothing.
  settings: async ({}, use) => use({}),
  house: async ({ settings }, use, info) => {
    const seeded = process.env[SEEDED];
    if (seeded === undefined) throw new Error('the global set-up has not run');
    const folder = newFolder();
    // Unlike Node's own copy, this one keeps the owner, whom PostgreSQL insists on.
    execFileSync('cp', ['-a', seeded, join(folder, 'data')]);
    const { house, told } = await opens(join(folder, 'data'), settings);
    await use(house);
    await house.stops();
    if (info.status !== info.expectedStatus) await info.attach('server', { body: told.join('') });
    rmSync(folder, { recursive: true });
  },
  baseURL: async ({ house }, use) => use(house.address),
  arrives: async ({ browser, house }, use) => {
    const everybody: Page[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ baseURL: house.address, ...options });
      const page = await context.newPage();
      everybody.push(page);
      return page;
    });
    for (const page of everybody) await page.context().close();
  },
});

export { expect } from '@playwright/test';

/** Memory, where it has room: each story makes a thousand files and removes them, which a disk remembers for minutes. */
const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 ** 31;

function roomiest(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ROOM_BYTES ? MEMORY : tmpdir();
}

/** A folder that PostgreSQL's own account can reach when the tests run as root. */
export function newFolder(): string {
  const folder = mkdtempSync(join(roomiest(), 'samtal-e2e-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** Runs one of the server's commands to its end. */
export async function run(command: string, data: string): Promise<void> {
  const { child, told } = start(command, data, '127.0.0.1:0', {});
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`samtal ${command} failed:\n${told.join('')}`);
}

/** A server of its own on a folder. */
export async function opens(data: string, settings: Settings): Promise<{ house: House; told: string[] }> {
  const listen = `127.0.0.1:${await freePort()}`;
  const address = `http://${listen}`;
  const told: string[] = [];
  let server: ChildProcess | null = null;
  const returns = async (): Promise<void> => {
    const started = start('serve', data, listen, settings, told);
    server = started.child;
    await ready(address, started.child, told);
  };
  const ends = async (signal: NodeJS.Signals): Promise<void> => {
    const child = server;
    server = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  await returns();
  const house: House = {
    address,
    data,
    returns,
    dies: () => ends('SIGKILL'),
    async stops() {
      // A killed server has left its PostgreSQL running: its successor takes it along.
      if (server === null) await returns();
      await ends('SIGTERM');
    },
  };
  return { house, told };
}

function start(
  command: string,
  data: string,
  listen: string,
  settings: Settings,
  told: string[] = [],
): { child: ChildProcess; told: string[] } {
  const port = listen.split(':').at(-1) ?? '';
  const own = Object.entries(settings).map(([name, value]) => [name, value?.replace('$PORT', port)]);
  const child = spawn(BINARY, [command], {
    env: {
      PATH: process.env.PATH,
      SAMTAL_DATA: data,
      SAMTAL_LISTEN: listen,
      SAMTAL_RATE_LIMITS: 'off',
      SAMTAL_MEDIA_PORT: '0',
      ...Object.fromEntries(own),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (words) => told.push(String(words)));
  return { child, told };
}

/** The server says when it serves; its own answer must agree. */
async function ready(address: string, child: ChildProcess, told: string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`the server ${why}:\n${told.join('')}`));
    const late = setTimeout(() => failed('is not ready in time'), READY_WITHIN_MS);
    child.once('exit', () => failed('has ended'));
    child.stdout?.on('data', (words) => {
      if (!String(words).includes(SERVING)) return;
      clearTimeout(late);
      resolve();
    });
  });
  const answer = await fetch(`${address}/readyz`);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}:\n${told.join('')}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  server.close();
  await once(server, 'close');
  if (at === null || typeof at === 'string') throw new Error('no port is free');
  return at.port;
}
