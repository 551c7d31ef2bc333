/*
 * Mail that has been sent, as the simulator keeps it.
 */
import type { Page } from '@playwright/test';
import { expect } from './real.ts';

/** The link in the newest invitation to somebody. */
export async function invitationTo(page: Page, address: string): Promise<string> {
  let found = '';
  await expect(async () => {
    const mails = await (await page.request.get('/simulators/mail.json')).text();
    expect(mails).toContain(address);
    found = /\/invitation#[\w-]{43}/.exec(mails)?.[0] ?? '';
    expect(found).not.toBe('');
  }).toPass();
  return found;
}
