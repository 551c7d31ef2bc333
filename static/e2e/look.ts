/*
 * How a page is looked at: a picture of it for people's eyes (`test-results/pictures`), and axe.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './real.ts';

export const SIZES = [
  { name: '390', viewport: { width: 390, height: 844 } },
  { name: '1440', viewport: { width: 1440, height: 900 } },
] as const;

/** Where what is ours stands beside what isn't, or beside itself, landmarks can't all have names of their own. */
export const NOT_ALONE = ['landmark-unique'];

/** Takes the picture `name` and finds no fault that axe knows of, besides those of the rules in `without`. */
export async function look(page: Page, name: string, without: string[] = []): Promise<void> {
  await picture(page, name);
  const { violations } = await new AxeBuilder({ page }).disableRules(without).analyze();
  const told = violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 160))]);
  expect(told, `axe on ${name}`).toEqual([]);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    `${name} has no sideways scrolling`,
  ).toBe(true);
}

/** Takes the picture alone. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({
    path: `test-results/pictures/${name}.png`,
    animations: 'disabled',
  });
}
