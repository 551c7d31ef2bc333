/*
 * Who did what: an administrator finds it in the audit log, narrows it down and saves it; an advisor is told whose it is.
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { tabTo } from './keys.ts';
import { lookInBoth, SIZES } from './look.ts';
import { ANNA, OLGA, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const CHANGED = 'Ändrade sina uppgifter';

test('an administrator finds what an advisor just did, and saves it', async ({ arrives }) => {
  const anna = await signedIn(arrives, ANNA, '/account');
  await anna.getByLabel('Ort').fill('Örebro');
  await anna.getByRole('button', { name: 'Spara', exact: true }).click();
  await expect(anna.getByText('Sparat.')).toBeVisible();

  const olga = await signedIn(arrives, OLGA, '/desk?page=settings');
  await olga.getByRole('button', { name: 'Händelselogg' }).click();
  const lines = olga.locator('.audit-line');
  const did = lines.filter({ hasText: new RegExp(`${ANNA.name} ${CHANGED}`, 'i') });
  const filters = olga.getByRole('region', { name: 'Urval' });

  await test.step('it is there, with who, when and from where', async () => {
    await expect(did).toHaveCount(1);
    await expect(did.getByRole('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT/);
    await expect(did).toContainText('127.0.0.1');
    await expect(lines.filter({ hasText: `${ANNA.name} loggade in` })).toHaveCount(1);
    await eachSize(olga, 'audit');
  });

  await test.step('by what was done', async () => {
    await filters.getByLabel('Vad', { exact: true }).selectOption({ label: CHANGED });
    await expect(lines).toHaveCount(1);
    await expect(did).toHaveCount(1);
    await filters.getByLabel('Vad', { exact: true }).selectOption({ label: 'Allt' });
  });

  await test.step('by who did it, by keyboard', async () => {
    await tabTo(olga, did.getByRole('button', { name: ANNA.name }).first());
    await olga.keyboard.press('Enter');
    await expect(filters.getByRole('button', { name: `Bara ${ANNA.name}` })).toBeVisible();
    await expect(lines.filter({ hasNotText: ANNA.name })).toHaveCount(0);
    await expect(did).toHaveCount(1);
    await eachSize(olga, 'audit-person');
  });

  await test.step('the file holds what is chosen, and nothing else', async () => {
    const saved = olga.waitForEvent('download');
    await olga.getByRole('button', { name: 'Spara som fil' }).click();
    const [head, ...rows] = readFileSync(await (await saved).path(), 'utf8')
      .trim()
      .split(/\r?\n/);
    expect(head).toContain('action');
    expect(rows.filter((row) => row.includes('profile_changed'))).toHaveLength(1);
    expect(rows.filter((row) => !row.includes(ANNA.name))).toEqual([]);
  });

  await test.step('days without anything say so, with the way back to all', async () => {
    await filters.getByLabel('Till och med').fill('2001-01-01');
    await expect(olga.getByText('Ingenting stämmer med urvalet')).toBeVisible();
    await eachSize(olga, 'audit-nothing');
    await olga.getByRole('button', { name: 'Visa allt' }).click();
    await expect(did).toHaveCount(1);
    // That it was read and saved stands there too.
    await expect(lines.filter({ hasText: `${OLGA.name} sparade händelseloggen som fil` })).toHaveCount(1);
  });
});

test('an advisor is told that the audit log is not hers', async ({ arrives }) => {
  const anna = await signedIn(arrives, ANNA, '/desk?page=audit');
  await expect(anna.getByText('Händelseloggen läses av administratörer.')).toBeVisible();
  await expect(anna.locator('.audit-line')).toHaveCount(0);
  await eachSize(anna, 'audit-not-hers');
  for (const path of ['/api/v1/audit', '/api/v1/audit.csv'])
    expect((await anna.request.get(path)).status()).toBe(403);
});

/** Small and large, light and dark. */
async function eachSize(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const { name: size, viewport } of SIZES) {
    await page.setViewportSize(viewport);
    await lookInBoth(page, `${name}-${size}`);
  }
  if (before !== null) await page.setViewportSize(before);
}
