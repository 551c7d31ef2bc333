/*
 * Colleagues come and go: an administrator invites, somebody new sets up their sign-in and works, and is sent away in
 * the middle of a conversation, which a colleague goes on with. And passkeys, by Chromium's own virtual device.
 */
import { codeOf, hasPasskeys } from './factors.ts';
import { look, lookInBoth, SIZES } from './look.ts';
import { invitationTo } from './mails.ts';
import { advisor, BO, customer, OLGA, PASSWORD, QUEUE, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const NINA = { name: 'Nina Nyström', email: 'nina.nystrom@linden.example' } as const;

test('a colleague is invited, protects the sign-in, works, and is sent away in the middle of a chat', async ({
  arrives,
}) => {
  const olga = await signedIn(arrives, OLGA, '/desk?page=settings&part=staff');
  await expect(olga.getByRole('table')).toContainText(BO.email);

  await test.step('the administrator asks for two steps, and invites', async () => {
    await olga.getByLabel('Krävs för rådgivare').click();
    await olga.getByRole('button', { name: 'Kräv två steg' }).click();
    await expect(olga.getByLabel('Krävs för rådgivare')).toBeChecked();
    await olga.getByRole('button', { name: 'Bjud in en kollega' }).click();
    const form = olga.getByRole('dialog');
    await form.getByLabel('Namn').fill(NINA.name);
    await form.getByLabel('E-postadress').fill(NINA.email);
    await form.getByLabel(QUEUE).check();
    await form.getByRole('button', { name: 'Skicka inbjudan' }).click();
    await expect(olga.getByRole('row').filter({ hasText: NINA.email })).toContainText('Inbjuden');
  });

  const nina = await arrives();
  await test.step('the invited chooses a password and sets an app up', async () => {
    await nina.goto(await invitationTo(olga, NINA.email));
    await expect(nina.getByRole('heading', { name: `Välkommen, ${NINA.name}` })).toBeVisible();
    await look(nina, 'invitation');
    await nina.getByLabel('Nytt lösenord').fill(PASSWORD);
    await nina.getByRole('button', { name: 'Börja' }).click();
    const secret = (await nina.locator('.factor-secret').textContent()) ?? '';
    await look(nina, 'invitation-enrol');
    await nina.getByLabel('Kod med sex siffror').fill(codeOf(secret, Date.now()));
    await nina.getByRole('button', { name: 'Klart' }).click();
    await expect(nina.locator('.recovery-codes li')).toHaveCount(10);
    await look(nina, 'recovery-codes');
    await nina.getByRole('button', { name: 'Jag har sparat koderna' }).click();
    await expect(nina.getByRole('button', { name: 'Bli tillgänglig' })).toBeVisible();
  });

  const maja = await customer(arrives);
  await test.step('works a chat', async () => {
    await maja.opens();
    await maja.queues('Maja Ek');
    await nina.getByRole('button', { name: 'Bli tillgänglig' }).click();
    await nina
      .getByRole('article')
      .filter({ hasText: 'Maja Ek' })
      .getByRole('button', { name: 'Ta samtalet' })
      .click();
    await expect(maja.notices.filter({ hasText: `${NINA.name} är här.` })).toBeVisible();
  });

  await test.step('and is sent away: the page closes, the chat goes on with another', async () => {
    await olga.getByLabel('Krävs för rådgivare').click();
    await expect(olga.getByLabel('Krävs för rådgivare')).not.toBeChecked();
    const bo = await advisor(arrives, BO);
    await bo.becomesAvailable();
    await olga.getByRole('button', { name: `Ändra ${NINA.name}` }).click();
    await olga.getByRole('button', { name: 'Avsluta kollegan' }).click();
    await olga.getByRole('button', { name: 'Avsluta nu' }).click();
    await expect(nina.getByRole('heading', { name: 'Logga in' })).toBeVisible();
    await bo.takes('Maja Ek');
    await bo.writes('Hej, jag tar vid här.');
    await expect(maja.said).toHaveText(['Hej, jag tar vid här.']);
    await expect(olga.getByRole('row').filter({ hasText: NINA.email })).toContainText('Avslutad');
  });
});

for (const { name: size, viewport } of SIZES) {
  test(`colleagues and one's own sign-in at ${size}`, async ({ arrives }) => {
    const page = await signedIn(arrives, OLGA, '/desk?page=settings&part=staff', { viewport });
    await expect(page.getByRole('table')).toContainText(BO.email);
    await lookInBoth(page, `staff-${size}`);
    await page.getByRole('button', { name: 'Bjud in en kollega' }).click();
    await lookInBoth(page, `staff-invite-${size}`);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Min inloggning' }).click();
    await expect(page.getByRole('heading', { name: 'Koder i två steg' })).toBeVisible();
    await lookInBoth(page, `own-sign-in-${size}`);
  });
}

test.describe('passkeys', () => {
  // Passkeys belong to a name: an address of figures has none.
  test.use({ settings: { SAMTAL_PUBLIC_URL: 'http://localhost:$PORT' } });

  test('a passkey is added, named, signs in by itself, and is taken away', async ({ arrives, house }) => {
    const page = await arrives({ baseURL: house.address.replace('127.0.0.1', 'localhost') });
    await hasPasskeys(page);
    await page.goto('/desk?page=settings&part=own');
    await page.getByLabel('E-postadress').fill(BO.email);
    await page.getByLabel('Lösenord').fill(PASSWORD);
    await page.getByRole('button', { name: 'Logga in', exact: true }).click();
    await page.getByRole('button', { name: 'Lägg till en passnyckel' }).click();
    await page.getByRole('textbox', { name: 'Namn' }).fill('Min telefon');
    await page.getByRole('button', { name: 'Lägg till', exact: true }).click();
    await expect(page.locator('.passkey-name')).toHaveText('Min telefon');
    await page.getByRole('button', { name: 'Byt namn på Min telefon' }).click();
    await page.getByRole('textbox', { name: 'Namn' }).fill('Jobbtelefonen');
    await page.getByRole('button', { name: 'Spara' }).click();
    await expect(page.locator('.passkey-name')).toHaveText('Jobbtelefonen');

    await page.context().clearCookies();
    await page.goto('/desk?page=settings&part=own');
    await page.getByRole('button', { name: 'Använd passnyckel' }).click();
    await expect(page.locator('.passkey-name')).toHaveText('Jobbtelefonen');
    await page.getByRole('button', { name: 'Ta bort Jobbtelefonen' }).click();
    await page.getByRole('button', { name: 'Ta bort', exact: true }).click();
    await expect(page.locator('.passkey-name')).toHaveCount(0);

    await page.context().clearCookies();
    await page.goto('/desk');
    await page.getByRole('button', { name: 'Använd passnyckel' }).click();
    await expect(page.getByText('Passnyckeln är inte känd här')).toBeVisible();
  });
});
