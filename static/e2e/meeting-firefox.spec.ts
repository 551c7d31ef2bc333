/*
 * A customer in Firefox and an advisor in Chromium, from the chat to the end of their meeting.
 */
import type { Page } from '@playwright/test';
import { errorsOf, expect, isTooOld, test } from './firefox.ts';
import {
  connectionsMade,
  devicesOn,
  GOES_ON_WITHIN_MS,
  hearsAll,
  hearsNothing,
  hosts,
  knocks,
  letsIn,
  meetingOf,
  newMeeting,
  seesAndHears,
  seesAndHearsNothing,
  seesNothing,
  watched,
} from './meeting.ts';
import { ANNA, advisor, customerAt, talking } from './people.ts';
import { BACK_WITHIN_MS } from './real.ts';

test.setTimeout(240_000);
test.skip(isTooOld, 'this Firefox is older than 153, the first that Playwright can drive here');

const PHONE = { viewport: { width: 390, height: 844 } };
const AWAY = /Ingen kontakt med servern|Kontakten bröts/;

test('somebody in Firefox meets somebody in Chromium', async ({ arrives, arrivesInFirefox, network }) => {
  const networks = { host: await network(), guest: await network() };
  const chat = await arrivesInFirefox(PHONE);
  const errors = [errorsOf(chat)];
  let host: Page;
  let guest: Page;
  const bothGoOn = (): Promise<unknown> => Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);

  await test.step('they write to each other, and the advisor starts a meeting', async () => {
    const [maja, anna] = await talking(customerAt(chat), await advisor(arrives, ANNA));
    await maja.writes('Hej från Firefox');
    await expect(anna.said.last()).toHaveText('Hej från Firefox');
    await anna.writes('Hej, ska vi ses?');
    await expect(maja.said.last()).toHaveText('Hej, ska vi ses?');
    await looks(chat, 'firefox-chat');
    const { address, link } = await meetingOf(maja, anna);
    host = await networks.host.takes(await watched(await anna.page.context().newPage()));
    await hosts(host, networks.host.line.by(address));
    guest = await networks.guest.takes(await watched(await chat.context().newPage()));
    errors.push(errorsOf(guest));
    await guest.goto(networks.guest.line.by(link));
  });

  await test.step('she looks at her devices, waits and is let in', async () => {
    const found = guest.getByRole('region', { name: 'Det som fungerar' });
    await expect(found.getByText('Fungerar', { exact: true })).toHaveCount(2);
    await expect(found.getByText('Ljud och bild kommer fram')).toBeVisible();
    await expect(found.locator('.level-lit').first()).toBeVisible();
    await looks(guest, 'firefox-check');
    await guest.getByRole('button', { name: 'Till väntrummet' }).click();
    await expect(guest.getByRole('heading', { name: 'Väntrummet' })).toBeVisible();
    await letsIn(host, 'Maja Ek');
    await expect(guest.getByRole('region', { name: 'Det du kan göra' })).toBeVisible();
    await bothGoOn();
    await looks(guest, 'firefox-call');
  });

  await test.step('her camera comes in the layer that fits its tile', async () => {
    const layer = (): Promise<string | null> => layerSeen(host, guest, 'Maja Ek');
    await expect.poll(layer, { timeout: GOES_ON_WITHIN_MS }).toBe('h');
    await host.setViewportSize({ width: 800, height: 360 });
    await expect.poll(layer, { timeout: GOES_ON_WITHIN_MS }).toBe('l');
    await host.setViewportSize({ width: 1280, height: 720 });
    await expect.poll(layer, { timeout: GOES_ON_WITHIN_MS }).toBe('h');
  });

  await test.step('she sees the screen that the host shares', async () => {
    await host.getByRole('button', { name: /^Dela/ }).click();
    await seesAndHears(guest, 2, 1);
    await looks(guest, 'firefox-screen');
    await host.getByRole('button', { name: 'Sluta dela' }).first().click();
    await bothGoOn();
  });

  await test.step('she mutes, turns her camera off, and both on again', async () => {
    const microphone = guest.getByRole('button', { name: 'Mikrofon', exact: true });
    const camera = guest.getByRole('button', { name: 'Kamera', exact: true });
    const seen = host.getByRole('figure', { name: 'Maja Ek' });
    await microphone.click();
    await expect(seen.getByRole('img', { name: 'Mikrofonen är av' })).toBeVisible();
    await hearsNothing(host);
    await camera.click();
    await expect(seen.getByText('Kameran är av')).toBeVisible();
    await seesNothing(host);
    await microphone.click();
    await camera.click();
    await expect(seen.getByText('Kameran är av')).toBeHidden();
    await bothGoOn();
  });

  await test.step('on another network both connections get new credentials, and stay', async () => {
    const before = { made: await connectionsMade(guest), words: await credentials(guest) };
    await networks.guest.moves();
    await guest.evaluate(() => dispatchEvent(new Event('online')));
    await expect
      .poll(async () => (await credentials(guest)).filter((one) => before.words.includes(one)))
      .toEqual([]);
    await bothGoOn();
    expect(await connectionsMade(guest)).toBe(before.made);
  });

  // Without a network Firefox reports what can't be reached.
  expect(errors.flat()).toEqual([]);

  await test.step('five seconds without any network', async () => {
    await networks.guest.fails();
    await expect(guest.getByText(AWAY).first()).toBeVisible();
    await seesAndHearsNothing(guest, 5_000);
    await networks.guest.returns();
    await bothGoOn();
    await expect(guest.getByText(AWAY)).toHaveCount(0, { timeout: BACK_WITHIN_MS });
    await Promise.all([hearsAll(host, 1), hearsAll(guest, 1)]);
  });

  await test.step('it ends for both, and every device is off', async () => {
    await host.getByRole('button', { name: /^Lämna/ }).click();
    await host.getByRole('dialog').getByRole('button', { name: 'Avsluta för alla' }).click();
    await expect(guest.getByRole('heading', { name: 'Videomötet är slut' })).toBeVisible();
    await expect.poll(() => devicesOn(guest)).toBe(0);
    await expect.poll(() => devicesOn(host)).toBe(0);
    await looks(guest, 'firefox-over');
  });
});

