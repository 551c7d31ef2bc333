/*
 * Three people on networks that fail, and what they see meanwhile. Each has a network of
 * their own, which can be taken away from one of them or from all.
 */
import type { Page } from '@playwright/test';
import { look } from './look.ts';
import {
  hearsAll,
  hosts,
  knocks,
  letsIn,
  lightOf,
  newMeeting,
  seesAndHears,
  seesAndHearsNothing,
  watched,
} from './meeting.ts';
import { expect, test } from './network.ts';
import { BACK_WITHIN_MS } from './real.ts';

test.setTimeout(420_000);

const PHONE = { viewport: { width: 390, height: 844 } };
/** What the page says while the server, or sound and picture, are away. */
const AWAY = /Ingen kontakt med servern|Kontakten bröts/;

test('three people go on through whatever their networks do', async ({ arrives, network }) => {
  const { desk, address, link } = await newMeeting(arrives, 'På tåget');
  const bad = { loss_pct: 1, delay_ms: 20, jitter_ms: 10 };
  const networks = { host: await network(bad), maja: await network(bad), kim: await network(bad) };
  const host = await networks.host.takes(await watched(await desk.context().newPage()));
  const maja = await networks.maja.takes(await watched(await arrives()));
  const kim = await networks.kim.takes(await watched(await arrives(PHONE)));
  const everybody = [host, maja, kim];
  const allGoOn = (pictures = 2): Promise<unknown> =>
    Promise.all(everybody.map((page) => seesAndHears(page, pictures, 2)));

  await test.step('all see and hear each other', async () => {
    await hosts(host, networks.host.line.by(address));
    await knocks(maja, networks.maja.line.by(link), 'Maja Ek');
    await letsIn(host, 'Maja Ek');
    await knocks(kim, networks.kim.line.by(link), 'Kim Ek');
    await letsIn(host, 'Kim Ek');
    await allGoOn();
  });

  await test.step('one reloads: coming late, he sees the others', async () => {
    await kim.reload();
    await expect(kim.getByRole('region', { name: 'Det du kan göra' })).toBeVisible();
    await allGoOn();
    await expect.poll(() => blackPictures(kim)).toEqual([false, false]);
  });

  await test.step('one mutes the microphone and speaks again', async () => {
    const microphone = maja.getByRole('button', { name: 'Mikrofon', exact: true });
    const mark = host.getByRole('figure', { name: 'Maja Ek' }).getByRole('img', { name: 'Mikrofonen är av' });
    await microphone.click();
    await expect(mark).toBeVisible();
    await microphone.click();
    await expect(mark).toBeHidden();
    await allGoOn();
  });

  await test.step('one is put aside and taken back', async () => {
    await host.getByRole('button', { name: 'Ställ Maja Ek åt sidan' }).click();
    await seesAndHearsNothing(maja);
    await host.getByRole('button', { name: 'Ta tillbaka Maja Ek' }).click();
    await allGoOn();
  });

  await test.step('the host shares the screen', async () => {
    await host.getByRole('button', { name: /^Dela/ }).click();
    await Promise.all([seesAndHears(host, 2), seesAndHears(maja, 3, 2), seesAndHears(kim, 3, 2)]);
    await host.getByRole('button', { name: 'Sluta dela' }).first().click();
    await allGoOn();
  });

  await test.step('five seconds without any network for one', async () => {
    await networks.kim.fails();
    await expect(kim.getByText(AWAY).first()).toBeVisible();
    await seesAndHearsNothing(kim, 5_000);
    await Promise.all([seesAndHears(host, 1), seesAndHears(maja, 1)]);
    await networks.kim.returns();
    await allGoOn();
    await expect(kim.getByText(AWAY)).toHaveCount(0, { timeout: BACK_WITHIN_MS });
  });

  await test.step('ten seconds without any network for all', async () => {
    for (const one of Object.values(networks)) await one.fails();
    await Promise.all(
      everybody.map(async (page) => {
        await expect(page.getByText('Ingen kontakt med servern')).toBeVisible();
        await expect(page.getByText('Kontakten bröts.')).toBeVisible({ timeout: BACK_WITHIN_MS });
        await seesAndHearsNothing(page, 10_000);
      }),
    );
    for (const one of Object.values(networks)) await one.returns();
    await allGoOn();
    for (const page of everybody)
      await expect(page.getByText(AWAY)).toHaveCount(0, { timeout: BACK_WITHIN_MS });
  });

  await test.step('one goes from Wi-Fi to mobile', async () => {
    await networks.kim.moves();
    await allGoOn();
    await expect(kim.getByText(AWAY)).toHaveCount(0, { timeout: BACK_WITHIN_MS });
  });

  await test.step('nobody is silent, there twice or missing', async () => {
    await Promise.all(everybody.map((page) => hearsAll(page, 2)));
    for (const page of everybody) await isAmongThree(page);
  });

  await test.step('one network is gone and another bad: the host sees whose, and which way', async () => {
    await networks.kim.fails();
    await networks.maja.becomes({ ...bad, loss_pct: 30 });
    await host
      .locator('.controls')
      .getByRole('button', { name: /^Personer/ })
      .click();
    const light = lightOf(host, 'Maja Ek');
    await expect(light).toHaveText(/Dåligt\s*Svagt nät (till|från) personen\./, { timeout: 45_000 });
    await light.click();
    const lost = host.getByRole('row', { name: /^Förlorat dit/ });
    await expect(lost.getByRole('cell').first()).toHaveText(/^[1-9][\d,]* %$/);
    await look(host, 'meeting-their-quality');
    await networks.maja.becomes(bad);
  });

  await test.step('a network that never returns: it ends, and the page says what to do', async () => {
    const failed = kim.getByRole('heading', { name: 'Det gick inte att få tillbaka kontakten' });
    await expect(failed).toBeVisible({ timeout: 120_000 });
    await look(kim, 'meeting-failed-390');
    await Promise.all([seesAndHears(host, 1), seesAndHears(maja, 1)]);
    await expect(lightOf(host, 'Maja Ek')).toHaveText(/Bra|Ostadigt/, { timeout: 45_000 });
    await networks.kim.returns();
    await kim.getByRole('button', { name: 'Försök igen' }).click();
    await allGoOn();
    await Promise.all(everybody.map((page) => hearsAll(page, 2)));
    for (const page of everybody) await isAmongThree(page);
  });
});

