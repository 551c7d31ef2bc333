/*
 * People in a video meeting, with the browser's invented camera and microphone: what they do on the page, and what
 * really comes to them, read from the browser's own counters.
 */
import type { Locator, Page } from '@playwright/test';
import { type Advisor, ANNA, type Arrives, type Customer, signedIn } from './people.ts';
import { expect } from './real.ts';

/** What has come to somebody from each of the others, by track. */
export type Coming = {
  pictures: number[];
  sounds: number[];
  /** When it was read, by the page's clock, in milliseconds. */
  at: number;
};

/** Keeps every connection that the page makes, so that a story can read its counters. To be called before it is opened. */
export async function watchConnections(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const all: RTCPeerConnection[] = [];
    const Native = window.RTCPeerConnection;
    const Watched = new Proxy(Native, {
      construct(target, given: [RTCConfiguration?]) {
        const made = new target(...given);
        all.push(made);
        return made;
      },
    });
    Object.assign(window, { RTCPeerConnection: Watched, connectionsOfThisPage: all });
  });
}

/** Frames decoded and sound energy of every track that comes in on a living connection. */
export async function coming(page: Page): Promise<Coming> {
  return page.evaluate(async () => {
    const held = window as unknown as { connectionsOfThisPage: RTCPeerConnection[] };
    const found: { pictures: number[]; sounds: number[]; at: number } = { pictures: [], sounds: [], at: 0 };
    for (const connection of held.connectionsOfThisPage) {
      if (connection.connectionState === 'closed') continue;
      const live = new Set<string>();
      for (const line of connection.getTransceivers()) {
        const receives = line.currentDirection === 'recvonly' || line.currentDirection === 'sendrecv';
        if (receives && line.mid !== null) live.add(line.mid);
      }
      for (const one of (await connection.getStats()).values()) {
        if (one.type !== 'inbound-rtp' || !live.has(one.mid)) continue;
        if (one.kind === 'video') found.pictures.push(one.framesDecoded ?? 0);
        else found.sounds.push(one.totalAudioEnergy ?? 0);
      }
    }
    found.at = performance.now();
    return found;
  });
}

const sum = (all: number[]): number => all.reduce((before, one) => before + one, 0);

/** Two busy cores, a bad network and a page that gave up its pictures for a while: each takes its time. */
export const GOES_ON_WITHIN_MS = 90_000;

/** Waits until that many pictures and sounds come, and each of them goes on. */
export async function seesAndHears(page: Page, pictures: number, sounds = pictures): Promise<void> {
  let before: Coming | null = null;
  const goOn = expect(async () => {
    const now = await coming(page);
    const last = before;
    if (
      last === null ||
      last.pictures.length !== now.pictures.length ||
      last.sounds.length !== now.sounds.length
    )
      before = now;
    expect(now.pictures.filter((frames) => frames > 0).length, 'pictures').toBeGreaterThanOrEqual(pictures);
    expect(now.sounds.filter((energy) => energy > 0).length, 'sounds').toBeGreaterThanOrEqual(sounds);
    if (last === null) throw new Error('once more, to see it grow');
    const grown = (then: number[], later: number[]): number =>
      later.filter((value, place) => value > (then[place] ?? 0)).length;
    expect(grown(last.pictures, now.pictures), 'pictures that go on').toBeGreaterThanOrEqual(pictures);
    expect(grown(last.sounds, now.sounds), 'sounds that go on').toBeGreaterThanOrEqual(sounds);
  }).toPass({ timeout: GOES_ON_WITHIN_MS });
  await goOn.catch(async (problem: Error) => {
    throw new Error(`${problem.message}\n${await situation(page)}`);
  });
}

/** What each page has lately told the server about how sound and picture come. */
const told = new WeakMap<Page, string[]>();

function watchDigests(page: Page): void {
  const digests: string[] = [];
  told.set(page, digests);
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const [digest] = /\{"loss_in_pct".*?\}/.exec(String(payload)) ?? [];
      if (digest !== undefined && digests.push(digest) > 10) digests.shift();
    }),
  );
}

/** What the page says and gets, for who has to find out why it isn't what it should be. */
async function situation(page: Page): Promise<string> {
  const words = await page.locator('.meeting').textContent();
  return [page.url(), JSON.stringify(await coming(page)), words, ...(told.get(page) ?? [])].join('\n');
}

/** Waits until nothing has come for so long, by the page's own clock. */
export async function seesAndHearsNothing(page: Page, forMs = 400): Promise<void> {
  await standStill(page, forMs, ({ pictures, sounds }) => [sum(pictures), sum(sounds)]);
}

/** Waits until all has been silent for longer than the invented microphone ever is. */
export async function hearsNothing(page: Page): Promise<void> {
  await standStill(page, 2_000, ({ sounds }) => [sum(sounds)]);
}

/** Waits until no picture has moved for so long. */
export async function seesNothing(page: Page): Promise<void> {
  await standStill(page, 1_000, ({ pictures }) => [sum(pictures)]);
}

async function standStill(page: Page, forMs: number, of: (now: Coming) => number[]): Promise<void> {
  let quiet: { at: number; words: string } | null = null;
  await expect
    .poll(
      async () => {
        const now = await coming(page);
        const words = JSON.stringify(of(now));
        if (quiet === null || quiet.words !== words) quiet = { at: now.at, words };
        return now.at - quiet.at;
      },
      { timeout: 30_000 + forMs, message: 'how long nothing has come, in milliseconds' },
    )
    .toBeGreaterThanOrEqual(forMs);
}

