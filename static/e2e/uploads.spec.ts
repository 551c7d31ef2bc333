/*
 * Large files on their way up: through a break, past a reload, several at once, and not wanted after all.
 */
import { createHash } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import type { Page, TestInfo } from '@playwright/test';
import { hasAccount } from './accounts.ts';
import { lookInBoth, SIZES } from './look.ts';
import type { Arrives } from './people.ts';
import { expect, test } from './real.ts';

const MIB = 1024 * 1024;
const PARTS = 12;

/** A file on the disk, so that it is the same when it is chosen again. */
function film(info: TestInfo, name: string): { path: string; sha256: string } {
  const bytes = Buffer.alloc(PARTS * MIB - 5);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(at, Math.min(at, bytes.length - 4));
  const path = info.outputPath(name);
  writeFileSync(path, bytes);
  utimesSync(path, 1_790_000_000, 1_790_000_000);
  return { path, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A page with a form that takes files, and what becomes of the parts. */
type Sending = {
  page: Page;
  /** Parts that the server has taken, as often as it has. */
  taken: string[];
  /** From this part on none gets through, until `opens`. */
  stopsAt: (part: number) => Promise<void>;
  opens: () => Promise<void>;
};

async function sending(arrives: Arrives): Promise<Sending> {
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  await page.goto('/report/H-1042');
  await expect(page.getByLabel('Objekt')).toHaveValue('H-1042');
  const taken: string[] = [];
  page.on('response', (answer) => {
    const path = new URL(answer.url()).pathname;
    if (answer.request().method() === 'PUT' && answer.status() === 204) taken.push(path);
  });
  const held: (() => Promise<void>)[] = [];
  let open = false;
  const parts = '**/api/v1/uploads/*/parts/*';
  return {
    page,
    taken,
    async stopsAt(first) {
      await page.route(parts, async (route) => {
        const part = Number(route.request().url().split('/').at(-1));
        if (open || part < first) return route.continue();
        // A page that has gone meanwhile has ended them itself.
        held.push(() => route.abort('internetdisconnected').catch(() => undefined));
      });
    },
    async opens() {
      open = true;
      for (const lets of held.splice(0)) await lets();
    },
  };
}

function choose(page: Page, ...paths: string[]): Promise<void> {
  return page.locator('input[type=file]').setInputFiles(paths);
}

async function hasArrived(page: Page, name: string, sha256: string): Promise<void> {
  const link = page.getByRole('link', { name });
  await expect(link).toBeVisible({ timeout: 60_000 });
  const bytes = await (await page.request.get((await link.getAttribute('href')) ?? '')).body();
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
}

test('a large file goes on by itself when the network is back, and no part is sent twice', async ({
  arrives,
}, info) => {
  const { page, taken, stopsAt, opens } = await sending(arrives);
  const { path, sha256 } = film(info, 'trapphuset.mp4');
  await stopsAt(7);
  await choose(page, path);
  await expect.poll(() => taken.length).toBe(6);
  const tile = page.locator('.file-tile', { hasText: 'trapphuset.mp4' });
  await expect(tile).toContainText('6,3 MB av 12,6 MB');
  const before = [...taken];

  await page.context().setOffline(true);
  await opens();
  await expect(tile).toContainText('Väntar på nätet …');
  await page.context().setOffline(false);
  await hasArrived(page, 'trapphuset.mp4', sha256);
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken.slice(0, 6)).toEqual(before);
  expect(taken).toHaveLength(PARTS);
});

test('a large file chosen again after a reload goes on where it was', async ({ arrives }, info) => {
  const { page, taken, stopsAt, opens } = await sending(arrives);
  const { path, sha256 } = film(info, 'källaren.mp4');
  await stopsAt(9);
  await choose(page, path);
  await expect.poll(() => taken.length).toBe(8);
  await page.reload();
  await opens();
  await choose(page, path);
  await hasArrived(page, 'källaren.mp4', sha256);
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken).toHaveLength(PARTS);
});

test('several files come together, and one that is not wanted is thrown away', async ({ arrives }, info) => {
  const { page, taken, stopsAt, opens } = await sending(arrives);
  const [one, other] = [film(info, 'porten.mp4'), film(info, 'hissen.mp4')];
  await stopsAt(4);
  await choose(page, one.path, other.path);
  await expect.poll(() => taken.length).toBe(6);
  const files = page.locator('.case-files');
  await expect(files.getByText('2 filer är på väg: 6,3 MB av 25,2 MB')).toBeVisible();
  for (const { name, viewport } of SIZES) {
    await page.setViewportSize(viewport);
    await files.scrollIntoViewIfNeeded();
    await lookInBoth(page, `uploads-${name}`);
  }

  const thrown = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await page.locator('.file-tile', { hasText: 'hissen.mp4' }).getByRole('button').click();
  const answer = await thrown;
  expect(answer.status()).toBe(204);
  expect((await page.request.get(answer.url())).status()).toBe(404);
  await expect(files.getByText('hissen.mp4')).toBeHidden();
  await opens();
  await hasArrived(page, 'porten.mp4', one.sha256);
  await expect(page.getByRole('link', { name: 'hissen.mp4' })).toBeHidden();
});

test.describe('where a mebibyte is the most', () => {
  test.use({ settings: { SAMTAL_MAX_UPLOAD_MIB: '1' } });

  test('a file that is too large is said to be so in words', async ({ arrives }) => {
    const { page, taken } = await sending(arrives);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(2 * MIB) });
    const tile = page.locator('.file-tile-failed');
    await expect(tile).toContainText('film.mp4');
    await expect(tile).toContainText('för stor');
    await expect(tile.getByRole('button', { name: 'Försök igen' })).toBeHidden();
    expect(taken).toHaveLength(0);
  });
});
