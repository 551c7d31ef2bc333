import { expect, type FrameLocator, type Page, test } from '@playwright/test';
import { BO, type Fake, fakeServer, TALK } from './fake.ts';

let fake: Fake;
test.beforeEach(async ({ context }) => {
  fake = await fakeServer(context);
});

const launcher = (page: Page) => page.getByRole('button', { name: /chatten/ });

async function opened(page: Page): Promise<FrameLocator> {
  await launcher(page).click();
  return page.frameLocator('iframe[title="Chatta med oss"]');
}

/** In the queue, with a box to write in. */
async function queued(page: Page): Promise<FrameLocator> {
  await page.goto('/demo');
  const widget = await opened(page);
  await widget.getByRole('button', { name: 'Chatta med oss' }).click();
  await widget.getByRole('button', { name: 'Ställ dig i kön' }).click();
  await expect(widget.getByText('Du är nummer 2 i kön.')).toBeVisible();
  return widget;
}

const box = (widget: FrameLocator) => widget.getByRole('textbox', { name: 'Skriv ett meddelande' });
const texts = (widget: FrameLocator) => widget.locator('.message .said');

async function writes(widget: FrameLocator, text: string): Promise<void> {
  await box(widget).fill(text);
  await box(widget).press('Enter');
}

test('the page pays for one small script until the chat is opened', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('/demo');
  await expect(launcher(page)).toBeVisible();
  expect(asked.filter((path) => !/^\/(demo|icon\.svg|assets\/demo-.*\.css)$/.test(path))).toEqual([
    '/widget.js',
  ]);
});

test('rules of the host page don’t reach the chat', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/demo');
  expect(await launcher(page).boundingBox()).toMatchObject({ width: 56, height: 56 });
  await opened(page);
  const frame = page.locator('iframe');
  await expect(frame).toHaveCSS('filter', 'none');
  expect((await frame.boundingBox())?.width).toBe(400);
});

