/*
 * A real relay beside the real server: Debian's coturn on loopback, one for each story, ended by its process id.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, freePort } from './real.ts';

const SECRET = 'north-sea-relay-of-the-stories';
/** Two busy cores may have other things to do first. */
const READY_WITHIN_MS = 30_000;
/** What it says last when it starts. */
const READY = 'DB connection success';

export type Relay = { port: number };

/** Stories whose server sends people to a relay. */
export const test = base.extend<{ relay: Relay }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed: nothing.
  relay: async ({}, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), 'samtal-relay-'));
    const port = await freePort();
    const told: string[] = [];
    const coturn = start(port, folder, told);
    await ready(coturn, told);
    await use({ port });
    const ended = once(coturn, 'exit');
    coturn.kill('SIGTERM');
    await ended;
    if (info.status !== info.expectedStatus) await info.attach('relay', { body: told.join('') });
    rmSync(folder, { recursive: true });
  },
  settings: async ({ relay }, use) =>
    use({
      SAMTAL_TURN_URLS: `turn:127.0.0.1:${relay.port}?transport=udp, turn:127.0.0.1:${relay.port}?transport=tcp`,
      SAMTAL_TURN_SECRET: SECRET,
    }),
});

export { expect } from '@playwright/test';

function start(port: number, folder: string, told: string[]): ChildProcess {
  const coturn = spawn(
    'turnserver',
    [
      '-n',
      '-v',
      '--listening-ip=127.0.0.1',
      `--listening-port=${port}`,
      '--relay-ip=127.0.0.1',
      '--allow-loopback-peers',
      '--use-auth-secret',
      `--static-auth-secret=${SECRET}`,
      '--realm=samtal',
      '--no-cli',
      '--no-tls',
      '--no-dtls',
      '--log-file=stdout',
      '--simple-log',
      `--pidfile=${join(folder, 'pid')}`,
      `--userdb=${join(folder, 'users')}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [coturn.stdout, coturn.stderr]) stream.on('data', (words) => told.push(String(words)));
  return coturn;
}

async function ready(coturn: ChildProcess, told: string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`turnserver ${why}:\n${told.join('')}`));
    const late = setTimeout(() => failed('is not ready in time'), READY_WITHIN_MS);
    coturn.once('error', ({ message }) => failed(`can't be started (is coturn installed?): ${message}`));
    coturn.once('exit', () => failed('has ended'));
    coturn.stdout?.on('data', () => {
      if (!told.join('').includes(READY)) return;
      clearTimeout(late);
      resolve();
    });
  });
}
