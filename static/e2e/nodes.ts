/*
 * A second server beside the first: on the same PostgreSQL, with a real Redis between them, ended by their process ids.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, mediaAt } from './network.ts';
import { type House, newFolder, opens } from './real.ts';

/** Two busy cores may have other things to do first. */
const READY_WITHIN_MS = 30_000;

type Fixtures = {
  redis: { url: string };
  /** The other server: whoever comes there finds what is at the first. */
  second: House;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed: nothing.
  redis: async ({}, use) => {
    const folder = newFolder();
    const socket = join(folder, 'redis.sock');
    const redis = spawn('redis-server', ['--port', '0', '--save', '', '--unixsocket', socket], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await ready(redis);
    await use({ url: `redis+unix://${socket}` });
    const ended = once(redis, 'exit');
    redis.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  },
  settings: async ({ media, redis }, use) => use({ ...mediaAt(media), REDIS_URL: redis.url }),
  second: async ({ house, redis }, use, info) => {
    const folder = newFolder();
    const sockets = encodeURIComponent(join(house.data, 'postgres'));
    const { house: second, told } = await opens(join(folder, 'data'), {
      DATABASE_URL: `postgres://samtal@localhost/samtal?host=${sockets}`,
      REDIS_URL: redis.url,
    });
    await use(second);
    await second.stops();
    if (info.status !== info.expectedStatus) await info.attach('second server', { body: told.join('') });
    rmSync(folder, { recursive: true });
  },
});

export { expect } from '@playwright/test';

async function ready(redis: ChildProcess): Promise<void> {
  const told: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`redis-server ${why}:\n${told.join('')}`));
    const late = setTimeout(() => failed('is not ready in time'), READY_WITHIN_MS);
    redis.once('error', ({ message }) => failed(`can't be started: ${message}`));
    redis.once('exit', () => failed('has ended'));
    for (const stream of [redis.stdout, redis.stderr])
      stream?.on('data', (words) => {
        told.push(String(words));
        if (!told.join('').toLowerCase().includes('ready to accept connections')) return;
        clearTimeout(late);
        resolve();
      });
  });
}
