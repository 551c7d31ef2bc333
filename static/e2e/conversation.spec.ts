/*
 * The main job, told once from beginning to end: a customer in the widget, an advisor at the desk, a supervisor at the
 * wall, with a reload, a lost network and a killed server in the middle.
 */
import { readFileSync } from 'node:fs';
import { type Advisor, ANNA, advisor, type Customer, customer, MARIA, QUEUE, signedIn } from './people.ts';
import { BACK_WITHIN_MS, expect, type House, test } from './real.ts';

test.setTimeout(120_000);

test('a customer, an advisor and a supervisor', async ({ house, arrives }) => {
  const wall = await signedIn(arrives, MARIA, '/wall');
  const anna = await advisor(arrives, ANNA);
  const kim = await customer(arrives);
  const maja = await customer(arrives);
  const tile = wall.getByRole('article', { name: QUEUE });
  const waiting = tile.getByRole('button', { name: 'väntar' });
  const row = wall.locator('.entry', { hasText: 'Maja Ek' });

  await test.step('she sees her place and moves up when the one before her leaves', async () => {
    await kim.opens();
    await kim.queues('Kim');
    await expect(kim.widget.getByText('Du är nummer 1 i kön.')).toBeVisible();
    await maja.opens();
    await maja.queues('Maja Ek', 'Bodelning efter skilsmässa');
    await expect(maja.widget.getByText('Du är nummer 2 i kön.')).toBeVisible();
    await expect(
      maja.widget.getByText(/^Brukar (ta|få)|^Vi kan inte säga hur lång tid det tar/),
    ).toBeVisible();
    await expect(waiting).toContainText('2');
    await kim.widget.getByRole('button', { name: 'Lämna kön' }).click();
    await kim.widget.getByRole('dialog').getByRole('button', { name: 'Lämna kön' }).click();
    await expect(maja.widget.getByText('Du är nummer 1 i kön.')).toBeVisible();
    await expect(waiting).toContainText('1');
    await expect(row).toContainText('Väntar i kön');
  });

  await test.step('an advisor is asked, with a countdown, and takes it', async () => {
    await maja.writes('Hej, är någon där?');
    await anna.becomesAvailable();
    const offer = anna.offer('Maja Ek');
    await expect(offer).toContainText('Bodelning efter skilsmässa');
    await expect(offer.getByRole('timer', { name: 'Svara inom' })).toBeVisible();
    await expect(row).toContainText(`${ANNA.name} tillfrågas`);
    // An offer may lapse, so nothing is promised yet.
    await expect(maja.widget.getByText('Du är nummer 1 i kön.')).toBeVisible();
    await anna.takes('Maja Ek');
    await expect(maja.notices.filter({ hasText: `${ANNA.name} är här.` })).toBeVisible();
    await expect(waiting).toContainText('0');
    await expect(tile.getByRole('button', { name: 'pågår: 1' })).toBeVisible();
    await expect(row).toContainText(`Pratar med ${ANNA.name}`);
    await expect(anna.said).toHaveText(['Hej, är någon där?']);
  });

  await test.step('they write, see each other write, and see what has been read', async () => {
    await anna.page.bringToFront();
    await anna.box.pressSequentially('Hej Maja. ');
    await expect(maja.widget.getByText(`${ANNA.name} skriver`)).toBeVisible();
    await anna.writes('Hej Maja. Berätta.');
    await maja.page.bringToFront();
    await expect(maja.said.last()).toHaveText('Hej Maja. Berätta.');
    await expect(anna.pane.locator('.message-own').last()).toContainText('Läst');
    await maja.box.pressSequentially('Vi har');
    await expect(anna.pane.getByText('Maja Ek skriver')).toBeVisible();
    await maja.writes('Vi har sålt huset.');
    await anna.page.bringToFront();
    await expect(anna.said.last()).toHaveText('Vi har sålt huset.');
    await expect(maja.widget.locator('.message-own').last()).toContainText('Läst');
  });

  await test.step('a picture comes across', async () => {
    const buffer = await maja.page.screenshot({ clip: { x: 0, y: 0, width: 320, height: 200 } });
    await maja.widget
      .locator('input[type=file]')
      .setInputFiles({ name: 'huset.png', mimeType: 'image/png', buffer });
    for (const place of [maja.widget, anna.pane]) {
      const picture = place.getByRole('img', { name: 'huset.png' });
      await expect(picture).toBeVisible();
      await expect
        .poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth))
        .toBeGreaterThan(0);
    }
  });

  const all = ['Hej, är någon där?', 'Hej Maja. Berätta.', 'Vi har sålt huset.'];

  await test.step('nothing is lost by a reload', async () => {
    await maja.page.reload();
    await maja.page.getByRole('button', { name: /^Öppna chatten/ }).click();
    await expect(maja.said).toHaveText(all);
    await maja.writes('Jag laddade om.');
    all.push('Jag laddade om.');
    await expect(anna.said).toHaveText(all);
  });

  await test.step('nothing is lost while the network is away', async () => {
    await maja.page.context().setOffline(true);
    await maja.writes('Skrivet i tunneln.');
    await expect(maja.widget.locator('.message-own').last()).toContainText('Skickar');
    await expect(maja.widget.getByText('Du är utan internet.')).toBeVisible();
    await anna.writes('Skrivet under tiden.');
    await expect(anna.pane.locator('.message-own').last()).toContainText('Skickat');
    await expect(maja.widget.getByText('Skrivet under tiden.')).toBeHidden();
    await maja.page.context().setOffline(false);
    all.push('Skrivet under tiden.', 'Skrivet i tunneln.');
    await expect(maja.said).toHaveText(all);
    await expect(anna.said).toHaveText(all);
  });

  await test.step('nothing is lost when the server is killed, nor when it is restarted', async () => {
    for (const ending of ['dies', 'stops'] as const)
      all.push(...(await across(house, ending, maja, anna, all)));
    await expect(wall.getByText('Ingen kontakt just nu.')).toBeHidden({ timeout: BACK_WITHIN_MS });
    await expect(row).toContainText(`Pratar med ${ANNA.name}`);
  });

  await test.step('a supervisor sees without being seen, and whispers', async () => {
    await row.click();
    await expect(wall.getByText('Du tittar tyst.')).toBeVisible();
    await expect(wall.locator('.log .message .said')).toHaveText(all);
    await wall.getByRole('button', { name: 'Viska' }).click();
    const internal = wall.getByRole('textbox', { name: 'Skriv internt.' });
    await internal.fill('Fråga om de har ett äktenskapsförord.');
    await internal.press('Enter');
    await expect(anna.pane.locator('.whisper')).toContainText('Fråga om de har ett äktenskapsförord.');
    await anna.writes('Har ni ett äktenskapsförord?');
    all.push('Har ni ett äktenskapsförord?');
    await expect(maja.said).toHaveText(all);
    await expect(maja.notices.filter({ hasText: MARIA.name })).toHaveCount(0);
  });

  await test.step('she joins, and takes over', async () => {
    await wall.getByRole('button', { name: 'Gå med' }).click();
    await expect(maja.notices.filter({ hasText: `${MARIA.name} är också med i samtalet.` })).toBeVisible();
    await wall.getByRole('textbox', { name: 'Skriv till Maja Ek' }).fill('Hej, jag heter Maria.');
    await wall.keyboard.press('Enter');
    all.push('Hej, jag heter Maria.');
    await expect(maja.said).toHaveText(all);
    await expect(anna.said).toHaveText(all);
    await wall.getByRole('button', { name: 'Ta över' }).click();
    await expect(row).toContainText(`Pratar med ${MARIA.name}`);
    await expect(anna.page.getByText('Inga samtal just nu.')).toBeVisible();
    await maja.writes('Tack för hjälpen.');
    all.push('Tack för hjälpen.');
    await expect(wall.locator('.log .message .said')).toHaveText(all);
  });

  await test.step('it ends, is rated, and a copy comes by mail', async () => {
    await wall.getByRole('button', { name: 'Avsluta' }).click();
    await wall.getByRole('button', { name: 'Avsluta för alla' }).click();
    await expect(maja.notices.filter({ hasText: `${MARIA.name} avslutade samtalet.` })).toBeVisible();
    await expect(row).toBeHidden();
    await maja.widget.getByRole('radio', { name: 'Bra' }).check();
    await maja.widget.getByRole('button', { name: 'Skicka omdömet' }).click();
    await expect(maja.widget.getByText('Tack för ditt omdöme.')).toBeVisible();
    const saved = maja.page.waitForEvent('download');
    await maja.widget.getByRole('button', { name: 'Spara en kopia' }).click();
    const copy = readFileSync(await (await saved).path(), 'utf8');
    for (const text of all) expect(copy).toContain(text);
    expect(copy).not.toContain('Fråga om de har');
    await maja.widget.getByRole('button', { name: 'Mejla en kopia' }).click();
    await maja.widget.getByRole('textbox', { name: 'E-post' }).fill('maja.ek@example.org');
    await maja.widget.getByRole('button', { name: 'Skicka kopian' }).click();
    await expect(maja.widget.getByText('Kopian är på väg till maja.ek@example.org.')).toBeVisible();
    const mail = await arrivedMail(await arrives(), 'maja.ek@example.org');
    for (const text of all) await expect(mail).toContainText(text);
    await expect(mail).not.toContainText('Fråga om de har');
    await expect(maja.said).toHaveText(all);
  });
});

