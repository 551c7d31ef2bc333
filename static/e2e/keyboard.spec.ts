/*
 * Nobody touches a mouse: all the way through a conversation by keys alone, on both sides.
 */
import { EMAIL, hasAccount, SECRET } from './accounts.ts';
import { downTo, tabTo } from './keys.ts';
import { lookInBoth } from './look.ts';
import { ANNA, advisor, customerAt, QUEUE } from './people.ts';
import { expect, test } from './real.ts';

test('a customer and an advisor come all the way by keyboard', async ({ arrives }) => {
  const anna = await advisor(arrives, ANNA);
  const maja = customerAt(await arrives());

  await test.step('the customer gets into the queue and writes', async () => {
    await maja.page.goto('/demo');
    await tabTo(maja.page, maja.page.getByRole('button', { name: 'Öppna chatten' }));
    await maja.page.keyboard.press('Enter');
    await expect(maja.widget.getByRole('heading', { name: /Vad kan vi hjälpa/ })).toBeFocused();
    const card = maja.widget.getByRole('region', { name: QUEUE });
    await tabTo(maja.page, card.getByRole('button', { name: 'Chatta med oss' }));
    await maja.page.keyboard.press('Enter');
    await expect(maja.widget.getByLabel('Ditt namn')).toBeFocused();
    await maja.page.keyboard.type('Maja Ek');
    await maja.page.keyboard.press('Enter');
    await expect(maja.box).toBeFocused();
    await maja.page.keyboard.type('Hej');
    await maja.page.keyboard.press('Enter');
    await expect(maja.said).toHaveText(['Hej']);
  });

  await test.step('the advisor becomes available, takes it and answers', async () => {
    const keys = anna.page.keyboard;
    await anna.page.bringToFront();
    await keys.press('Control+k');
    await keys.type('tillgänglig');
    await keys.press('Enter');
    await expect(anna.offer('Maja Ek')).toBeVisible();
    await keys.press('Alt+a');
    await expect(anna.pane.getByRole('heading', { name: 'Maja Ek' })).toBeVisible();
    await expect(anna.box).toBeFocused();
    await keys.type('/h');
    await expect(anna.pane.locator('.canned')).toBeVisible();
    await keys.press('Escape');
    await keys.press('Control+a');
    await keys.type('Hej Maja.');
    await keys.press('Enter');
    await expect(maja.said).toHaveText(['Hej', 'Hej Maja.']);
    await keys.press('Alt+n');
    await expect(anna.pane.getByRole('textbox', { name: /^Skriv internt/ })).toBeFocused();
    await keys.press('Alt+n');
    await expect(anna.box).toBeFocused();
  });

  await test.step('the advisor ends it', async () => {
    await anna.page.keyboard.press('Alt+e');
    await expect(anna.page.getByRole('button', { name: 'Avsluta för alla' })).toBeFocused();
    await anna.page.keyboard.press('Enter');
    await expect(anna.pane.getByText('Samtalet är avslutat.')).toBeVisible();
  });

  await test.step('the customer rates it and closes the chat', async () => {
    await maja.page.bringToFront();
    await tabTo(maja.page, maja.widget.getByRole('radio').first());
    await maja.page.keyboard.press('Space');
    await tabTo(maja.page, maja.widget.getByRole('button', { name: 'Skicka omdömet' }));
    await maja.page.keyboard.press('Enter');
    await expect(maja.widget.getByText('Tack för ditt omdöme.')).toBeVisible();
    await maja.page.keyboard.press('Escape');
    await expect(maja.page.locator('iframe')).toBeHidden();
    await expect(maja.page.getByRole('button', { name: 'Öppna chatten' })).toBeFocused();
  });
});

/** As long as the server takes. */
const LONG_NAME =
  'Maximiliana Konstantinopolitanska-Oxenstierna af Skjoldhamraberget och Södermöre i Nederkalix';

for (const { language, locale, words } of [
  {
    language: 'Swedish',
    locale: 'sv-SE',
    words: {
      login: 'E-postadress eller användarnamn',
      password: 'Lösenord',
      wrong: 'E-postadressen eller lösenordet stämmer inte.',
      name: 'Namn',
      save: 'Spara',
      saved: 'Sparat.',
      add: 'Ny e-postadress',
      signedInAs: `Inloggad som ${LONG_NAME}`,
      signOut: 'Logga ut här',
      signIn: 'Logga in',
    },
  },
  {
    language: 'English',
    locale: 'en-GB',
    words: {
      login: 'E-mail address or user name',
      password: 'Password',
      wrong: 'The e-mail address or the password is wrong.',
      name: 'Name',
      save: 'Save',
      saved: 'Saved.',
      add: 'New e-mail address',
      signedInAs: `Signed in as ${LONG_NAME}`,
      signOut: 'Sign out here',
      signIn: 'Sign in',
    },
  },
] as const) {
  test(`somebody signs in, has a long name and signs out by keyboard, in ${language}`, async ({
    arrives,
  }) => {
    await hasAccount(await arrives());
    const page = await arrives({ locale, viewport: { width: 390, height: 844 } });
    const keys = page.keyboard;
    await page.goto('/sign-in?next=/account');

    await test.step('a wrong password leaves the keyboard where the next one goes', async () => {
      await tabTo(page, page.getByLabel(words.login));
      await keys.type(EMAIL);
      const password = page.getByLabel(words.password, { exact: true });
      await tabTo(page, password);
      await keys.type('fel lösenord');
      await keys.press('Enter');
      await expect(page.getByText(words.wrong)).toBeVisible();
      await expect(password).toBeFocused();
      await lookInBoth(page, `keyboard-sign-in-wrong-${locale}`);
      await keys.type(SECRET);
      await keys.press('Enter');
    });

    await test.step('the name is changed, and the head of the page says it', async () => {
      const name = page.getByRole('textbox', { name: words.name, exact: true });
      await tabTo(page, name);
      await keys.press('Control+a');
      await keys.type(LONG_NAME);
      await tabTo(page, page.getByRole('button', { name: words.save, exact: true }));
      await keys.press('Enter');
      await expect(page.getByText(words.saved)).toBeVisible();
      await expect(page.getByRole('button', { name: words.signedInAs })).toBeVisible();
    });

    await test.step('what is folded opens', async () => {
      await tabTo(page, page.locator('summary').filter({ hasText: words.add }));
      await keys.press('Enter');
      await tabTo(page, page.getByRole('textbox', { name: words.add }));
      await lookInBoth(page, `keyboard-account-ways-${locale}`);
    });

    await test.step('out by the menu in the head', async () => {
      await page.reload();
      const menu = page.getByRole('button', { name: words.signedInAs });
      await tabTo(page, menu);
      await keys.press('Enter');
      await expect(page.getByRole('menuitem').first()).toBeFocused();
      await lookInBoth(page, `keyboard-account-menu-${locale}`);
      const out = page.getByRole('menuitem', { name: words.signOut, exact: true });
      await downTo(page, out);
      await expect(out).toBeFocused();
      await keys.press('Enter');
      await expect(page.getByRole('link', { name: words.signIn })).toBeVisible();
    });
  });
}
