/*
 * What the widget promises the page that carries it and the person who uses it.
 */
import { closes } from './crowd.ts';
import {
  type Advisor,
  ANNA,
  type Arrives,
  advisor,
  type Customer,
  customer,
  customerAt,
  talking,
} from './people.ts';
import { expect, test } from './real.ts';

/** In conversation, with nothing said yet. */
async function met(arrives: Arrives): Promise<[maja: Customer, anna: Advisor]> {
  return talking(await customer(arrives), await advisor(arrives, ANNA));
}

test('the page pays for one small script until the chat is opened', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('/demo');
  await expect(page.getByRole('button', { name: 'Öppna chatten' })).toBeVisible();
  expect(asked.filter((path) => !/^\/(demo|icon\.svg|assets\/demo-.*\.css)$/.test(path))).toEqual([
    '/widget.js',
  ]);
});

test('rules of the host page don’t reach the chat', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/demo');
  const button = page.getByRole('button', { name: 'Öppna chatten' });
  await expect(button).toBeVisible();
  expect(await button.boundingBox()).toMatchObject({ width: 56, height: 56 });
  await button.click();
  const frame = page.locator('iframe');
  await expect(frame).toHaveCSS('filter', 'none');
  expect((await frame.boundingBox())?.width).toBe(400);
});

test('a place in line and a draft are kept across a reload', async ({ page }) => {
  const maja = customerAt(page);
  await maja.opens();
  await maja.queues('Maja Ek');
  await maja.box.fill('Jag har börjat skriva');
  await page.reload();
  await page.getByRole('button', { name: 'Öppna chatten' }).click();
  await expect(maja.widget.getByText('Du är nummer 1 i kön.')).toBeVisible();
  await expect(maja.box).toHaveValue('Jag har börjat skriva');
});

test('what is written without contact survives a closed tab and is sent once', async ({ page, house }) => {
  const maja = customerAt(page);
  await maja.opens();
  await maja.queues('Maja Ek');
  await house.dies();
  await maja.writes('ett');
  await maja.writes('två');
  await expect(maja.widget.getByText('Skickar')).toHaveCount(2);
  const context = page.context();
  await page.close();
  await house.returns();
  const again = customerAt(await context.newPage());
  await again.opens();
  await expect(again.said).toHaveText(['ett', 'två']);
  await expect(again.widget.getByText('Skickat')).toBeVisible();
});

test('markup is words', async ({ arrives }) => {
  const [maja, anna] = await met(arrives);
  const nasty = '<script>parent.hacked = true</script><img src=x onerror=alert(1)> javascript:alert(1)';
  await anna.writes(nasty);
  await maja.writes(nasty);
  for (const said of [maja.said, anna.said]) {
    await expect(said).toHaveText([nasty, nasty]);
    await expect(said.locator('a, img')).toHaveCount(0);
  }
});

test('the badge counts what came while the chat was closed, also on the next page', async ({ arrives }) => {
  const [maja, anna] = await met(arrives);
  await maja.page.bringToFront();
  await maja.page.keyboard.press('Escape');
  await expect(maja.page.locator('iframe')).toBeHidden();
  await anna.writes('Är du kvar?');
  const unread = maja.page.getByRole('button', { name: 'Öppna chatten, 1 olästa' });
  await expect(unread).toBeVisible();
  // Read is told only when somebody looks.
  const mine = anna.pane.locator('.message-own').last();
  await expect(mine).toContainText('Levererat');
  await maja.page.reload();
  await expect(unread).toBeVisible();
  await expect(mine).toContainText('Levererat');
  await unread.click();
  await expect(mine).toContainText('Läst');
});

test('after the end a new conversation is at hand at once, or a message when the queue has closed', async ({
  arrives,
  house,
}) => {
  const [maja] = await met(arrives);
  await maja.widget.getByRole('button', { name: 'Mer' }).click();
  await maja.widget.getByRole('menuitem', { name: 'Avsluta samtalet' }).click();
  await maja.widget.getByRole('dialog').getByRole('button', { name: 'Avsluta samtalet' }).click();
  const again = maja.widget.getByRole('button', { name: 'Starta ett nytt samtal' });
  await expect(again).toBeVisible();
  await again.click();
  await expect(maja.widget.getByRole('button', { name: 'Ställ dig i kön' })).toBeVisible();
  await maja.widget.getByRole('button', { name: 'Tillbaka' }).click();
  await maja.widget.getByRole('button', { name: new RegExp(ANNA.name) }).click();
  await closes(house.address, 'kundtjanst');
  await expect(again).toBeHidden();
  await maja.widget.getByRole('button', { name: 'Lämna ett meddelande' }).click();
  await expect(maja.widget.getByLabel('Ditt meddelande')).toBeVisible();
});

test('a new message is said once to a screen reader', async ({ arrives }) => {
  const [maja, anna] = await met(arrives);
  await anna.writes('Hej Maja');
  await expect(
    maja.widget.locator('[aria-live=polite]').filter({ hasText: `${ANNA.name}: Hej Maja` }),
  ).toHaveCount(1);
});

test('a key that finishes a composed character doesn’t send', async ({ page }) => {
  const maja = customerAt(page);
  await maja.opens();
  await maja.queues('Maja Ek');
  await maja.box.fill('にほん');
  await maja.box.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
  await expect(maja.said).toHaveCount(0);
  await maja.box.press('Shift+Enter');
  await expect(maja.box).toHaveValue('にほん\n');
});

test('a file goes up, stands in the conversation and comes down', async ({ arrives }) => {
  const [maja, anna] = await met(arrives);
  const file = { name: 'avtal å.txt', mimeType: 'text/plain', buffer: Buffer.from('innehållet') };
  await maja.widget.locator('input[type=file]').setInputFiles(file);
  for (const [page, place] of [
    [maja.page, maja.widget],
    [anna.page, anna.pane],
  ] as const) {
    const tile = place.locator('a.file-tile', { hasText: 'avtal å.txt' });
    await expect(tile).toHaveCount(1);
    const saved = page.waitForEvent('download');
    await tile.click();
    expect((await saved).suggestedFilename()).toBe('avtal å.txt');
  }
});

test('a visitor the server no longer knows begins anew, without a word about it', async ({ page }) => {
  await page.goto('/widget');
  await expect(page.getByText('Kundtjänst').first()).toBeVisible();
  await page.evaluate(() =>
    localStorage.setItem('samtal.visitor', JSON.stringify({ person: 'x', token: 'forgotten' })),
  );
  await page.reload();
  await page.getByRole('button', { name: 'Chatta med oss' }).first().click();
  await page.getByRole('button', { name: 'Ställ dig i kön' }).click();
  await expect(page.getByText('Du är nummer 1 i kön.')).toBeVisible();
});

test('the language is the browser’s until chosen', async ({ arrives }) => {
  const page = await arrives({ locale: 'en-GB' });
  await page.goto('/widget');
  await expect(page.getByRole('heading', { name: 'Hello. What can we help you with?' })).toBeVisible();
  await page.getByRole('button', { name: 'Svenska' }).click();
  await expect(page.getByRole('heading', { name: /Vad kan vi hjälpa/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: /Vad kan vi hjälpa/ })).toBeVisible();
});