/** Both write while the server is away; afterwards both have everything once, and in the same order. */
async function across(
  house: House,
  ending: 'dies' | 'stops',
  maja: Customer,
  anna: Advisor,
  before: string[],
): Promise<string[]> {
  const words = [`Från Maja när servern ${ending}.`, `Från Anna när servern ${ending}.`];
  await house[ending]();
  await maja.writes(words[0] ?? '');
  await anna.writes(words[1] ?? '');
  await expect(maja.widget.getByText('Ingen kontakt just nu.')).toBeVisible();
  await house.returns();
  await expect(maja.said).toHaveCount(before.length + 2, { timeout: BACK_WITHIN_MS });
  await expect(anna.said).toHaveCount(before.length + 2, { timeout: BACK_WITHIN_MS });
  await expect(maja.widget.locator('.message-own').last()).not.toContainText('Skickar');
  const seen = await anna.said.allInnerTexts();
  expect(seen.slice(0, before.length)).toEqual(before);
  const added = seen.slice(before.length);
  expect(added.toSorted()).toEqual(words.toSorted());
  await expect(maja.said).toHaveText(seen);
  return added;
}

/** The newest mail to somebody, as soon as it has been sent. */
async function arrivedMail(page: import('@playwright/test').Page, to: string) {
  const mail = page.getByRole('article').filter({ hasText: to });
  await expect(async () => {
    await page.goto('/simulators/mail');
    await expect(mail).toHaveCount(1, { timeout: 500 });
  }).toPass();
  return mail;
}
