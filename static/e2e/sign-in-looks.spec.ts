/*
 * How signing in and one's own account look: small and large, light in Swedish and dark in English, with long names, with
 * nothing and with much.
 */
import { EMAIL, hasAccount, SECRET } from './accounts.ts';
import { codeOf } from './factors.ts';
import { lookInTwoTongues, picture, SIZES } from './look.ts';
import { invitationTo } from './mails.ts';
import { ANNA, OLGA, QUEUE, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const INVITED = 'maria.fernanda.alexandra.von.lowenhielm-ostersund@linden.example';
const LONG = 'Maria Fernanda Alexandra von Löwenhielm-Östersund';

for (const { name: size, viewport } of SIZES) {
  const seen = { viewport };

  test(`a sign-in that is over, and a second step, ${size}`, async ({ arrives }) => {
    const page = await arrives(seen);
    await page.goto('/sign-in?fault=over');
    await expect(page.getByRole('button', { name: 'Fortsätt med BankID' })).toBeVisible();
    await lookInTwoTongues(page, `sign-in-over-${size}`);

    await hasAccount(page);
    await page.getByRole('button', { name: 'Lägg till en app för koder' }).click();
    const secret = (await page.locator('.factor-secret').textContent()) ?? '';
    await lookInTwoTongues(page, `account-app-${size}`);
    await page.locator('.code-field').fill(codeOf(secret, Date.now()));
    await page.locator('.factor-steps [type=submit]').click();
    await expect(page.locator('.recovery-codes li')).toHaveCount(10);
    await lookInTwoTongues(page, `account-codes-${size}`);

    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.locator('[name=login]').fill(EMAIL);
    await page.locator('[name=password]').fill(SECRET);
    await page.locator('form [type=submit]').click();
    await expect(page.locator('.code-field')).toBeFocused();
    await lookInTwoTongues(page, `second-step-${size}`);
    await page.locator('.code-field').fill('000000');
    await page.locator('form [type=submit]').click();
    await expect(page.locator('.banner-danger')).toBeVisible();
    await lookInTwoTongues(page, `second-step-wrong-${size}`);
  });

  test(`an account with long names and much in it, ${size}`, async ({ arrives }) => {
    const page = await signedIn(arrives, ANNA, '/desk', seen);
    await expect(page.locator('.desk')).toBeVisible();
    await page.goto('/account');
    await page.getByLabel('Namn', { exact: true }).fill(LONG);
    await page.getByRole('button', { name: 'Spara', exact: true }).click();
    await expect(page.getByText('Sparat.')).toBeVisible();
    for (let more = 0; more < 2; more++) await signedIn(arrives, ANNA, '/desk');
    await page.reload();
    await expect(page.getByRole('region', { name: 'Här är jag inloggad' }).getByRole('listitem')).toHaveCount(
      3,
    );
    await page.getByText('Ny e-legitimation').click();
    await lookInTwoTongues(page, `account-full-${size}`);
    await page.screenshot({ path: `test-results/pictures/account-full-all-${size}.png`, fullPage: true });
  });

  test(`an invitation, and what it sets up, ${size}`, async ({ arrives }) => {
    const olga = await signedIn(arrives, OLGA, '/desk?page=settings&part=staff', seen);
    await olga.getByLabel('Krävs för rådgivare').click();
    await olga.getByRole('button', { name: 'Kräv två steg' }).click();
    await expect(olga.getByLabel('Krävs för rådgivare')).toBeChecked();
    await olga.getByRole('button', { name: 'Bjud in en kollega' }).click();
    const form = olga.getByRole('dialog');
    await form.getByLabel('Namn').fill(LONG);
    await form.getByLabel('E-postadress').fill(INVITED);
    await form.getByLabel(QUEUE).check();
    await form.getByRole('button', { name: 'Skicka inbjudan' }).click();
    const row = olga.getByRole('row').filter({ hasText: INVITED });
    await expect(row).toContainText('Inbjuden');
    await row.scrollIntoViewIfNeeded();
    await picture(olga, `staff-invited-${size}`);

    const page = await arrives(seen);
    await page.goto(await invitationTo(olga, INVITED));
    await page.locator('[type=password]').fill('kort');
    await lookInTwoTongues(page, `invitation-${size}`);
    await page.locator('[type=password]').fill(SECRET);
    await page.locator('form [type=submit]').click();
    const secret = (await page.locator('.factor-secret').textContent()) ?? '';
    await lookInTwoTongues(page, `invitation-enrol-${size}`);
    await page.locator('.code-field').fill(codeOf(secret, Date.now()));
    await page.locator('form [type=submit]').click();
    await expect(page.locator('.recovery-codes li')).toHaveCount(10);
    await lookInTwoTongues(page, `invitation-codes-${size}`);
  });
}