test('focus goes into the chat and comes back with Escape', async ({ page }) => {
  await page.goto('/demo');
  await launcher(page).focus();
  await page.keyboard.press('Enter');
  const widget = page.frameLocator('iframe');
  await expect(widget.getByRole('heading', { name: /Vad kan vi hjälpa/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('iframe')).toBeHidden();
  await expect(launcher(page)).toBeFocused();
});

test('one can come all the way by keyboard', async ({ page }) => {
  await page.goto('/demo');
  await launcher(page).focus();
  await page.keyboard.press('Enter');
  const widget = page.frameLocator('iframe');
  await expect(widget.getByRole('heading', { name: /Vad kan vi hjälpa/ })).toBeFocused();
  const chat = widget.getByRole('button', { name: 'Chatta med oss' });
  for (
    let press = 0;
    press < 8 && !(await chat.evaluate((element) => element === document.activeElement));
    press++
  ) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(widget.getByLabel('Ditt namn')).toBeFocused();
  await page.keyboard.type('Anna');
  await page.keyboard.press('Enter');
  await expect(box(widget)).toBeFocused();
  await page.keyboard.type('Hej');
  await page.keyboard.press('Enter');
  await expect(texts(widget)).toHaveText(['Hej']);
});

test('a place in line is kept across a reload', async ({ page }) => {
  await queued(page);
  await page.reload();
  const widget = await opened(page);
  await expect(widget.getByText('Du är nummer 2 i kön.')).toBeVisible();
  fake.position(1, { wait: { p50_s: 60, p90_s: 120 } });
  await expect(widget.getByText('Du är nummer 1 i kön.')).toBeVisible();
  await expect(widget.getByText('Brukar ta 1–2 minuter.')).toBeVisible();
});

test('what is written without contact survives a reload and is sent once', async ({ page }) => {
  const widget = await queued(page);
  fake.reachable = false;
  await fake.breaks(4000);
  await writes(widget, 'ett');
  await writes(widget, 'två');
  await expect(widget.getByText('Skickar')).toHaveCount(2);
  await page.reload();
  fake.reachable = true;
  const again = await opened(page);
  await expect(texts(again)).toHaveText(['ett', 'två']);
  await expect(again.getByText('Skickat')).toBeVisible();
  expect(fake.log.filter((row) => row.content.type === 'text')).toHaveLength(2);
});

test('a send whose answer was lost makes one message', async ({ page }) => {
  const widget = await queued(page);
  fake.losesAnswers = true;
  await writes(widget, 'hej');
  await expect.poll(() => fake.heard.filter((cmd) => cmd.type === 'send').length).toBe(1);
  fake.losesAnswers = false;
  await fake.breaks(4000);
  await expect(widget.getByText('Skickat')).toBeVisible();
  await expect(texts(widget)).toHaveText(['hej']);
  expect(fake.log.filter((row) => row.content.type === 'text')).toHaveLength(1);
});

test('what was said while the phone slept is there on return, in order', async ({ page }) => {
  const widget = await queued(page);
  fake.advisorJoins();
  await expect(widget.locator('.notice', { hasText: 'Bo Lindqvist är här.' })).toBeVisible();
  await fake.breaks(1006);
  for (const text of ['ett', 'två', 'tre']) fake.says(BO, 'advisor', { type: 'text', text });
  await expect(texts(widget)).toHaveText(['ett', 'två', 'tre']);
});

test('an event beyond a gap waits until the gap is filled', async ({ page }) => {
  const widget = await queued(page);
  const tells = fake.tells;
  fake.tells = () => undefined;
  fake.says(BO, 'advisor', { type: 'text', text: 'ett' });
  fake.tells = tells;
  fake.says(BO, 'advisor', { type: 'text', text: 'två' });
  await expect(texts(widget)).toHaveText(['ett', 'två']);
  expect(fake.heard.some((cmd) => cmd.type === 'fetch')).toBe(true);
});

test('markup is words', async ({ page }) => {
  const widget = await queued(page);
  const nasty = '<script>parent.hacked = true</script><img src=x onerror=alert(1)> javascript:alert(1)';
  fake.says(BO, 'advisor', { type: 'text', text: nasty });
  await expect(texts(widget)).toHaveText([nasty]);
  await expect(widget.locator('.said a, .said img')).toHaveCount(0);
});

test('the badge counts what came while the chat was closed, and goes when it is read', async ({ page }) => {
  const widget = await queued(page);
  fake.advisorJoins();
  await expect(widget.locator('.notice', { hasText: 'Bo Lindqvist är här.' })).toBeVisible();
  await page.keyboard.press('Escape');
  fake.says(BO, 'advisor', { type: 'text', text: 'Är du kvar?' });
  await expect(page.getByRole('button', { name: 'Öppna chatten, 1 olästa' })).toBeVisible();
  await opened(page);
  await expect
    .poll(() => fake.heard.findLast((cmd) => cmd.type === 'mark'))
    .toMatchObject({ read: fake.log.length });
});

test('the badge lives on the next page too', async ({ page }) => {
  await queued(page);
  await page.reload();
  await expect.poll(() => fake.heard.filter((cmd) => cmd.type === 'hello').length).toBe(2);
  fake.advisorJoins();
  fake.says(BO, 'advisor', { type: 'text', text: 'Hej' });
  await expect(page.getByRole('button', { name: 'Öppna chatten, 1 olästa' })).toBeVisible();
});

test('a new message is said once to a screen reader', async ({ page }) => {
  const widget = await queued(page);
  fake.advisorJoins();
  fake.says(BO, 'advisor', { type: 'text', text: 'Hej Anna' });
  await expect(
    widget.locator('[aria-live=polite]').filter({ hasText: 'Bo Lindqvist: Hej Anna' }),
  ).toHaveCount(1);
});

test('read is told only while somebody looks', async ({ page }) => {
  const widget = await queued(page);
  fake.advisorJoins();
  await expect(widget.locator('.notice', { hasText: 'Bo Lindqvist är här.' })).toBeVisible();
  await page.keyboard.press('Escape');
  const message = fake.says(BO, 'advisor', { type: 'text', text: 'Hallå' });
  await expect
    .poll(() => fake.heard.findLast((cmd) => cmd.type === 'mark'))
    .toMatchObject({ delivered: message.seq });
  expect(fake.heard.findLast((cmd) => cmd.type === 'mark')).not.toMatchObject({ read: message.seq });
});

test('a key that finishes a composed character doesn’t send', async ({ page }) => {
  const widget = await queued(page);
  await box(widget).fill('にほん');
  await box(widget).dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
  await expect(texts(widget)).toHaveCount(0);
  await box(widget).press('Shift+Enter');
  await expect(box(widget)).toHaveValue('にほん\n');
});

test('a draft survives a reload', async ({ page }) => {
  const widget = await queued(page);
  await box(widget).fill('Jag har börjat skriva');
  await page.reload();
  await expect(box(await opened(page))).toHaveValue('Jag har börjat skriva');
});

test('contact lost is said calmly, and what it means', async ({ page }) => {
  const widget = await queued(page);
  fake.reachable = false;
  await fake.breaks(4000);
  await expect(widget.getByText('Ingen kontakt just nu. Det du skriver sparas')).toBeVisible();
  fake.reachable = true;
  await expect(widget.getByText('Ingen kontakt just nu.')).toBeHidden({ timeout: 20_000 });
});

test('a file goes up, stands in the conversation and comes down', async ({ page }) => {
  const widget = await queued(page);
  const file = { name: 'avtal å.txt', mimeType: 'text/plain', buffer: Buffer.from('innehållet') };
  await widget.locator('input[type=file]').setInputFiles(file);
  const tile = widget.locator('a.file-tile', { hasText: 'avtal å.txt' });
  await expect(tile).toHaveCount(1);
  const saved = page.waitForEvent('download');
  await tile.click();
  expect((await saved).suggestedFilename()).toBe('avtal å.txt');
});

test('a visitor the server no longer knows begins anew, without a word about it', async ({ page }) => {
  await page.goto('/widget');
  await page.evaluate(() =>
    localStorage.setItem('samtal.visitor', JSON.stringify({ person: 'x', token: 'forgotten' })),
  );
  await page.reload();
  await expect(page.getByText('Familj och separation').first()).toBeVisible();
  const hellos = fake.heard.flatMap((cmd) => (cmd.type === 'hello' ? [cmd.token] : []));
  expect(hellos).toEqual(['secret', 'forgotten', 'secret']);
});

test('a link in a mail leads to its conversation', async ({ page }) => {
  fake.says(BO, 'advisor', { type: 'text', text: 'Hej igen' });
  await page.goto(`/?conversation=${TALK}`);
  await page.getByRole('button', { name: 'Öppna samtalet' }).click();
  await expect(texts(page.frameLocator('iframe'))).toHaveText(['Hej igen']);
});

test('a closed queue takes a message, with a way to reach the sender', async ({ page }) => {
  await page.goto('/demo');
  const widget = await opened(page);
  await widget.getByRole('button', { name: 'Lämna ett meddelande' }).last().click();
  await widget.getByLabel('Ditt meddelande').fill('Ring mig om personnummer.');
  await widget.getByLabel('Ditt namn').fill('Anna');
  await widget.getByRole('button', { name: 'Skicka meddelandet' }).click();
  await expect(widget.getByText('Fyll i e-post eller telefon, så att vi kan svara.')).toBeVisible();
  await widget.getByLabel('Telefon').fill('070-174 06 35');
  await widget.getByRole('button', { name: 'Skicka meddelandet' }).click();
  await expect
    .poll(() => fake.heard.find((cmd) => cmd.type === 'leave_message'))
    .toMatchObject({
      name: 'Anna',
      phone: '070-174 06 35',
    });
});

test('leaving the line asks once, for it can’t be undone', async ({ page }) => {
  const widget = await queued(page);
  await widget.getByRole('button', { name: 'Lämna kön' }).click();
  await widget.getByRole('dialog').getByRole('button', { name: 'Lämna kön' }).click();
  await expect(widget.getByRole('heading', { name: /Vad kan vi hjälpa/ })).toBeVisible();
  expect(fake.heard.some((cmd) => cmd.type === 'leave')).toBe(true);
});

test('the language is the browser’s until chosen', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const other = await fakeServer(context);
  const page = await context.newPage();
  await page.goto('/widget');
  await expect(page.getByRole('heading', { name: 'Hello. What can we help you with?' })).toBeVisible();
  await page.getByRole('button', { name: 'Svenska' }).click();
  await expect(page.getByRole('heading', { name: /Vad kan vi hjälpa/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: /Vad kan vi hjälpa/ })).toBeVisible();
  expect(other.heard.length).toBeGreaterThan(0);
  await context.close();
});
