/*
 * Signing in at a provider outside and coming back: by Freja and by SITHS, a no, and a log-out that comes from there.
 */
import type { Page } from '@playwright/test';
import { hasAccount } from './accounts.ts';
import { holds } from './held.ts';
import { look } from './look.ts';
import { ANNA, signedIn } from './people.ts';
import { expect, type House, test } from './real.ts';

const FREJA = 'Freja eID (OpenID)';
const SITHS = 'SITHS eID';

/** From the sign-in page to the provider's. */
async function leavesFor(page: Page, provider: string, from = '/sign-in'): Promise<void> {
  await page.goto(from);
  await page.getByRole('button', { name: `Fortsätt med ${provider}` }).click();
  await expect(page).toHaveURL(/\/simulators\/oidc\/[^/]+\/authorize/);
}

/** Who the server says is signed in in this browser. */
async function signedInAs(page: Page): Promise<string> {
  const answer = await page.request.get('/api/v1/session');
  if (!answer.ok()) return '';
  const { name } = (await answer.json()) as { name: string };
  return name;
}

/** The provider ends the person's newest session there. */
async function endsThere(house: House, page: Page, person: string): Promise<void> {
  const told = await page.request.post(`${house.address}/simulators/oidc/siths/log-out`, {
    form: { person },
    headers: { origin: house.address },
  });
  expect(((await told.json()) as { status: number }).status).toBe(200);
}

test('somebody signs in at Freja and comes back as who they are', async ({ arrives }) => {
  const page = await arrives();
  await leavesFor(page, FREJA);
  await page.getByRole('radio', { name: 'Anna Lind' }).check();
  await page.getByRole('button', { name: 'Logga in' }).click();
  await expect.poll(() => signedInAs(page)).toBe('Anna Lind');
});

test('an employee chooses an employment, and a log-out there ends the session here', async ({
  arrives,
  house,
}) => {
  const page = await arrives();
  await leavesFor(page, SITHS);
  await page.getByRole('radio', { name: 'Olof Dahl' }).check();
  await page.getByLabel('Uppdrag').selectOption('SE2321000016-2002');
  await page.getByRole('button', { name: 'Logga in' }).click();
  await expect.poll(() => signedInAs(page)).toBe('Olof Dahl');
  await endsThere(house, page, 'olof');
  await expect.poll(() => signedInAs(page)).toBe('');
});

test('who says no at the provider is told so, and can begin again', async ({ arrives }) => {
  const page = await arrives();
  await leavesFor(page, SITHS);
  await page.getByRole('button', { name: 'Avbryt' }).click();
  await expect(page.getByText('Du avbröt hos SITHS eID')).toBeVisible();
  await look(page, 'oidc-denied-1440-light');
  expect(await signedInAs(page)).toBe('');
  await leavesFor(page, SITHS);
});

test('an answer that was used shows words and signs nobody in', async ({ arrives }) => {
  const page = await arrives();
  await page.goto('/sign-in/callback/freja-oidc?code=x&state=x');
  await expect(page.getByText('Den här inloggningen är över.')).toBeVisible();
  // Loading the page again says it no more.
  expect(new URL(page.url()).search).toBe('');
  await expect(page.getByRole('button', { name: `Fortsätt med ${FREJA}` })).toBeVisible();
});

test('who left from a page comes back to it', async ({ arrives }) => {
  const page = await arrives();
  await leavesFor(page, FREJA, '/sign-in?next=/account');
  await page.getByRole('button', { name: 'Logga in' }).click();
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/account');
});

test('who stops while the way out is asked for stays', async ({ arrives }) => {
  const page = await arrives();
  const release = await holds(page, 'POST', '**/api/v1/sign-ins');
  await page.goto('/sign-in');
  await page.getByRole('button', { name: `Fortsätt med ${SITHS}` }).click();
  await page.getByRole('button', { name: 'Avbryt' }).click();
  const givenUp = page.waitForResponse((told) => told.request().method() === 'DELETE');
  release();
  expect((await givenUp).status()).toBe(204);
  await expect(page.getByRole('button', { name: `Fortsätt med ${SITHS}` })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
});

test('an account gets another way in, and a no leaves it as it was', async ({ arrives, house }) => {
  const page = await arrives();
  await hasAccount(page);
  const ways = page.getByRole('region', { name: 'Så loggar jag in' });
  await ways.getByText('Ny e-legitimation').click();
  await ways.getByRole('button', { name: `Lägg till ${SITHS}` }).click();
  // While the way there is asked for, the page itself offers to stop.
  await page.waitForURL('**/simulators/oidc/**');
  await page.getByRole('button', { name: 'Avbryt' }).click();
  await expect(page.getByText('Du avbröt hos SITHS eID')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Mitt konto' }).click();
  await ways.getByText('Ny e-legitimation').click();
  await ways.getByRole('button', { name: `Lägg till ${SITHS}` }).click();
  await page.getByRole('radio', { name: 'Karin Holm' }).check();
  await page.getByRole('button', { name: 'Logga in' }).click();
  await expect(ways.getByText('/simulators/oidc/siths')).toBeVisible();
  expect(await signedInAs(page)).toBe('Maja Ek');

  // It leads to the same account from another browser.
  const other = await arrives();
  await leavesFor(other, SITHS);
  await other.getByRole('radio', { name: 'Karin Holm' }).check();
  await other.getByRole('button', { name: 'Logga in' }).click();
  await other.waitForURL(`${house.address}/`);
  expect(await signedInAs(other)).toBe('Maja Ek');
});

test('staff who add theirs come to the desk by it', async ({ arrives }) => {
  const page = await signedIn(arrives, ANNA, '/account');
  const ways = page.getByRole('region', { name: 'Så loggar jag in' });
  await ways.getByText('Ny e-legitimation').click();
  await ways.getByRole('button', { name: `Lägg till ${SITHS}` }).click();
  await page.getByRole('radio', { name: 'Karin Holm' }).check();
  await page.getByRole('button', { name: 'Logga in' }).click();
  await expect(ways.getByText('/simulators/oidc/siths')).toBeVisible();
  const other = await arrives();
  await leavesFor(other, SITHS, '/desk');
  await other.getByRole('radio', { name: 'Karin Holm' }).check();
  await other.getByRole('button', { name: 'Logga in' }).click();
  await expect(other.getByRole('button', { name: 'Bli tillgänglig' })).toBeVisible();
  expect(await signedInAs(other)).toBe(ANNA.name);
});
