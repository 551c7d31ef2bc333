import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type FrameLocator, type Page, test } from '@playwright/test';
import { BO, earlierTalk, type Fake, fakeServer } from './fake.ts';

/*
 * Pictures to be looked at, of every state a customer meets, each checked by axe on the way: `test-results/pictures`.
 */
const SIZES = [
  { name: '390', width: 390, height: 844 },
  { name: '1440', width: 1440, height: 900 },
] as const;

async function opened(page: Page, path = '/demo'): Promise<FrameLocator> {
  await page.goto(path);
  await page.getByRole('button', { name: /Öppna chatten/ }).click();
  return page.frameLocator('iframe[title="Chatta med oss"]');
}

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `test-results/pictures/${name}.png`, animations: 'disabled' });
  // The demo page's own colours are meant to be bad.
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

async function talk(fake: Fake): Promise<void> {
  fake.advisorJoins();
  fake.says(BO, 'advisor', {
    type: 'text',
    text: 'Hej Anna, jag heter Bo. Berätta vad som har hänt, så tar vi det steg för steg.',
  });
}

for (const size of SIZES) {
  for (const scheme of ['light', 'dark'] as const) {
    test.describe(`${size.name} ${scheme}`, () => {
      test.use({ viewport: { width: size.width, height: size.height }, colorScheme: scheme });
      const tag = `${size.name}-${scheme}`;
      let fake: Fake;
      test.beforeEach(async ({ context }: { context: BrowserContext }) => {
        fake = await fakeServer(context);
      });

      test('the widget', async ({ page }) => {
        earlierTalk(fake);
        await page.goto('/demo');
        await picture(page, `demo-${tag}`);
        const widget = await opened(page);
        await expect(widget.getByText('Familj och separation').first()).toBeVisible();
        await picture(page, `home-${tag}`);
        await widget.getByRole('button', { name: 'Lämna ett meddelande' }).first().click();
        await widget.getByRole('button', { name: 'Skicka meddelandet' }).click();
        await picture(page, `leave-message-${tag}`);
        await widget.getByRole('button', { name: 'Tillbaka' }).click();
        await widget.getByRole('button', { name: 'Chatta med oss' }).click();
        await widget.getByLabel('Vad gäller det?').fill('Bodelning efter skilsmässa');
        await picture(page, `join-${tag}`);
        await widget.getByRole('button', { name: 'Ställ dig i kön' }).click();
        await expect(widget.getByText('Du är nummer 2 i kön.')).toBeVisible();
        const box = widget.getByRole('textbox', { name: 'Skriv ett meddelande' });
        await box.fill('Hej. Vi har bestämt oss för att skiljas och jag undrar hur det blir med lägenheten.');
        await box.press('Enter');
        await picture(page, `waiting-${tag}`);
        await talk(fake);
        await box.fill(
          'Tack. Vi köpte den tillsammans 2019, men jag betalade hela insatsen.\nSpelar det någon roll? Jag läste på https://www.domstol.se/bodelning',
        );
        await box.press('Enter');
        fake.says(BO, 'advisor', { type: 'text', text: 'Det kan det göra.' });
        fake.says(BO, 'advisor', {
          type: 'text',
          text: 'Har ni skrivit ett samboavtal eller äktenskapsförord?',
        });
        fake.tells('conversation:01900000-0000-7000-8000-0000000000c1', {
          type: 'typing',
          person: BO,
          name: 'Bo Lindqvist',
        });
        await expect(widget.getByText('Bo Lindqvist skriver')).toBeVisible();
        await picture(page, `conversation-${tag}`);
        fake.state = 'ended';
        fake.position(0, { state: 'closed' });
        fake.says(null, 'system', { type: 'notice', notice: { what: 'ended', by: BO } });
        await widget.getByRole('radio', { name: 'Bra' }).check();
        await picture(page, `ended-${tag}`);
      });

      for (const words of ['ordinary', 'long', 'rtl']) {
        test(`the gallery, ${words}`, async ({ page }) => {
          await page.goto(`/dev/gallery?words=${words}`);
          await expect(page.getByRole('heading', { name: 'timeline' }).first()).toBeVisible();
          expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
          await page.screenshot({
            path: `test-results/pictures/gallery-${words}-${tag}.png`,
            fullPage: true,
          });
          // Each part stands there twice and in many states, so names can't be unique here.
          const found = await new AxeBuilder({ page }).disableRules(['landmark-unique']).analyze();
          expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
        });
      }

      test('the start page', async ({ page }) => {
        await page.goto('/');
        await expect(page.getByText('Familj och separation')).toBeVisible();
        await picture(page, `portal-${tag}`);
      });
    });
  }
}