/** Waits until exactly so many sounds come in, and none of them is silent. */
export async function hearsAll(page: Page, sounds: number): Promise<void> {
  let first: Coming | null = null;
  await expect(async () => {
    const now = await coming(page);
    expect(now.sounds, 'sounds').toHaveLength(sounds);
    if (first === null || first.sounds.length !== sounds) first = now;
    const { sounds: before } = first;
    expect(now.sounds.filter((energy, place) => energy <= (before[place] ?? 0)).length, 'silent sounds').toBe(
      0,
    );
  }).toPass({ timeout: 45_000 });
}

/** How many connections the page has made, closed ones too. */
export async function connectionsMade(page: Page): Promise<number> {
  return page.evaluate(
    () => (window as unknown as { connectionsOfThisPage: RTCPeerConnection[] }).connectionsOfThisPage.length,
  );
}

/** Cameras and microphones that are on. */
export async function devicesOn(page: Page): Promise<number> {
  return page.evaluate(() => {
    const held = window as unknown as { tracksOfThisPage: MediaStreamTrack[] };
    return held.tracksOfThisPage.filter((track) => track.readyState === 'live').length;
  });
}

/** Keeps every track that the page takes from a device. To be called before it is opened. */
export async function watchDevices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const all: MediaStreamTrack[] = [];
    Object.assign(window, { tracksOfThisPage: all });
    // On the empty page before the first Firefox has none.
    const devices: MediaDevices | undefined = navigator.mediaDevices;
    if (devices === undefined) return;
    for (const name of ['getUserMedia', 'getDisplayMedia'] as const) {
      const native = devices[name].bind(devices);
      devices[name] = async (wanted?: MediaStreamConstraints): Promise<MediaStream> => {
        const stream = await native(wanted);
        all.push(...stream.getTracks());
        return stream;
      };
    }
    const clone = MediaStreamTrack.prototype.clone;
    MediaStreamTrack.prototype.clone = function again(this: MediaStreamTrack) {
      const made = clone.call(this);
      all.push(made);
      return made;
    };
  });
}

/** A page that can be watched, before it is opened. */
export async function watched(page: Page): Promise<Page> {
  await watchConnections(page);
  await watchDevices(page);
  watchDigests(page);
  return page;
}

/**
 * A meeting that Anna has made at her desk: the host's address, and the link that guests are given. `made`: what is looked
 * at while the dialog shows the link.
 */
export async function newMeeting(
  arrives: Arrives,
  title: string,
  made: (desk: Page) => Promise<void> = async () => undefined,
): Promise<{ desk: Page; address: string; link: string }> {
  const desk = await signedIn(arrives, ANNA, '/desk');
  await desk.getByRole('button', { name: 'Nytt videomöte' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('Vad handlar det om?').fill(title);
  await dialog.getByRole('button', { name: 'Skapa videomötet' }).click();
  const link = await dialog.getByRole('textbox', { name: 'Länk till videomötet' }).inputValue();
  await made(desk);
  await dialog.getByRole('button', { name: 'Stäng' }).first().click();
  const opened = desk.waitForEvent('popup');
  await desk.getByRole('link', { name: new RegExp(title) }).click();
  return { desk, address: await addressOf(await opened), link };
}

/** A meeting that an advisor has started from the chat with a customer: the address of each. */
export async function meetingOf(maja: Customer, anna: Advisor): Promise<{ address: string; link: string }> {
  const opened = anna.page.waitForEvent('popup');
  await anna.pane.getByRole('button', { name: 'Starta videomöte' }).click();
  const address = await addressOf(await opened);
  const way = maja.widget.getByRole('link', { name: 'Gå till mötet' });
  const coming = maja.page.waitForEvent('popup');
  await way.click();
  await addressOf(await coming);
  // The page takes who she is out of the address bar.
  const link = new URL((await way.getAttribute('href')) ?? '', address).href;
  return { address, link };
}

/** Where a new tab has gone, which is closed again: it can only be watched from its beginning. */
async function addressOf(popup: Page): Promise<string> {
  await popup.waitForURL(/meeting/);
  const address = popup.url();
  await popup.close();
  return address;
}

/** A guest's way from the link to the waiting room. */
export async function knocks(page: Page, address: string, name: string): Promise<void> {
  await page.goto(address);
  const field = page.getByLabel('Ditt namn');
  await expect(page.getByRole('heading', { name: 'Innan du går in' })).toBeVisible();
  if (name !== '') await field.fill(name);
  await page.getByRole('button', { name: 'Till väntrummet' }).click();
  await expect(page.getByRole('heading', { name: 'Väntrummet' })).toBeVisible();
}

/** A host's way into the call. */
export async function hosts(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Öppna mötet' }).click();
  await expect(page.getByRole('region', { name: 'Det du kan göra' })).toBeVisible();
}

/** In the call, the one who waits is let in. */
export async function letsIn(page: Page, name: string): Promise<void> {
  const admit = page.getByRole('button', { name: `Släpp in ${name}` });
  // Whoever is alone is offered them on the stage too.
  const people = page.locator('.controls').getByRole('button', { name: /^Personer/ });
  if ((await people.getAttribute('aria-pressed')) === 'false') await people.click();
  await admit.click();
}

/** The host's light for somebody in the call, in the list of people: how they last told the server that it goes. */
export function lightOf(host: Page, name: string): Locator {
  const inside = host.getByRole('region', { name: /^I mötet/ });
  return inside.getByRole('listitem').filter({ hasText: name }).locator('.person-quality summary');
}

/** One of the page's next sockets, of which some may never open, tells the server how sound and picture go. */
export function tellsQuality(page: Page): Promise<void> {
  return new Promise((told) => {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        if (payload.includes('"quality"')) told();
      });
    });
  });
}
