/*
 * An account, from a chat to the last sign-out: made by mail, left, found again, taken away from a thief. And how its
 * pages look.
 */
import { EMAIL, hasAccount, linkIn, makesAccount, SECRET, signsIn, socketOf } from './accounts.ts';
import { codeOf, hasPasskeys, STEP_MS } from './factors.ts';
import { look, lookInBoth, lookInTwoTongues, SIZES } from './look.ts';
import { ANNA, customerAt, PASSWORD, signedIn } from './people.ts';
import { BACK_WITHIN_MS, expect, test } from './real.ts';
import { layWire } from './wire.ts';

test('a chat becomes an account, which is left and found again', async ({ arrives }) => {
  const page = await arrives();
  const maja = customerAt(page);
  await maja.opens('/');
  await maja.queues('Maja Ek', 'En faktura');
  await maja.writes('Hej, jag har en fråga.');
  await expect(maja.said).toHaveText(['Hej, jag har en fråga.']);
  const visitor = await page.evaluate(() => localStorage.getItem('samtal.visitor'));
  expect(visitor).not.toBeNull();

  await makesAccount(page, '/');
  await expect(page.getByRole('button', { name: 'Inloggad som Maja Ek' })).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem('samtal.visitor'))).toBeNull();
  // The conversation goes on, as hers.
  await page.getByRole('button', { name: /^Öppna chatten/ }).click();
  await expect(maja.said).toHaveText(['Hej, jag har en fråga.']);
  await maja.writes('Är jag kvar?');
  await expect(maja.said).toHaveText(['Hej, jag har en fråga.', 'Är jag kvar?']);

  await page.goto('/');
  await page.getByRole('button', { name: 'Inloggad som Maja Ek' }).click();
  await page.getByRole('menuitem', { name: 'Logga ut här' }).click();
  await expect(page.getByRole('link', { name: 'Logga in' })).toBeVisible();

  // A link, which works once.
  await page.goto('/sign-in?next=/account');
  await page.getByRole('button', { name: 'Mejla mig en länk i stället' }).click();
  await page.getByLabel('E-postadress').fill(EMAIL);
  await page.getByRole('button', { name: 'Skicka länken' }).click();
  const link = await linkIn(page, 'Din länk för att logga in');
  await page.goto(link);
  await page.reload();
  await page.getByRole('button', { name: 'Logga in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/account');
  await page.goto(link);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Länken går inte att använda' })).toBeVisible();
});

test('what waited for the network is sent by the account that the visit becomes', async ({ arrives }) => {
  await hasAccount(await arrives());
  const page = await arrives();
  const context = page.context();
  const maja = customerAt(page);
  await maja.opens();
  await maja.queues('Maja Ek');
  await maja.writes('Skrivet före tunneln.');
  await expect(maja.widget.locator('.message-own').last()).toContainText('Skickat');
  await context.setOffline(true);
  await maja.writes('Skrivet i tunneln.');
  await expect(maja.widget.locator('.message-own').last()).toContainText('Skickar');
  await page.close();
  await context.setOffline(false);

  const tab = await context.newPage();
  await signsIn(tab, SECRET);
  await expect(tab.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const back = customerAt(tab);
  await back.opens();
  await expect(back.said).toHaveText(['Skrivet före tunneln.', 'Skrivet i tunneln.']);
  await expect(back.widget.locator('.message-own').last()).toContainText('Skickat');
  const waiting = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith('samtal.outbox.'));
  expect(await tab.evaluate(waiting)).toEqual([]);
});

