/*
 * How signing in and one's own account look: small and large, light in Swedish and dark in English, with long names, with
 * nothing and with much. Whatever is pressed is found by its place: the words are in either language.
 */
import { EMAIL, hasAccount, SECRET } from './accounts.ts';
import { codeOf } from './factors.ts';
import { look, picture, SIZES } from './look.ts';
import { invitationTo } from './mails.ts';
import { ANNA, OLGA, QUEUE, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const INVITED = 'maria.fernanda.alexandra.von.lowenhielm-ostersund@linden.example';
const LONG = 'Maria Fernanda Alexandra von Löwenhielm-Östersund';

for (const { name, viewport } of SIZES) {
  for (const [colorScheme, language] of [
    ['light', 'Svenska'],
    ['dark', 'English'],
  ] as const) {
    const seen = { viewport, colorScheme };
    const tag = `${name}-${colorScheme}`;

    test(`a sign-in that is over, and a second step, ${tag}`, async ({ arrives }) => {
      const page = await arrives(seen);
      await page.goto('/sign-in?fault=over');
      await expect(page.getByRole('button', { name: 'Fortsätt med BankID' })).toBeVisible();
      await page.getByRole('button', { name: language, exact: true }).click();
      await look(page, `sign-in-over-${tag}`);
      await page.getByRole('button', { name: 'Svenska', exact: true }).click();

      await hasAccount(page);
      await page.getByRole('button', { name: 'Lägg till en app för koder' }).click();
      const secret = (await page.locator('.factor-secret').textContent()) ?? '';
      await page.getByRole('button', { name: language, exact: true }).click();
      await look(page, `account-app-${tag}`);
      await page.locator('.code-field').fill(codeOf(secret, Date.now()));
      await page.locator('.factor-steps [type=submit]').click();
      await expect(page.locator('.recovery-codes li')).toHaveCount(10);
      await look(page, `account-codes-${tag}`);

      await page.context().clearCookies();
      await page.goto('/sign-in');
      await page.locator('[name=login]').fill(EMAIL);
      await page.locator('[name=password]').fill(SECRET);
      await page.locator('form [type=submit]').click();
      await expect(page.locator('.code-field')).toBeFocused();
      await look(page, `second-step-${tag}`);
      await page.locator('.code-field').fill('000000');
      await page.locator('form [type=submit]').click();
      await expect(page.locator('.banner-danger')).toBeVisible();
      await look(page, `second-step-wrong-${tag}`);
    });

    test(`an account with long names and much in it, ${tag}`, async ({ arrives }) => {
      const page = await signedIn(arrives, ANNA, '/desk', seen);
      await page.goto('/account');
      await page.getByLabel('Namn', { exact: true }).fill(LONG);
      await page.getByRole('button', { name: 'Spara', exact: true }).click();
      await expect(page.getByText('Sparat.')).toBeVisible();
      for (const locale of ['sv-SE', 'en-GB']) {
        const other = await arrives({ locale });
        await other.goto('/desk');
        await other.locator('[name=login]').fill(ANNA.email);
        await other.locator('[name=password]').fill('samtal-demo-2026');
        await other.locator('form [type=submit]').click();
        await expect(other.locator('.desk')).toBeVisible();
      }
      await page.reload();
      await expect(
        page.getByRole('region', { name: 'Här är jag inloggad' }).getByRole('listitem'),
      ).toHaveCount(3);
      await page.getByText('Ny e-legitimation').click();
      await page.getByRole('button', { name: language, exact: true }).click();
      await look(page, `account-full-${tag}`);
      await page.screenshot({ path: `test-results/pictures/account-full-all-${tag}.png`, fullPage: true });
    });

    test(`an invitation, and what it sets up, ${tag}`, async ({ arrives }) => {
      const olga = await signedIn(arrives, OLGA, '/desk?page=settings&part=staff');
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
      await picture(olga, `staff-invited-${tag}`);

      const page = await arrives({ ...seen, locale: language === 'English' ? 'en-GB' : 'sv-SE' });
      await page.goto(await invitationTo(olga, INVITED));
      await page.locator('[type=password]').fill('kort');
      await look(page, `invitation-${tag}`);
      await page.locator('[type=password]').fill(SECRET);
      await page.locator('form [type=submit]').click();
      const secret = (await page.locator('.factor-secret').textContent()) ?? '';
      await look(page, `invitation-enrol-${tag}`);
      await page.locator('.code-field').fill(codeOf(secret, Date.now()));
      await page.locator('form [type=submit]').click();
      await expect(page.locator('.recovery-codes li')).toHaveCount(10);
      await look(page, `invitation-codes-${tag}`);
    });

    test(`what the administrator reads, ${tag}`, async ({ arrives }) => {
      const page = await signedIn(arrives, OLGA, '/desk?page=audit', seen);
      await expect(page.locator('.audit-line').first()).toBeVisible();
      await look(page, `audit-${tag}`);
    });
  }
}
