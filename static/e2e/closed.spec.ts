/*
 * When nobody is there to chat: hours that change under an open widget, a message left, found, answered and mailed.
 */

import { hasPlainType } from './cases.ts';
import { look, lookInBoth, NOT_ALONE, SIZES } from './look.ts';
import { ANNA, advisor, customer, OLGA, QUEUE, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const WEEK = ['måndag', 'tisdag', 'onsdag', 'torsdag', 'fredag', 'lördag', 'söndag'];

test('a queue closes under an open widget, and a message left is answered', async ({ arrives }) => {
  const maja = await customer(arrives);
  const anna = await advisor(arrives, ANNA);
  const olga = await signedIn(arrives, OLGA, '/desk?page=settings');
  const card = maja.widget.getByRole('region', { name: QUEUE });

  await test.step('the hours change, and the widget knows at once', async () => {
    await maja.opens();
    await expect(card.getByRole('button', { name: 'Chatta med oss' })).toBeVisible();
    await olga.getByRole('button', { name: QUEUE }).click();
    for (const day of WEEK)
      await olga.getByRole('button', { name: new RegExp(`^Ta bort tiden, ${day}$`, 'i') }).click();
    await olga.getByRole('button', { name: 'Spara' }).click();
    await expect(olga.getByText('Sparat. Alla som har chatten öppen ser det nu.')).toBeVisible();
    await expect(card).toContainText('Stängt');
    await expect(card.getByRole('button', { name: 'Chatta med oss' })).toBeHidden();
    await expect(anna.page.locator('[data-group=lines]').getByText(QUEUE).locator('..')).toContainText(
      'Stängt',
    );
  });

  await test.step('she leaves a message, and is told what is missing', async () => {
    await card.getByRole('button', { name: 'Lämna ett meddelande' }).click();
    await maja.widget.getByLabel('Ditt meddelande').fill('Kan jag flytta mötet på torsdag?');
    await maja.widget.getByLabel('Ditt namn').fill('Maja Ek');
    await maja.widget.getByRole('button', { name: 'Skicka meddelandet' }).click();
    await expect(maja.widget.getByText('Fyll i e-post eller telefon, så att vi kan svara.')).toBeVisible();
    await maja.widget.getByLabel('E-post').fill('maja.ek@example.org');
    await maja.widget.getByRole('button', { name: 'Skicka meddelandet' }).click();
    await expect(maja.said).toHaveText(['Kan jag flytta mötet på torsdag?']);
    await expect(maja.notices.filter({ hasText: 'Vi har tagit emot ditt meddelande.' })).toBeVisible();
  });

  await test.step('an advisor finds it without reloading, takes it and answers', async () => {
    const inbox = anna.page.getByRole('region', { name: /^Lämnade meddelanden/ });
    await inbox.getByRole('button', { name: /Maja Ek.*Kan jag flytta/ }).click();
    await expect(anna.pane.getByText('Ta meddelandet för att svara.')).toBeVisible();
    await anna.pane.getByRole('button', { name: 'Ta meddelandet' }).click();
    await expect(anna.pane.getByText('Du tog meddelandet')).toBeVisible();
    await expect(maja.notices.filter({ hasText: `${ANNA.name} läser ditt meddelande.` })).toBeVisible();
    await anna.writes('Ja, fredag 10:00 är ledigt. Passar det?');
    await expect(anna.said).toHaveText([
      'Kan jag flytta mötet på torsdag?',
      'Ja, fredag 10:00 är ledigt. Passar det?',
    ]);
  });

  await test.step('the answer comes in the widget; when she has gone, the next comes by mail', async () => {
    await expect(maja.said.last()).toHaveText('Ja, fredag 10:00 är ledigt. Passar det?');
    await maja.page.goto('about:blank');
    await expect(anna.pane.getByRole('img', { name: 'Inte här just nu' })).toBeVisible();
    await anna.writes('Jag håller tiden till i kväll.');
    const mails = await arrives();
    const mail = mails
      .getByRole('article')
      .filter({ hasText: 'maja.ek@example.org' })
      .filter({ hasText: 'Jag håller tiden till i kväll.' });
    await expect(async () => {
      await mails.goto('/simulators/mail');
      await expect(mail).toHaveCount(1, { timeout: 500 });
    }).toPass();
    const link = await mail.getByRole('link', { name: /conversation=/ }).getAttribute('href');
    for (const { name, viewport } of SIZES) {
      await mails.setViewportSize(viewport);
      await look(mails, `mail-${name}-light`);
    }
    await maja.page.goto(link ?? '');
    await maja.page.getByRole('button', { name: 'Öppna samtalet' }).click();
    await expect(maja.said).toHaveText([
      'Kan jag flytta mötet på torsdag?',
      'Ja, fredag 10:00 är ledigt. Passar det?',
      'Jag håller tiden till i kväll.',
    ]);
  });
});

test('whoever leaves a message asks to be called, and the call goes along into the case', async ({
  arrives,
}) => {
  await hasPlainType(arrives);
  const maja = await customer(arrives);
  const anna = await advisor(arrives, ANNA);
  const phone = maja.widget.getByLabel('Telefon');

  await test.step('she is asked where and when', async () => {
    await maja.opens();
    const card = maja.widget.getByRole('region', { name: QUEUE });
    await card.getByRole('button', { name: 'Chatta med oss' }).click();
    await maja.widget.getByRole('button', { name: 'Lämna ett meddelande' }).click();
    await maja.widget.getByLabel('Ditt meddelande').fill('Vi behöver prata om vårdnaden.');
    await maja.widget.getByLabel('Ditt namn').fill('Maja Ek');
    await maja.widget.getByLabel('E-post').fill('maja.ek@example.org');
    await expect(maja.widget.getByLabel('När passar det?')).toBeHidden();
    await maja.widget.getByRole('checkbox', { name: 'Ring mig' }).check();
    await maja.widget.getByRole('button', { name: 'Skicka meddelandet' }).click();
    await expect(maja.widget.getByText('Fyll i numret vi ska ringa.')).toBeVisible();
    await expect(phone).toHaveAttribute('aria-invalid', 'true');
    await lookInBoth(maja.page, 'left-call', NOT_ALONE);
    await phone.fill('+46 (0)70-174 06 05');
    await maja.widget.getByLabel('När passar det?').fill('Efter klockan 15');
    await maja.widget.getByRole('button', { name: 'Skicka meddelandet' }).click();
    await expect(maja.notices.filter({ hasText: 'Vi ringer dig på numret du lämnade.' })).toBeVisible();
  });

  await test.step('an advisor sees it in the list and beside the message', async () => {
    const row = anna.page.locator('[data-group=inbox] .side-row-main').filter({ hasText: 'vårdnaden' });
    await expect(row.getByRole('img', { name: 'Vill bli uppringd' })).toBeVisible();
    await row.click();
    const facts = anna.page.locator('.person-facts');
    await expect(facts).toContainText('Vill bli uppringd');
    await expect(facts).toContainText('Efter klockan 15');
    await expect(facts.getByRole('link')).toHaveAttribute('href', 'tel:+46701740605');
    await expect(anna.pane.getByText('Kunden bad om att bli uppringd')).toBeVisible();
    await lookInBoth(anna.page, 'left-call-desk');
  });

  await test.step('the case that is made of it waits for the call', async () => {
    await anna.pane.getByRole('button', { name: 'Ta meddelandet' }).click();
    await anna.pane.getByRole('button', { name: 'Gör till ärende' }).click();
    const dialog = anna.page.getByRole('dialog');
    await dialog.getByLabel('Ärendetyp').selectOption('Allmän fråga');
    await dialog.getByLabel('Rubrik').fill('Vårdnad');
    await expect(dialog.getByLabel('Beskrivning')).toHaveValue('Vi behöver prata om vårdnaden.');
    await dialog.getByRole('button', { name: 'Öppna ärendet' }).click();
    // Nobody calls twice, or opens a second one: the message says that there is a case, which has the call.
    const theirs = anna.page.locator('.person-cases');
    await expect(theirs.getByRole('link', { name: 'Vårdnad' })).toBeVisible();
    await expect(anna.page.getByText('Vill bli uppringd')).toBeHidden();
    await lookInBoth(anna.page, 'left-call-case');
    await theirs.getByRole('link', { name: 'Vårdnad' }).click();
    const waits = anna.page.getByRole('region', { name: 'Samtal till kunden' });
    await expect(waits).toContainText('Maja Ek väntar på samtal');
    await expect(waits).toContainText('Efter klockan 15');
    await waits.getByRole('button', { name: 'Vi har talats vid' }).click();
    await expect(waits).toBeHidden();
  });
});

test('nobody is told to choose a conversation where there is none', async ({ arrives }) => {
  const anna = await advisor(arrives, ANNA);
  await expect(anna.page.getByText(/lämna(t|de) meddelande(n)? väntar på svar/)).toBeVisible();
  await expect(anna.page.getByText('Välj ett till vänster.')).toBeHidden();
});

test('a time that doesn’t exist is named as such, and its field marked', async ({ arrives }) => {
  const olga = await signedIn(arrives, OLGA, '/desk?page=settings');
  await olga.getByRole('button', { name: 'Familjerätt och medling' }).click();
  const until = olga.getByLabel('Måndag, till').first();
  await until.fill('25:00');
  await until.press('Enter');
  await expect(olga.getByText('En av tiderna finns inte.')).toBeVisible();
  await expect(until).toHaveAttribute('aria-invalid', 'true');
  await expect(olga.getByLabel('Måndag, från').first()).not.toHaveAttribute('aria-invalid');
});

test('words about what was done stay on the page where it was done', async ({ arrives }) => {
  const olga = await signedIn(arrives, OLGA, '/desk?page=settings');
  await olga.clock.install();
  await olga.getByRole('spinbutton', { name: 'Flest som får vänta samtidigt' }).fill('7');
  await olga.getByRole('button', { name: 'Spara' }).click();
  const said = olga.getByText('Sparat. Alla som har chatten öppen ser det nu.');
  await expect(said).toBeVisible();
  // From here on nothing goes by itself.
  await olga.clock.pauseAt((await olga.evaluate(() => Date.now())) + 2_000);
  await olga.getByRole('button', { name: 'Till skrivbordet' }).click();
  await expect(said).toBeHidden();
});

test('a left message that nobody answered is not done without a question', async ({ arrives }) => {
  const anna = await advisor(arrives, ANNA);
  const item = anna.page.locator('[data-group=inbox] .side-row-main').first();
  await item.click();
  await anna.pane.getByRole('button', { name: 'Ta meddelandet' }).click();
  const done = anna.pane.getByRole('button', { name: 'Klart' });
  const dialog = anna.page.getByRole('dialog', { name: 'Stäng meddelandet utan svar?' });
  await done.click();
  for (const { name, viewport } of SIZES) {
    await anna.page.setViewportSize(viewport);
    await expect(dialog).toContainText('Ingen har svarat');
    await look(anna.page, `left-close-${name}-light`);
  }
  await dialog.getByRole('button', { name: 'Avbryt' }).click();
  await expect(dialog).toBeHidden();
  await done.click();
  await dialog.getByRole('button', { name: 'Stäng utan svar' }).click();
  await expect(anna.pane.getByText('Du markerade meddelandet som klart')).toBeVisible();
});

test('a left message that was answered is done at once', async ({ arrives }) => {
  const anna = await advisor(arrives, ANNA);
  await anna.page.locator('[data-group=inbox] .side-row-main').first().click();
  await anna.pane.getByRole('button', { name: 'Ta meddelandet' }).click();
  await anna.writes('Ja, det går bra.');
  await expect(anna.pane.locator('.message-own')).not.toContainText('Skickar');
  await anna.pane.getByRole('button', { name: 'Klart' }).click();
  await expect(anna.page.getByRole('dialog')).toBeHidden();
  await expect(anna.pane.getByText('Du markerade meddelandet som klart')).toBeVisible();
});
