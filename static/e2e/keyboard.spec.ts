/*
 * Nobody touches a mouse: all the way through a conversation by keys alone, on both sides.
 */
import { tabTo } from './keys.ts';
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
