/*
 * Questions of a page that the server hears only when the story lets them go.
 */
import type { Page } from '@playwright/test';

/** Holds what the page asks at addresses like `where` from now on; lets all of it go when it is called. */
export async function holds(page: Page, method: 'GET' | 'POST', where: string): Promise<() => void> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(where, async (route) => {
    if (route.request().method() === method) await released;
    await route.continue();
  });
  return release;
}