/** Which of the others' pictures are black where they are drawn. */
async function blackPictures(page: Page): Promise<boolean[]> {
  return page.evaluate(() => {
    const shown = document.querySelectorAll<HTMLVideoElement>('.stage-main video, .stage-row video');
    return [...shown].map((video) => {
      const canvas = new OffscreenCanvas(16, 16);
      const pen = canvas.getContext('2d');
      if (pen === null) throw new Error('no canvas');
      pen.drawImage(video, 0, 0, 16, 16);
      const { data } = pen.getImageData(0, 0, 16, 16);
      return data.every((value, place) => place % 4 === 3 || value < 16);
    });
  });
}

/** In the list of people each of the three is named once. */
async function isAmongThree(page: Page): Promise<void> {
  const inside = page.getByRole('region', { name: /^I mötet/ });
  if (!(await inside.isVisible()))
    await page
      .locator('.controls')
      .getByRole('button', { name: /^Personer/ })
      .click();
  await expect(inside.getByRole('heading')).toHaveText('I mötet (3)');
  await expect(inside.locator('.person-name')).toHaveCount(3);
  const names = await inside.locator('.person-name').allTextContents();
  expect(names.toSorted()).toEqual(['Anna Lindqvist', 'Kim Ek', 'Maja Ek']);
  await expect(inside.getByText('Tappad')).toHaveCount(0);
  await page
    .getByRole('complementary', { name: 'Personer' })
    .getByRole('button', { name: 'Stäng', exact: true })
    .click();
}
