/*
 * A conversation that goes from one advisor to the next, by name and by queue, with what the next one needs to know.
 */
import { ANNA, advisor, BO, customer, QUEUE, talking } from './people.ts';
import { expect, test } from './real.ts';

test('a conversation is handed over with a note that the customer never sees', async ({ arrives }) => {
  const [maja, anna] = await talking(await customer(arrives), await advisor(arrives, ANNA));
  const bo = await advisor(arrives, BO);
  await bo.becomesAvailable();
  await maja.writes('Vem får huset?');
  await expect(anna.said).toHaveText(['Vem får huset?']);
  const note = 'Gäller bodelning, de har ett äktenskapsförord.';

  await test.step('to a colleague, by name', async () => {
    await anna.page.getByRole('button', { name: 'Lämna över' }).click();
    const dialog = anna.page.getByRole('dialog');
    await expect(dialog.getByLabel('Sök')).toBeFocused();
    await dialog.getByRole('radio', { name: new RegExp(BO.name) }).check();
    await dialog.getByLabel('Vad behöver de veta?').fill(note);
    await dialog.getByRole('button', { name: `Lämna över till ${BO.name}` }).click();
    await expect(maja.notices.filter({ hasText: `Du kopplas vidare till ${BO.name}.` })).toBeVisible();
    const head = maja.widget.locator('.widget-head');
    await expect(head).toContainText(QUEUE);
    await expect(head).not.toContainText(ANNA.name);
    await expect(bo.offer('Maja Ek')).toContainText(note);
    await expect(anna.page.getByText('Inga samtal just nu.')).toBeVisible();
    await bo.takes('Maja Ek');
    await expect(bo.said).toHaveText(['Vem får huset?']);
    await bo.pane.getByRole('tab', { name: /^Internt/ }).click();
    await expect(bo.pane.getByText(note)).toBeVisible();
    await bo.pane.getByRole('tab', { name: /^Kunden/ }).click();
    await bo.writes('Det står i förordet.');
    await expect(maja.said).toHaveText(['Vem får huset?', 'Det står i förordet.']);
  });

  await test.step('back to the queue, whose next free advisor is asked', async () => {
    await bo.page.getByRole('button', { name: 'Lämna över' }).click();
    const dialog = bo.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: new RegExp(QUEUE) }).check();
    await dialog.getByRole('button', { name: `Lämna över till ${QUEUE}` }).click();
    await anna.takes('Maja Ek');
    await maja.writes('Tack.');
    await expect(anna.said).toHaveText(['Vem får huset?', 'Det står i förordet.', 'Tack.']);
    await expect(maja.widget.getByText(note)).toHaveCount(0);
  });

  await test.step('and the way here is told with its reasons', async () => {
    await anna.page.getByRole('button', { name: 'Visa vägen hit' }).click();
    await expect(anna.page.locator('.why-reason')).toHaveText([
      /^0 före, \d av \d+ platser lediga\.$/,
      'Ensam ledig som talar språket.',
      `Till ${BO.name}.`,
      'Lämnades över till just dig.',
      `Till ${QUEUE}.`,
      'Ledig längst av 2.',
    ]);
  });
});
