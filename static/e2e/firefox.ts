/*
 * Debian's own Firefox, for people who come in it, with an invented camera and microphone like the other stories'
 * Chromium. Playwright drives it by WebDriver BiDi. A release of Playwright asks Firefox for what was new when it came
 * out: 1.64 is the last that Firefox 153, which Debian keeps for a year, can answer.
 */
import { execFileSync } from 'node:child_process';
import { type Browser, type BrowserContextOptions, firefox, type Page } from '@playwright/test';
import { test as base } from './network.ts';
import type { Arrives } from './people.ts';

const PROGRAM = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const OLDEST = 153;

/** Whether this Firefox, like the 140 of a Debian 12 without its security updates, doesn't know what Playwright asks. */
export function isTooOld(): boolean {
  const words = execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' });
  const [, major] = /(\d+)\./.exec(words) ?? [];
  return Number(major) < OLDEST;
}

const PREFERENCES = {
  'media.navigator.streams.fake': true,
  // Nobody is asked; whoever lends no device is let use the way to the default route alone, which isn't loopback.
  'permissions.default.camera': 1,
  'permissions.default.microphone': 1,
  'media.peerconnection.ice.loopback': true,
  // A loudspeaker, without which no sound graph runs.
  'media.cubeb.force_mock_context': true,
  'media.autoplay.default': 0,
};

/** As the other stories' settings have it. */
const PLACE = { locale: 'sv-SE', timezoneId: 'Europe/Stockholm' };

type Fixtures = {
  /** Beside those that every story has. */
  preferences: Record<string, boolean>;
  mozilla: Browser;
  /** A new person with a Firefox window of their own; everybody leaves at the end of the test. */
  arrivesInFirefox: Arrives;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed: nothing.
  preferences: async ({}, use) => use({}),
  mozilla: async ({ preferences }, use) => {
    const browser = await firefox.launch({
      channel: 'moz-firefox',
      executablePath: PROGRAM,
      firefoxUserPrefs: { ...PREFERENCES, ...preferences },
    });
    await use(browser);
    await browser.close();
  },
  arrivesInFirefox: async ({ mozilla, house }, use) => {
    const everybody: Page[] = [];
    await use(async (options: BrowserContextOptions = {}) => {
      const context = await mozilla.newContext({ baseURL: house.address, ...PLACE, ...options });
      const page = await context.newPage();
      everybody.push(page);
      return page;
    });
    for (const page of everybody) await page.context().close();
  },
});

export { expect } from './network.ts';

/** Pages forbid the style by which the driver hides the caret from pictures. */
const DRIVERS_OWN = /blocked an inline style \(style-src-elem\)/;

/** What goes wrong on a page from now on, as Firefox tells it. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  const note = (words: string): void => {
    if (!DRIVERS_OWN.test(words)) errors.push(words);
  };
  page.on('pageerror', ({ message }) => note(message));
  page.on('console', (said) => {
    if (said.type() === 'error') note(said.text());
  });
  return errors;
}
