/*
 * How a page is looked at: a picture of it for people's eyes (`test-results/pictures`), and axe.
 */
import type { Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';
import { expect } from './real.ts';

export const SIZES = [
  { name: '390', viewport: { width: 390, height: 844 } },
  { name: '1440', viewport: { width: 1440, height: 900 } },
] as const;

/** Where what is ours stands beside what isn't, or beside itself, landmarks can't all have names of their own. */
export const NOT_ALONE = ['landmark-unique'];

/** Rules of axe that hang on colours. By all others a page is the same in light and in dark, which are style alone. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** Takes the picture `name` and finds no fault that axe knows of, besides those of the rules in `without`. */
export async function look(page: Page, name: string, without: string[] = []): Promise<void> {
  await picture(page, name);
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  await hasNoFault(page, name, { rules });
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    `${name} has no sideways scrolling`,
  ).toBe(true);
}

/** As [`look`], in light and in dark. */
export async function lookInBoth(page: Page, name: string, without: string[] = []): Promise<void> {
  await look(page, `${name}-light`, without);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, `${name}-dark`);
  await hasNoFault(page, `${name}-dark`, { runOnly: OF_COLOUR });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** As [`look`], in light and Swedish and then in dark and English: words of another length, in other colours. */
export async function lookInTwoTongues(page: Page, name: string): Promise<void> {
  await look(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await speaks(page, 'English', 'en');
  await look(page, `${name}-dark`);
  await speaks(page, 'Svenska', 'sv');
  await page.emulateMedia({ colorScheme: 'light' });
}

/** By the buttons in the head of the page, or by the menu below where there is no head. */
async function speaks(page: Page, language: string, code: string): Promise<void> {
  const menu = page.locator('.preferences [aria-haspopup]').first();
  if (await menu.isVisible()) {
    await menu.click();
    await page.getByRole('menuitemradio', { name: language }).click();
  } else {
    await page.getByRole('button', { name: language, exact: true }).click();
  }
  await expect(page.locator('html')).toHaveAttribute('lang', code);
}

/** Takes the picture alone. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({
    path: `test-results/pictures/${name}.png`,
    animations: 'disabled',
  });
}

async function hasNoFault(page: Page, name: string, options: RunOptions): Promise<void> {
  await bringAxe(page);
  const told = await page.evaluate(async (options) => {
    const { axe } = window as unknown as WithAxe;
    // What is right isn't described element by element: that takes longer than looking.
    const { violations } = await axe.run(document, { ...options, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 160))]);
  }, options);
  expect(told, `axe on ${name}`).toEqual([]);
}

type WithAxe = { axe: typeof axe };

/** Axe stays in a page, and looks into the frames of its origin that have it too, of which the chat's is one. */
async function bringAxe(page: Page): Promise<void> {
  for (const frame of page.frames())
    if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe.source);
}
