/*
 * Signing in with BankID, against its simulator: with the app on this device, and by the code, which is read from its
 * picture as a camera reads it. The telephone is a page of its own, in a browser of its own.
 */
import type { BrowserContextOptions, Page } from '@playwright/test';
import { hasAccount } from './accounts.ts';
import { readCode } from './camera.ts';
import { look, lookInBoth, picture, SIZES } from './look.ts';
import { expect, test } from './real.ts';

const PHONE = '/simulators/bankid';

for (const { name: size, viewport } of SIZES) {
  const seen: BrowserContextOptions = { viewport };

  test(`by the code, read from its picture, ${size}`, async ({ arrives }) => {
    const page = await arrives(seen);
    await page.goto('/desk');
    await expect(page.getByRole('button', { name: 'Fortsätt med BankID' })).toBeVisible();
    await lookInBoth(page, `bankid-ways-${size}`);
    await page.getByRole('button', { name: 'Fortsätt med BankID' }).click();
    await lookInBoth(page, `bankid-devices-${size}`);
    await page.getByRole('button', { name: 'BankID på en annan enhet' }).click();
    await expect(page.getByText('Väntar på att du skannar koden.')).toBeVisible();
    await lookInBoth(page, `bankid-code-${size}`);

    const phone = await arrives(seen);
    await phone.goto(PHONE);
    await lookInBoth(phone, `bankid-phone-${size}`);
    await scans(phone, page);
    await expect(phone.getByText(/^Logga in hos /)).toBeVisible();
    await lookInBoth(phone, `bankid-phone-request-${size}`);
    await expect(page.getByText('Ange din säkerhetskod')).toBeVisible();
    await expect(page.getByRole('img', { name: /^QR-kod/ })).toHaveCount(0);
    await picture(page, `bankid-confirming-${size}-light`);
    await phone.getByRole('radio', { name: /ANNA-KARIN/ }).check();
    await phone.getByRole('button', { name: 'Legitimera' }).click();
    await expect(phone.getByText('Klart.')).toBeVisible();

    await expect(page.getByText('Du är inloggad, men det här är sidan för dem som svarar.')).toBeVisible();
    expect(await whoIs(page)).toBe('Anna-Karin af Sandeberg');
  });

  test(`on this device, and back by the app's own way, ${size}`, async ({ arrives }) => {
    const page = await arrives(seen);
    await page.goto('/desk');
    await page.getByRole('button', { name: 'Fortsätt med BankID' }).click();
    await page.getByRole('button', { name: 'BankID på den här enheten' }).click();
    const launch = page.getByRole('link', { name: 'Öppna BankID' });
    await expect(launch).toBeVisible();
    await lookInBoth(page, `bankid-launch-${size}`);
    await launch.click();
    await expect(page.getByText(/^Logga in hos /)).toBeVisible();
    await page.getByRole('radio', { name: /JOHAN/ }).check();
    await page.getByRole('button', { name: 'Legitimera' }).click();
    await page.waitForURL('**/desk');
    expect(await whoIs(page)).toBe('Johan Åkerberg');
  });
}

test('who refuses in the app is told so and can try again', async ({ arrives }) => {
  const page = await arrives({ viewport: { width: 390, height: 844 } });
  await page.goto('/desk');
  await page.getByRole('button', { name: 'Fortsätt med BankID' }).click();
  await page.getByRole('button', { name: 'BankID på en annan enhet' }).click();
  const phone = await arrives();
  await phone.goto(PHONE);
  await scans(phone, page);
  await phone.getByRole('button', { name: 'Avbryt' }).click();
  await expect(page.getByText('Du avbröt i BankID-appen.')).toBeVisible();
  await look(page, 'bankid-refused-390-light');
  await page.getByRole('button', { name: 'Försök igen' }).click();
  await expect(page.getByRole('img', { name: /^QR-kod/ })).toBeVisible();
  await page.getByRole('button', { name: 'Avbryt' }).click();
  await expect(page.getByRole('button', { name: 'BankID på den här enheten' })).toBeVisible();
  await expect
    .poll(async () => (await told(page)).filter((call) => call === 'cancel').length)
    .toBeGreaterThan(0);
});

test('an account gets it as another way in, by the app on the same device', async ({ arrives }) => {
  const page = await arrives();
  await hasAccount(page);
  const ways = page.getByRole('region', { name: 'Så loggar jag in' });
  await ways.getByText('Ny e-legitimation').click();
  await ways.getByRole('button', { name: 'Lägg till BankID' }).click();
  await page.getByRole('button', { name: 'BankID på den här enheten' }).click();
  await page.getByRole('link', { name: 'Öppna BankID' }).click();
  await page.getByRole('radio', { name: /JOHAN/ }).check();
  await page.getByRole('button', { name: 'Legitimera' }).click();
  await page.waitForURL('**/account');
  await expect(ways.getByText('Personnummer, född')).toBeVisible();
  expect(await whoIs(page)).toBe('Maja Ek');
});

test('another browser that the app opens signs nobody in', async ({ arrives }) => {
  const page = await arrives();
  await page.goto('/desk');
  await page.getByRole('button', { name: 'Fortsätt med BankID' }).click();
  await page.getByRole('button', { name: 'BankID på den här enheten' }).click();
  const address = await page.getByRole('link', { name: 'Öppna BankID' }).getAttribute('href');
  const other = await arrives({ viewport: { width: 390, height: 844 } });
  await other.goto(address ?? '');
  await other.getByRole('button', { name: 'Legitimera' }).click();
  await expect(other.getByText('Inloggningen började inte i den här webbläsaren.')).toBeVisible();
  await look(other, 'bankid-elsewhere-390-light');
  await expect(page.getByText('BankID-appen öppnar sidan')).toBeVisible();
  expect((await page.request.get('/api/v1/session')).status()).not.toBe(200);
});

test('without a socket the code is still new each second', async ({ arrives }) => {
  const page = await arrives();
  await page.routeWebSocket('**/socket', (ws) => ws.close());
  await page.goto('/desk');
  await page.getByRole('button', { name: 'Fortsätt med BankID' }).click();
  await page.getByRole('button', { name: 'BankID på en annan enhet' }).click();
  const code = page.getByRole('img', { name: /^QR-kod/ }).locator('path');
  const first = await code.getAttribute('d');
  await expect(code).not.toHaveAttribute('d', first ?? '');
});

/** Holds the telephone before the page until its camera has read a code that is new enough. */
async function scans(phone: Page, page: Page): Promise<void> {
  const camera = await phone.context().newPage();
  const request = phone.getByRole('group', { name: 'Vem är du?' });
  do {
    const code = await readCode(camera, page);
    expect(code).toMatch(/^bankid\./);
    await phone.getByLabel('QR-kodens text').fill(code);
    await phone.getByRole('button', { name: 'Öppna' }).click();
    await expect(request.or(phone.getByRole('alert'))).toBeVisible();
  } while (!(await request.isVisible()));
  await camera.close();
}

async function whoIs(page: Page): Promise<string> {
  const answer = await page.request.get('/api/v1/session');
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as { name: string }).name;
}

async function told(page: Page): Promise<string[]> {
  const calls = await page.request.get(`${PHONE}/calls`);
  return ((await calls.json()) as { what: string }[]).map((call) => call.what);
}