test.describe('where nothing but TCP comes through', () => {
  test.use({ preferences: { 'media.peerconnection.nat_simulator.block_udp': true }, settings: {} });

  test('somebody in Firefox sees and is seen', async ({ arrives, arrivesInFirefox }) => {
    const { desk, address, link } = await newMeeting(arrives, 'Bakom brandväggen');
    const host = await watched(await desk.context().newPage());
    await hosts(host, address);
    const guest = await watched(await arrivesInFirefox(PHONE));
    await knocks(guest, link, 'Maja Ek');
    await letsIn(host, 'Maja Ek');
    await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);
    expect(await protocols(guest)).toEqual(['tcp', 'tcp']);
  });
});

/** In both sizes, the telephone's last. */
async function looks(page: Page, name: string): Promise<void> {
  for (const size of [{ width: 1440, height: 900 }, PHONE.viewport]) {
    await page.setViewportSize(size);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name).toBe(true);
    await page.screenshot({ path: `test-results/pictures/${name}-${size.width}.png` });
  }
}

/** Which of the layers that somebody sends another sees: it is as tall as the picture. A busy computer sends less of both. */
async function layerSeen(page: Page, sender: Page, name: string): Promise<string | null> {
  const video = page.getByRole('figure', { name }).locator('video');
  const height = await video.evaluate((video: HTMLVideoElement) => video.videoHeight);
  return sender.evaluate(async (height) => {
    const held = window as unknown as { connectionsOfThisPage: RTCPeerConnection[] };
    for (const connection of held.connectionsOfThisPage) {
      if (connection.connectionState === 'closed') continue;
      for (const one of (await connection.getStats()).values())
        if (one.type === 'outbound-rtp' && one.frameHeight === height) return one.rid ?? null;
    }
    return null;
  }, height);
}

/** The names that living connections go by here. */
async function credentials(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const held = window as unknown as { connectionsOfThisPage: RTCPeerConnection[] };
    return held.connectionsOfThisPage
      .filter((one) => one.connectionState !== 'closed')
      .map((one) => /a=ice-ufrag:(.*)/.exec(one.localDescription?.sdp ?? '')?.[1] ?? '');
  });
}

/** What each living connection's media go by. */
async function protocols(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const held = window as unknown as { connectionsOfThisPage: RTCPeerConnection[] };
    const found: string[] = [];
    for (const connection of held.connectionsOfThisPage) {
      if (connection.connectionState === 'closed') continue;
      const report = await connection.getStats();
      for (const pair of report.values()) {
        if (pair.type !== 'candidate-pair' || pair.state !== 'succeeded' || !pair.nominated) continue;
        found.push(report.get(pair.remoteCandidateId)?.protocol ?? 'none');
      }
    }
    return found;
  });
}
