/*
 * People who touch no mouse.
 */
import type { Locator, Page } from '@playwright/test';
import { expect } from './real.ts';

/** More stops than any page here has before what is looked for. */
const STOPS = 80;

/** Presses Tab until `to` has the focus. */
export function tabTo(page: Page, to: Locator): Promise<void> {
  return pressTo(page, 'Tab', to);
}

/** Goes down a menu until `to` has the focus. */
export function downTo(page: Page, to: Locator): Promise<void> {
  return pressTo(page, 'ArrowDown', to);
}

async function pressTo(page: Page, key: string, to: Locator): Promise<void> {
  await expect(to).toBeVisible();
  for (let stop = 0; stop < STOPS; stop++) {
    if (await to.evaluate((element) => element === (element.getRootNode() as Document).activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error('the keyboard never gets there');
}

/** From the next page on this browser draws five times a second, as a machine with much else to do: keys come in between. */
export async function drawsSeldom(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.requestAnimationFrame = (draw) => window.setTimeout(() => draw(performance.now()), 200);
    window.cancelAnimationFrame = (id) => window.clearTimeout(id);
  });
}
