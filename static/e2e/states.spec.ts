/*
 * The pages when things are not as usual: another language, names without end, hundreds, nothing, an error, a network
 * that doesn't answer. A picture of each to be looked at, and axe.
 */
import { writeFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { closes, each, keeps, member, queueCalled, visitor } from './crowd.ts';
import { look, NOT_ALONE, SIZES } from './look.ts';
import { ANNA, advisor, customer, MARIA, OLGA, PASSWORD, signedIn, talking } from './people.ts';
import { expect, test } from './real.ts';

/** As long as the server takes, in words and in one piece. */
const LONG_NAME =
  'Maximiliana Konstantinopolitanska-Oxenstierna af Skjoldhamraberget och Södermöre i Nederkalix';
const LONG_SUBJECT = 'Underhållsbidragsfastställelsebeslutsomprövning och '.repeat(5);

for (const { name: size, viewport } of SIZES) {
  const seen: BrowserContextOptions = { viewport };

  test(`every page in English, ${size}`, async ({ arrives }) => {
    const english = { ...seen, locale: 'en-GB' };
    const maja = await arrives(english);
    await maja.goto('/');
    const service = maja.getByRole('region', { name: 'Customer service' });
    await expect(service.getByRole('button', { name: 'Chat with us' })).toBeVisible();
    await look(maja, `start-${size}-english`);
    await service.getByRole('button', { name: 'Chat with us' }).click();
    const widget = maja.frameLocator('iframe');
    await widget.getByLabel('Your name').fill('Maja Ek');
    await look(maja, `widget-join-${size}-english`, NOT_ALONE);
    await widget.getByRole('button', { name: 'Join the queue' }).click();
    await expect(widget.getByText('You are number 1 in the queue.')).toBeVisible();
    await look(maja, `widget-waiting-${size}-english`, NOT_ALONE);
    const anna = await arrives(english);
    await anna.goto('/desk');
    await anna.getByLabel('E-mail address').fill(ANNA.email);
    await anna.getByLabel('Password').fill(PASSWORD);
    await look(anna, `sign-in-${size}-english`);
    await anna.getByRole('button', { name: 'Sign in' }).click();
    await anna.getByRole('button', { name: 'Become available' }).click();
    await anna.getByRole('button', { name: 'Take it' }).click();
    await expect(anna.getByRole('textbox', { name: 'Write to Maja Ek' })).toBeVisible();
    await look(anna, `desk-${size}-english`);
    const olga = await signedIn(arrives, OLGA, '/desk?page=settings', english);
    await expect(olga.getByRole('group', { name: 'Opening hours' })).toBeVisible();
    await look(olga, `settings-${size}-english`);
    await olga.goto('/wall');
    await expect(olga.getByRole('article').first()).toBeVisible();
    await look(olga, `wall-${size}-english`);
  });

  test(`names and subjects without end, ${size}`, async ({ arrives, house }) => {
    await keeps(house.address, 'kundtjanst', () => ({ offer_s: 600 }));
    const maja = await customer(arrives, seen);
    await maja.opens();
    await maja.queues(LONG_NAME, LONG_SUBJECT);
    const anna = await advisor(arrives, ANNA, seen);
    await anna.becomesAvailable();
    await expect(anna.offer(LONG_NAME)).toBeVisible();
    await look(anna.page, `desk-offer-${size}-long`);
    await anna.takes(LONG_NAME);
    await maja.writes(`${'Långtord'.repeat(40)} 🙋🏽‍♀️ ${'https://linden.example/'.repeat(8)}`);
    await anna.writes(LONG_SUBJECT);
    await expect(maja.said).toHaveCount(2);
    await look(anna.page, `desk-${size}-long`);
    await look(maja.page, `widget-${size}-long`, NOT_ALONE);
    const wall = await signedIn(arrives, MARIA, '/wall', seen);
    await expect(wall.locator('.entry')).toHaveCount(1);
    await look(wall, `wall-${size}-long`);
  });

  test(`nothing to do and nobody there, ${size}`, async ({ arrives, house }) => {
    const staff = await member(house.address, ANNA);
    for (const { left } of await staff({ type: 'inbox' }, 'inbox'))
      await staff({ type: 'close_left', left }, 'inbox');
    const anna = await advisor(arrives, ANNA, seen);
    await expect(anna.page.getByText('Inget att svara på.')).toBeVisible();
    await look(anna.page, `desk-${size}-empty`);
    const wall = await signedIn(arrives, MARIA, '/wall', seen);
    await expect(wall.locator('.wall-entries')).toContainText('Ingen');
    await look(wall, `wall-${size}-empty`);
  });

  test(`what went wrong, ${size}`, async ({ arrives, house }, info) => {
    const notHers = await signedIn(arrives, ANNA, '/wall', seen);
    await expect(notHers.getByRole('heading').first()).toBeVisible();
    await look(notHers, `wall-${size}-forbidden`);
    const [maja, anna] = await talking(await customer(arrives, seen), await advisor(arrives, ANNA, seen));
    const tooLarge = info.outputPath('film.mp4');
    writeFileSync(tooLarge, Buffer.alloc(27_000_000));
    await maja.widget.locator('input[type=file]').setInputFiles(tooLarge);
    await expect(maja.widget.getByText('Filen är för stor.')).toBeVisible();
    await expect(maja.widget.getByRole('button', { name: 'Försök igen' })).toHaveCount(0);
    const wall = await signedIn(arrives, MARIA, '/wall', seen);
    await expect(wall.getByRole('article').first()).toBeVisible();
    await house.dies();
    await maja.writes('Kommer det här fram?');
    await anna.writes('Och det här?');
    await expect(maja.widget.getByText('Ingen kontakt just nu.')).toBeVisible();
    await expect(anna.page.getByText('Ingen kontakt just nu.')).toBeVisible();
    await look(maja.page, `widget-${size}-failed`, NOT_ALONE);
    await look(anna.page, `desk-${size}-failed`);
    await expect(wall.getByText('Ingen kontakt sedan')).toBeVisible();
    await look(wall, `wall-${size}-failed`);
  });

  test(`while nothing answers, ${size}`, async ({ arrives }) => {
    const anna = await advisor(arrives, ANNA, seen);
    const wall = await signedIn(arrives, MARIA, '/wall', seen);
    const maja = await customer(arrives, seen);
    for (const page of [anna.page, wall, maja.page]) await silent(page);
    await anna.page.reload();
    await wall.reload();
    await maja.opens();
    await expect(maja.widget.locator('.skeleton').first()).toBeVisible();
    await look(maja.page, `widget-${size}-slow`, NOT_ALONE);
    for (const [page, name] of [
      [anna.page, 'desk'],
      [wall, 'wall'],
    ] as const) {
      await expect(page.locator('.skeleton').first()).toBeVisible();
      await look(page, `${name}-${size}-slow`);
    }
  });

  test(`the ways in and out of the widget, ${size}`, async ({ arrives, house }) => {
    await closes(house.address, 'familj');
    const maja = await customer(arrives, seen);
    await maja.opens();
    const card = maja.widget.getByRole('region', { name: 'Familjerätt och medling' });
    await card.getByRole('button', { name: 'Lämna ett meddelande' }).click();
    await maja.widget.getByRole('button', { name: 'Skicka meddelandet' }).click();
    await expect(maja.widget.getByText('Fyll i e-post eller telefon, så att vi kan svara.')).toBeVisible();
    await look(maja.page, `widget-leave-message-${size}`, NOT_ALONE);
    await maja.widget.getByRole('button', { name: 'Tillbaka' }).click();
    const anna = await advisor(arrives, ANNA, seen);
    await maja.queues('Maja Ek');
    await anna.becomesAvailable();
    await anna.takes('Maja Ek');
    const buffer = await maja.page.screenshot();
    await maja.widget
      .locator('input[type=file]')
      .setInputFiles([{ name: 'huset.png', mimeType: 'image/png', buffer }]);
    await expect(maja.widget.getByRole('img', { name: 'huset.png' })).toBeVisible();
    await expect(anna.pane.getByRole('img', { name: 'huset.png' })).toBeVisible();
    await look(maja.page, `widget-picture-${size}`, NOT_ALONE);
    await look(anna.page, `desk-picture-${size}`);
    await maja.widget.getByRole('button', { name: 'Mer' }).click();
    await maja.widget.getByRole('menuitem', { name: 'Avsluta samtalet' }).click();
    await look(maja.page, `widget-ending-${size}`, NOT_ALONE);
  });
}

test('hundreds in the queue and in the inbox', async ({ arrives, house }) => {
  // Three hundred people take a while to arrive.
  test.setTimeout(150_000);
  const queue = await queueCalled(house.address, 'kundtjanst');
  await keeps(house.address, 'kundtjanst', () => ({ cap: 400 }));
  await each(300, async (n) => {
    const somebody = await visitor(house.address);
    const about = { queue: queue.id, name: `Kund ${n + 1}`, language: 'sv' };
    if (n < 150) await somebody({ type: 'join', ...about, subject: `Ärende ${n + 1}` }, 'entry');
    else {
      const contact = { email: `kund${n}@example.org`, phone: '', client_id: crypto.randomUUID() };
      await somebody({ type: 'leave_message', ...about, ...contact, text: `Fråga ${n + 1}` }, 'left');
    }
  });
  const wall = await signedIn(arrives, MARIA, '/wall');
  await expect(wall.locator('.entry')).toHaveCount(150);
  const anna = await advisor(arrives, ANNA);
  await expect(anna.page.locator('[data-group=inbox] .side-row-main').nth(150)).toBeAttached();
  const maja = await customer(arrives);
  await maja.opens();
  await maja.queues('Maja Ek');
  await expect(maja.widget.getByText('Du är nummer 151 i kön.')).toBeVisible();
  for (const { name: size, viewport } of SIZES) {
    for (const page of [wall, anna.page, maja.page]) await page.setViewportSize(viewport);
    await look(wall, `wall-${size}-hundreds`);
    await look(anna.page, `desk-${size}-hundreds`);
    await look(maja.page, `widget-${size}-hundreds`, NOT_ALONE);
  }
});

/** The server takes the socket and says nothing. */
async function silent(page: Page): Promise<void> {
  await page.routeWebSocket(/\/socket$/, () => undefined);
}
