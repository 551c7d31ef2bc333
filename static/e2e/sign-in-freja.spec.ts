/*
 * Signing in with Freja eID by its own interface, against its simulator: by the code on a computer, by the app on a phone.
 */
import type { BrowserContextOptions, Page } from '@playwright/test';
import { hasAccount } from './accounts.ts';
import { readCode } from './camera.ts';
import { look, lookInBoth, SIZES } from './look.ts';
import { expect, test } from './real.ts';

const PHONE: BrowserContextOptions = {
  userAgent:
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36',
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

for (const { name: size, viewport } of SIZES) {
  test(`by the code, read from its picture, ${size}`, async ({ arrives }) => {
    const page = await arrives({ viewport });
    await begins(page, '/sign-in?next=/account');
    await expect(page.getByText('Väntar på att du skannar koden.')).toBeVisible();
    await lookInBoth(page, `freja-code-${size}`);
    const phone = await scans(await arrives(), page);
    await expect(page.getByText('Godkänn i Freja-appen')).toBeVisible();
    await approves(phone, 'anna', 'EXTENDED');
    await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
    await expect(page.getByText('Personnummer, född 1985-03-15')).toBeVisible();
  });
}

test('by the app on the same phone; the page waits for it', async ({ arrives }) => {
  const page = await arrives(PHONE);
  await begins(page, '/sign-in');
  await look(page, 'freja-devices-390-light');
  await page.getByRole('button', { name: 'Freja på den här enheten' }).click();
  const launch = page.getByRole('link', { name: 'Öppna Freja' });
  await expect(launch).toBeVisible();
  await expect(page.getByRole('img', { name: /^QR-kod/ })).toHaveCount(0);
  await look(page, 'freja-phone-390-light');
  const opened = page.waitForEvent('popup');
  await launch.click();
  await approves(await opened, 'erik', 'EXTENDED');
  await expect(page.getByRole('button', { name: 'Inloggad som Erik Ahlgren' })).toBeVisible();
});

test('on a phone, with the app on another one: a code and no link', async ({ arrives }) => {
  const page = await arrives(PHONE);
  await begins(page, '/sign-in');
  await page.getByRole('button', { name: 'Freja på en annan enhet' }).click();
  await expect(page.getByText('Väntar på att du skannar koden.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Öppna Freja' })).toHaveCount(0);
  await approves(await scans(await arrives(), page), 'anna', 'EXTENDED');
  await expect(page.getByRole('button', { name: 'Inloggad som Anna Lind' })).toBeVisible();
});

test('who is registered at too low a level is told so, and who refuses too', async ({ arrives }) => {
  const page = await arrives();
  await begins(page, '/desk');
  await approves(await scans(await arrives(), page), 'anna', 'BASIC');
  await expect(page.getByText('Din Freja är registrerad på en lägre nivå')).toBeVisible();
  await look(page, 'freja-level-1440-light');
  await page.getByRole('button', { name: 'Försök igen' }).click();
  const phone = await scans(await arrives(), page);
  await phone.getByRole('button', { name: 'Neka' }).click();
  await expect(page.getByText('Du nekade i Freja-appen.')).toBeVisible();
  await page.getByRole('button', { name: 'Fortsätt på annat sätt' }).click();
  await expect(page.getByRole('button', { name: 'Logga in', exact: true })).toBeVisible();
});

test('an account gets it as another way in', async ({ arrives }) => {
  const page = await arrives();
  await hasAccount(page);
  const ways = page.getByRole('region', { name: 'Så loggar jag in' });
  await ways.getByText('Ny e-legitimation').click();
  await ways.getByRole('button', { name: 'Lägg till Freja eID', exact: true }).click();
  await expect(page.getByRole('img', { name: /^QR-kod/ })).toBeVisible();
  await look(page, 'account-add-freja-1440-light');
  await approves(await scans(await arrives(), page), 'fatima', 'EXTENDED');
  await expect(page.getByText('Tillagt.')).toBeVisible();
  await expect(ways.getByText('Personnummer, född 1964-12-08')).toBeVisible();
});

async function begins(page: Page, at: string): Promise<void> {
  await page.goto(at);
  await page.getByRole('button', { name: 'Fortsätt med Freja eID', exact: true }).click();
}

/** Opens what the code says, as the app does; a code is good for two seconds. */
async function scans(phone: Page, page: Page): Promise<Page> {
  const camera = await phone.context().newPage();
  const request = phone.getByRole('button', { name: 'Godkänn' });
  do {
    await phone.goto(await readCode(camera, page));
  } while (!(await request.isVisible()));
  await camera.close();
  return phone;
}

async function approves(phone: Page, person: string, level: string): Promise<void> {
  await phone.getByLabel('Vem är du?').selectOption(person);
  await phone.getByLabel('Registrerad på nivå').selectOption(level);
  await phone.getByRole('button', { name: 'Godkänn' }).click();
  await expect(phone.getByText('Klart.')).toBeVisible();
}
