/*
 * Cameras that can't be had, microphones that come and go, sound that the browser holds back: what the page says, and
 * what the others get.
 */
import type { Page } from '@playwright/test';
import { cameraFails, ownMicrophones, playing, telephones, unplugs, watchRefusals } from './devices.ts';
import { look } from './look.ts';
import {
  hearsAll,
  hearsNothing,
  hosts,
  knocks,
  letsIn,
  newMeeting,
  seesAndHears,
  watched,
} from './meeting.ts';
import { expect, test } from './real.ts';

test.setTimeout(180_000);

/** One who has no camera comes in all the same, and is heard. */
async function joinsUnseen(host: Page, guest: Page, link: string): Promise<void> {
  await knocks(guest, link, 'Maja Ek');
  await letsIn(host, 'Maja Ek');
  await Promise.all([seesAndHears(host, 0, 1), seesAndHears(guest, 1)]);
  await expect(host.getByRole('figure', { name: 'Maja Ek' }).getByText('Kameran är av')).toBeVisible();
  await guest.getByRole('button', { name: /^Lämna/ }).click();
  await expect(guest.getByRole('heading', { name: 'Du har lämnat videomötet' })).toBeVisible();
}

test('devices fail, come and go, and the call goes on', async ({ arrives }) => {
  const { desk, address, link } = await newMeeting(arrives, 'Krånglande teknik');
  const host = await watched(await desk.context().newPage());
  await hosts(host, address);

  for (const [problem, state, help] of [
    ['NotAllowedError', 'Inte tillåten', 'Tryck på symbolen vid webbadressen och tillåt kameran.'],
    ['NotReadableError', 'Upptagen', 'Stäng andra program som använder kameran och försök igen.'],
  ] as const) {
    await test.step(`a camera with ${problem} is explained, and isn't needed`, async () => {
      const guest = await watched(await arrives());
      await cameraFails(guest, problem);
      await guest.goto(link);
      await guest.getByRole('button', { name: 'Slå på kamera och mikrofon' }).click();
      const found = guest.getByRole('region', { name: 'Det som fungerar' });
      await expect(found.getByText(state)).toBeVisible();
      await expect(found.getByText(help)).toBeVisible();
      await expect(guest.getByText('Du går in utan kamera: du hörs, men syns inte.')).toBeVisible();
      await look(guest, `meeting-camera-${problem}`);
      await joinsUnseen(host, guest, link);
      await guest.context().close();
    });
  }

  const guest = await watched(await arrives());
  await ownMicrophones(guest);
  await knocks(guest, link, 'Kim Ek');
  await letsIn(host, 'Kim Ek');
  await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);

  await test.step('a headset is unplugged: another microphone goes on', async () => {
    await unplugs(guest, 'headset');
    await expect(guest.getByText('Ny mikrofon: Inbyggd mikrofon.')).toBeVisible();
    await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);
  });

  await test.step('a telephone call takes the microphone and gives it back', async () => {
    await telephones(guest, true);
    await hearsNothing(host);
    await telephones(guest, false);
    await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);
    await hearsAll(host, 1);
  });

  await test.step('a file that one sends is in the chat', async () => {
    await guest.getByRole('button', { name: /^Chatt/ }).click();
    const file = { name: 'avtal å.txt', mimeType: 'text/plain', buffer: Buffer.from('innehållet') };
    await guest.locator('input[type=file]').setInputFiles(file);
    await host.getByRole('button', { name: /^Chatt/ }).click();
    const tile = host
      .getByRole('complementary', { name: 'Chatt' })
      .locator('a.file-tile', { hasText: file.name });
    const saved = host.waitForEvent('download');
    await tile.click();
    expect((await saved).suggestedFilename()).toBe(file.name);
  });
});

test('sound that the browser holds back is heard after a click', async ({
  arrives,
  house,
  browser,
}, info) => {
  const { desk, address, link } = await newMeeting(arrives, 'Tyst i början');
  const host = await watched(await desk.context().newPage());
  await hosts(host, address);
  const { launchOptions, locale } = info.project.use;
  // A browser as people have it. Who is heard may hear without a click: here nobody lets the page have a microphone.
  const loosened = /^--(autoplay-policy|use-fake-ui)/;
  const args = (launchOptions?.args ?? []).filter((arg) => !loosened.test(arg));
  const strict = await browser.browserType().launch({ ...launchOptions, args });
  const context = await strict.newContext({ baseURL: house.address, ...(locale ? { locale } : {}) });
  const guest = await watched(await context.newPage());
  const { refused } = await watchRefusals(guest);
  await knocks(guest, link, 'Maja Ek');
  await letsIn(host, 'Maja Ek');
  await seesAndHears(guest, 1);
  await expect.poll(() => playing(guest)).toBe(1);

  // Coming back to the call nobody has clicked on the page yet. Whatever is asked of the page counts as a click, so
  // nothing is until it has said that it was refused.
  await guest.goto('about:blank');
  await guest.goto(link);
  await refused;
  const button = guest.getByRole('button', { name: 'Klicka för att höra' });
  await expect(button).toBeVisible();
  expect(await playing(guest)).toBe(0);
  await button.click();
  await expect(button).toBeHidden();
  await expect.poll(() => playing(guest)).toBe(1);
  await seesAndHears(guest, 1);
  await strict.close();
});