test('what is sent at the very moment at which its visit joins an account is sent by that account', async ({
  arrives,
}) => {
  await hasAccount(await arrives());
  const page = await arrives();
  const wire = await layWire(page);
  const maja = customerAt(page);
  await maja.opens();
  await maja.queues('Maja Ek');
  wire.refuses = ({ cmd }) =>
    cmd.type === 'send' ? { code: 'unauthenticated', message: 'the visit has ended' } : null;
  await maja.writes('Hej, är någon där?');
  await expect.poll(() => wire.said.filter(({ cmd }) => cmd.type === 'send').length).toBeGreaterThan(1);
  await expect(maja.widget.locator('.message-own').last()).toContainText('Skickar');

  const tab = await page.context().newPage();
  await signsIn(tab, SECRET);
  await expect(tab.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  wire.refuses = () => null;
  await expect(maja.said).toHaveText(['Hej, är någon där?'], { timeout: BACK_WITHIN_MS });
  await expect(maja.widget.locator('.message-own').last()).toContainText('Skickat');
});

test('a new password shows the thief out within a second', async ({ arrives }) => {
  const [page, thief] = [await arrives(), await arrives()];
  await hasAccount(page);
  await signsIn(thief, SECRET);
  await expect(thief.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const gone = socketOf(thief);
  await thief.goto('/widget');
  await gone.open;

  await page.goto('/sign-in?next=/account');
  await page.getByRole('button', { name: 'Glömt lösenordet eller användarnamnet?' }).click();
  await page.getByLabel('E-postadress').fill(EMAIL);
  await page.getByRole('button', { name: 'Skicka länken' }).click();
  await page.goto(await linkIn(page, 'Välj ett nytt lösenord'));
  await page.getByLabel('Nytt lösenord').fill('en helt ny mening');
  await page.getByRole('button', { name: 'Spara lösenordet' }).click();
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  await gone.closed;
  await signsIn(thief, SECRET);
  await expect(thief.getByText('E-postadressen eller lösenordet stämmer inte.')).toBeVisible();
});

test('a session that is ended from elsewhere ends its socket within a second', async ({ arrives }) => {
  const [page, other] = [await arrives(), await arrives()];
  await hasAccount(page);
  await signsIn(other, SECRET);
  await expect(other.getByRole('heading', { name: 'Här är jag inloggad' })).toBeVisible();
  const socket = socketOf(other);
  await other.goto('/widget');
  await socket.open;
  await page.reload();
  const pressed = page.getByRole('button', { name: /^Logga ut Chrome på Linux/ });
  await expect(pressed).toHaveCount(1);
  await pressed.click();
  const at = Date.now();
  expect((await socket.closed) - at).toBeLessThan(1_000);
  await expect(page.getByText('Utloggad där.')).toBeVisible();
});

test('all other sessions end at once, and their sockets within a second', async ({ arrives }) => {
  const [page, other] = [await arrives(), await arrives()];
  await hasAccount(page);
  await signsIn(other, SECRET);
  await expect(other.getByRole('heading', { name: 'Här är jag inloggad' })).toBeVisible();
  const socket = socketOf(other);
  await other.goto('/widget');
  await socket.open;
  await page.reload();
  await page.getByRole('button', { name: 'Logga ut överallt annars' }).click();
  const at = Date.now();
  expect((await socket.closed) - at).toBeLessThan(1_000);
  await expect(page.getByRole('button', { name: 'Logga ut överallt annars' })).toHaveCount(0);
  await expect(page.getByText('Den här', { exact: true })).toBeVisible();
  await other.goto('/account');
  await expect(other.getByText('Du är inte inloggad')).toBeVisible();
});

test('two steps are set up, asked for, and a recovery code stands in once', async ({ arrives }) => {
  const page = await arrives();
  await hasAccount(page);
  await page.getByRole('button', { name: 'Lägg till en app för koder' }).click();
  const secret = (await page.locator('.factor-secret').textContent()) ?? '';
  await page.getByLabel('Kod med sex siffror').fill('000000');
  await page.getByRole('button', { name: 'Klart' }).click();
  await expect(page.getByText('Koden stämmer inte')).toBeVisible();
  await page.getByLabel('Kod med sex siffror').fill(codeOf(secret, Date.now()));
  await page.getByRole('button', { name: 'Klart' }).click();
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  const spare = (await page.locator('.recovery-codes li').first().textContent()) ?? '';
  await page.getByRole('button', { name: 'Jag har sparat koderna' }).click();
  await expect(page.getByText('Du har 10 reservkoder kvar.')).toBeVisible();

  const other = await arrives();
  await signsIn(other, SECRET);
  await expect(other.getByRole('heading', { name: 'Ett steg till' })).toBeVisible();
  // Within the step that confirmed it, that code was used already: the next one works.
  await other.getByLabel('Kod med sex siffror').fill(codeOf(secret, Date.now() + STEP_MS));
  await other.getByRole('button', { name: 'Fortsätt' }).click();
  await expect(other.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();

  for (const [works, heading] of [
    [true, 'Så loggar jag in'],
    [false, 'Ett steg till'],
  ] as const) {
    // A browser of its own each time: what the one before is still answered can't sign this one in.
    const third = await arrives();
    await signsIn(third, SECRET);
    await third.getByRole('button', { name: 'Använd en reservkod' }).click();
    await third.getByLabel('Reservkod').fill(spare);
    await third.getByRole('button', { name: 'Fortsätt' }).click();
    if (!works) await expect(third.getByText('Koden stämmer inte')).toBeVisible();
    await expect(third.getByRole('heading', { name: heading })).toBeVisible();
  }
});

test('nobody is led away after signing in', async ({ arrives, house }) => {
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  for (const next of [
    '//evil.example/',
    '/\\evil.example/',
    'https://evil.example/',
    'javascript:alert(1)',
  ]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel('E-postadress').fill(EMAIL);
    await page.getByLabel('Lösenord').fill(SECRET);
    await page.getByRole('button', { name: 'Logga in', exact: true }).click();
    await page.waitForURL(`${house.address}/`);
  }
});

test('what one says about oneself stays, and staff have an account too', async ({ arrives }) => {
  const page = await signedIn(arrives, ANNA, '/desk');
  await page.getByRole('button', { name: 'Mer', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Mitt konto' }).click();
  await page.getByLabel('Telefon').fill('ring mig');
  await page.getByRole('button', { name: 'Spara', exact: true }).click();
  await expect(page.getByText('Skriv numret så här')).toBeVisible();
  await page.getByLabel('Telefon').fill('070-174 06 05');
  await page.getByLabel('Ort').fill('Örebro');
  await page.getByRole('button', { name: 'Spara', exact: true }).click();
  await expect(page.getByText('Sparat.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Ort')).toHaveValue('Örebro');
  await page.getByText('Byt lösenord', { exact: true }).first().click();
  await page.getByLabel('Nuvarande lösenord').fill('fel lösenord');
  await page.getByLabel('Nytt lösenord').fill('en helt ny mening');
  await page.getByRole('button', { name: 'Byt lösenord' }).click();
  await expect(page.getByText('Det nuvarande lösenordet stämmer inte.')).toBeVisible();
  await page.getByLabel('Nuvarande lösenord').fill(PASSWORD);
  await page.getByRole('button', { name: 'Byt lösenord' }).click();
  await expect(page.getByText('Lösenordet är ändrat.')).toBeVisible();
});

for (const { name: size, viewport } of SIZES) {
  test(`the account's pages, ${size}`, async ({ arrives, house }) => {
    const page = await arrives({ viewport });
    await page.goto('/sign-in');
    await expect(page.getByRole('heading', { name: 'Logga in' })).toBeVisible();
    await lookInBoth(page, `account-sign-in-${size}`);
    await page.getByRole('button', { name: 'Skapa ett konto' }).click();
    await lookInBoth(page, `account-create-${size}`);
    await hasAccount(page);
    await expect(page.getByRole('heading', { name: 'Här är jag inloggad' })).toBeVisible();
    await expect(page.getByText('Den här', { exact: true })).toBeVisible();
    await lookInTwoTongues(page, `account-own-${size}`);
    await page.request.post('/api/v1/password-resets', {
      data: { login: EMAIL },
      headers: { origin: house.address },
    });
    const link = await linkIn(page, 'Välj ett nytt lösenord');
    await page.goto(link);
    await expect(page.getByLabel('Nytt lösenord')).toBeVisible();
    await lookInBoth(page, `account-link-${size}`);
    await page.goto('/link');
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Länken går inte att använda' })).toBeVisible();
    await lookInBoth(page, `account-link-gone-${size}`);
  });
}

test.describe('passkeys', () => {
  // Passkeys belong to a name: an address of figures has none.
  test.use({ settings: { SAMTAL_PUBLIC_URL: 'http://localhost:$PORT' } });

  test('a passkey signs in, and the chat that was begun before comes along', async ({ arrives, house }) => {
    const page = await arrives({ baseURL: house.address.replace('127.0.0.1', 'localhost') });
    await hasPasskeys(page);
    await hasAccount(page);
    await page.getByRole('button', { name: 'Lägg till en passnyckel' }).click();
    await page.getByRole('textbox', { name: 'Namn' }).last().fill('En nyckel som ligger i översta lådan');
    await page.getByRole('button', { name: 'Lägg till', exact: true }).click();
    await expect(page.getByText('En nyckel som ligger i översta lådan')).toBeVisible();
    await look(page, 'account-passkeys-1440-light');
    await page.getByRole('button', { name: 'Logga ut här' }).click();
    await expect(page.getByRole('link', { name: 'Logga in' })).toBeVisible();

    const maja = customerAt(page);
    await maja.opens('/');
    await maja.queues('Maja Ek', 'En faktura');
    await maja.writes('Hej, jag har en fråga.');
    await expect(maja.said).toHaveText(['Hej, jag har en fråga.']);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Använd passnyckel' }).click();
    await expect(page.getByRole('button', { name: 'Inloggad som Maja Ek' })).toBeVisible();
    await page.getByRole('button', { name: /^Öppna chatten/ }).click();
    await expect(maja.said).toHaveText(['Hej, jag har en fråga.']);
  });
});
