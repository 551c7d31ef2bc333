/*
 * A real virus scanner beside the real server: Debian's ClamAV with one signature, of our own invention; one for each
 * story, ended by its process id.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from './real.ts';

/** What the signature is of. */
export const HARM = 'samtal-invented-harm-for-tests';
/** Debian keeps it where only administrators look for programs. */
const DEBIANS = '/usr/sbin/clamd';
/** Two busy cores may have other things to do first. */
const READY_WITHIN_MS = 30_000;
/** What it says when it listens. */
const READY = 'Self checking';

export type Scanner = {
  /** Ends it: files wait. */
  goes: () => Promise<void>;
  /** Starts it again where it was. */
  returns: () => Promise<void>;
};

/** Stories whose server has files scanned. */
export const test = base.extend<{ place: string; scanner: Scanner }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed: nothing.
  place: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'samtal-clamd-'));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  scanner: async ({ place }, use) => {
    const signatures = join(place, 'signatures');
    mkdirSync(signatures);
    const pattern = Buffer.from(HARM).toString('hex');
    writeFileSync(join(signatures, 'own.ndb'), `Samtal.Test.Invented:0:*:${pattern}\n`);
    const settings = [
      'Foreground yes',
      `LocalSocket ${socketIn(place)}`,
      `DatabaseDirectory ${signatures}`,
      `TemporaryDirectory ${place}`,
    ];
    writeFileSync(join(place, 'clamd.conf'), `${settings.join('\n')}\n`);
    let clamd = await starts(place);
    const goes = async (): Promise<void> => {
      if (clamd.exitCode !== null || clamd.signalCode !== null) return;
      const ended = once(clamd, 'exit');
      clamd.kill('SIGTERM');
      await ended;
    };
    await use({
      goes,
      returns: async () => {
        clamd = await starts(place);
      },
    });
    await goes();
  },
  // Its address is known before it runs.
  settings: async ({ place }, use) => use({ SAMTAL_CLAMD: `unix:${socketIn(place)}` }),
});

export { expect } from '@playwright/test';

function socketIn(place: string): string {
  return join(place, 'clamd.sock');
}

async function starts(place: string): Promise<ChildProcess> {
  const program = existsSync(DEBIANS) ? DEBIANS : 'clamd';
  const clamd = spawn(program, [`--config-file=${join(place, 'clamd.conf')}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`clamd ${why}:\n${told.join('')}`));
    const late = setTimeout(() => failed('is not ready in time'), READY_WITHIN_MS);
    clamd.once('error', ({ message }) =>
      failed(`can't be started (is clamav-daemon installed?): ${message}`),
    );
    clamd.once('exit', () => failed('has ended'));
    for (const stream of [clamd.stdout, clamd.stderr])
      stream.on('data', (words) => {
        told.push(String(words));
        if (!told.join('').includes(READY)) return;
        clearTimeout(late);
        resolve();
      });
  });
  return clamd;
}
