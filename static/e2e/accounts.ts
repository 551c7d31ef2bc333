/*
 * A customer's account in the stories: made by mail, and signed in to. By the pages where the story is about that.
 */
import type { Page } from '@playwright/test';
import { originOf } from './people.ts';
import { expect } from './real.ts';

export const EMAIL = 'maja.ek@example.org';
export const SECRET = 'en ko i en sko';

type Mail = { to: string[]; subject: string; text: string };

/** The link in the newest mail with this subject. */
export async function linkIn(page: Page, subject: string, language = 'sv'): Promise<string> {
  let link = '';
  await expect(async () => {
    const mails = (await (await page.request.get('/simulators/mail.json')).json()) as Mail[];
    const mail = mails.find((one) => one.subject === subject && one.to.includes(EMAIL));
    link = mail?.text.match(/\S+\/link#\S+/)?.[0] ?? '';
    expect(link, `${subject} (${language})`).not.toBe('');
  }).toPass();
  return link;
}

/** Has asked for an account, comes by the link in the mail, and is at its page. */
export async function hasAccount(page: Page): Promise<void> {
  const headers = { origin: await originOf(page) };
  const form = { email: EMAIL, password: SECRET, name: 'Maja Ek', language: 'sv', return_to: '/account' };
  expect((await page.request.post('/api/v1/accounts', { headers, data: form })).ok()).toBe(true);
  await comesByLink(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
}

/** Makes an account on the page, by which they come to `next`. */
export async function makesAccount(page: Page, next: string): Promise<void> {
  await page.goto(`/sign-in?create&next=${next}`);
  await page.getByLabel('Ditt namn').fill('Maja Ek');
  await page.getByLabel('E-postadress').fill(EMAIL);
  await page.getByLabel('Välj ett lösenord').fill(SECRET);
  await page.getByRole('button', { name: 'Skapa kontot' }).click();
  await expect(page.getByRole('heading', { name: 'Titta i din e-post' })).toBeVisible();
  await comesByLink(page);
}

async function comesByLink(page: Page): Promise<void> {
  await page.goto(await linkIn(page, 'Bekräfta din e-postadress'));
  await page.getByRole('button', { name: 'Bekräfta' }).click();
}

export async function signsIn(page: Page, password: string): Promise<void> {
  await page.goto('/sign-in?next=/account');
  await page.getByLabel('E-postadress').fill(EMAIL);
  await page.getByLabel('Lösenord').fill(password);
  await page.getByRole('button', { name: 'Logga in', exact: true }).click();
}

/** The next socket of a page: when it is open, and the time at which it is closed. */
export function socketOf(page: Page): { open: Promise<void>; closed: Promise<number> } {
  const socket = page.waitForEvent('websocket');
  const open = socket.then((ws) => ws.waitForEvent('framereceived')).then(() => undefined);
  const closed = socket.then((ws) => ws.waitForEvent('close')).then(() => Date.now());
  return { open, closed };
}
