/*
 * The people in the stories, each with a browser of their own: what they do is a verb, what they see is a locator.
 */
import type { BrowserContextOptions, FrameLocator, Locator, Page } from '@playwright/test';
import { expect } from './real.ts';

export type Arrives = (options?: BrowserContextOptions) => Promise<Page>;

/** What all the invented staff sign in with; the seed says the same. */
export const PASSWORD = 'samtal-demo-2026';
export const ANNA = { name: 'Anna Lindqvist', email: 'anna.lindqvist@linden.example' } as const;
export const BO = { name: 'Bo Hallström', email: 'bo.hallstrom@linden.example' } as const;
export const MARIA = { name: 'Maria Rosenqvist', email: 'maria.rosenqvist@linden.example' } as const;
export const OLGA = { name: 'Olga Berglind', email: 'olga.berglind@linden.example' } as const;
/** The queue that never closes. */
export const QUEUE = 'Kundtjänst';

export type Customer = {
  page: Page;
  widget: FrameLocator;
  /** Where one writes. */
  box: Locator;
  /** The messages, in order. */
  said: Locator;
  notices: Locator;
  opens: (path?: string) => Promise<void>;
  queues: (name: string, subject?: string) => Promise<void>;
  writes: (text: string) => Promise<void>;
};

/** Somebody with a question. */
export async function customer(arrives: Arrives, options?: BrowserContextOptions): Promise<Customer> {
  return customerAt(await arrives(options));
}

export function customerAt(page: Page): Customer {
  const widget = page.frameLocator('iframe[title="Chatta med oss"]');
  const box = widget.getByRole('textbox', { name: 'Skriv ett meddelande' });
  return {
    page,
    widget,
    box,
    said: widget.locator('.message .said'),
    notices: widget.locator('.notice'),
    async opens(path = '/demo') {
      await page.goto(path);
      await page.getByRole('button', { name: /^Öppna chatten/ }).click();
    },
    async queues(name, subject = '') {
      await widget
        .getByRole('region', { name: QUEUE })
        .getByRole('button', { name: 'Chatta med oss' })
        .click();
      await widget.getByLabel('Ditt namn').fill(name);
      if (subject !== '') await widget.getByLabel('Vad gäller det?').fill(subject);
      await widget.getByRole('button', { name: 'Ställ dig i kön' }).click();
      await expect(box).toBeVisible();
    },
    async writes(text) {
      await box.fill(text);
      await box.press('Enter');
    },
  };
}

export type Advisor = {
  page: Page;
  /** The conversation that is open. */
  pane: Locator;
  said: Locator;
  box: Locator;
  /** The person who asks, with the countdown. */
  offer: (customer: string) => Locator;
  becomesAvailable: () => Promise<void>;
  takes: (customer: string) => Promise<void>;
  writes: (text: string) => Promise<void>;
};

/** Somebody of the staff at the desk. */
export async function advisor(
  arrives: Arrives,
  who: { email: string },
  options?: BrowserContextOptions,
): Promise<Advisor> {
  const page = await signedIn(arrives, who, '/desk', options);
  const pane = page.getByRole('region', { name: 'Samtal', exact: true }).locator('.pane-current');
  const box = pane.getByRole('textbox', { name: /^Skriv till / });
  const offer = (name: string): Locator => page.getByRole('article').filter({ hasText: name });
  return {
    page,
    pane,
    said: pane.locator('.log .message .said'),
    box,
    offer,
    async becomesAvailable() {
      await page.getByRole('button', { name: 'Bli tillgänglig' }).click();
      await expect(page.getByRole('button', { name: 'Mitt läge: Tillgänglig' })).toBeVisible();
    },
    async takes(name) {
      await offer(name).getByRole('button', { name: 'Ta samtalet' }).click();
      await expect(pane.getByRole('heading', { name })).toBeVisible();
    },
    async writes(text) {
      await box.fill(text);
      await box.press('Enter');
    },
  };
}

/** Brings them together; nothing is said yet. */
export async function talking(maja: Customer, anna: Advisor): Promise<[Customer, Advisor]> {
  await maja.opens();
  await maja.queues('Maja Ek');
  await anna.becomesAvailable();
  await anna.takes('Maja Ek');
  await expect(maja.notices.filter({ hasText: `${ANNA.name} är här.` })).toBeVisible();
  return [maja, anna];
}

/** Somebody of the staff at one of their pages, signed in already. */
export async function signedIn(
  arrives: Arrives,
  who: { email: string },
  path: string,
  options?: BrowserContextOptions,
): Promise<Page> {
  const page = await arrives(options);
  const headers = { origin: await originOf(page) };
  const data = { login: who.email, password: PASSWORD };
  const answer = await page.request.post('/api/v1/session', { headers, data });
  expect(await answer.json()).toMatchObject({ state: 'signed_in' });
  await page.goto(path);
  return page;
}

/** Where the server is, by which this person comes to it. */
export async function originOf(page: Page): Promise<string> {
  return new URL((await page.request.get('/livez')).url()).origin;
}
