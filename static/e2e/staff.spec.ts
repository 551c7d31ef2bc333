import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { fakeStaff } from './fake-staff.ts';

/** Pictures to be looked at, and axe, of every page that staff have. */
const SIZES = [
  { name: '390', width: 390, height: 844 },
  { name: '820', width: 820, height: 1180 },
  { name: '1440', width: 1440, height: 900 },
] as const;

const PICTURES = process.env.PICTURES ?? 'test-results/pictures';

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
}

async function accessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 160))])).toEqual(
    [],
  );
}

for (const size of SIZES) {
  for (const scheme of ['light', 'dark'] as const) {
    test.describe(`${size.name} ${scheme}`, () => {
      test.use({ viewport: { width: size.width, height: size.height }, colorScheme: scheme });
      const tag = `${size.name}-${scheme}`;

      test('signing in', async ({ page, context }) => {
        const fake = await fakeStaff(context);
        fake.signedIn = false;
        await page.goto('/desk');
        await page.getByLabel('E-postadress').fill('bo@example.se');
        await page.getByLabel('Lösenord').fill('fel');
        await page.getByRole('button', { name: 'Logga in' }).click();
        await expect(page.getByText('E-postadressen eller lösenordet stämmer inte.')).toBeVisible();
        await picture(page, `sign-in-${tag}`);
        await accessible(page);
        await page.getByLabel('Lösenord').fill('rätt');
        await page.keyboard.press('Enter');
        await expect(page.getByText('Mina samtal')).toBeVisible();
      });

      test('the desk', async ({ page, context }) => {
        await fakeStaff(context);
        await page.goto('/desk');
        await expect(page.getByRole('button', { name: 'Ta samtalet' })).toBeVisible();
        await picture(page, `desk-list-${tag}`);
        await accessible(page);
        await page.getByRole('button', { name: /här nu Maja Ek/ }).click();
        await expect(page.getByText('Spelar det någon roll?').last()).toBeVisible();
        await picture(page, `desk-talk-${tag}`);
        await accessible(page);
        const box = page.getByRole('textbox', { name: 'Skriv till Maja Ek' });
        await box.fill('/h');
        await expect(page.getByRole('button', { name: 'Hälsning' })).toBeVisible();
        await picture(page, `desk-canned-${tag}`);
        await box.press('Enter');
        await expect(box).toHaveValue(/Hej Maja, jag heter Bo/);
        await box.press('Enter');
        await expect(page.getByText('så tar vi det steg för steg').last()).toBeVisible();
        await page.getByRole('tab', { name: /Internt/ }).click();
        await expect(page.getByText('Bara personal ser detta', { exact: true })).toBeVisible();
        await picture(page, `desk-internal-${tag}`);
        await accessible(page);
        await page.getByRole('tab', { name: /Kunden/ }).click();
        await page.getByRole('button', { name: 'Lämna över' }).click();
        await expect(page.getByText('Fatima Al-Rashid')).toBeVisible();
        await picture(page, `desk-transfer-${tag}`);
        await accessible(page);
      });

      test('the settings', async ({ page, context }) => {
        await fakeStaff(context, 'supervisor');
        await page.goto('/desk?page=settings');
        await expect(page.getByRole('heading', { name: 'Familj och separation' })).toBeVisible();
        await picture(page, `settings-${tag}`);
        await accessible(page);
        await page.screenshot({ path: `${PICTURES}/settings-whole-${tag}.png`, fullPage: true });
      });

      test('the wall', async ({ page, context }) => {
        await fakeStaff(context, 'supervisor');
        await page.goto('/wall');
        await expect(page.getByText('Väntan börjar bli lång.')).toBeVisible();
        await picture(page, `wall-${tag}`);
        await accessible(page);
        await page.getByRole('button', { name: /Maja Ek/ }).click();
        await expect(page.getByRole('button', { name: 'Viska' })).toBeVisible();
        await picture(page, `wall-watch-${tag}`);
        await accessible(page);
      });
    });
  }
}

test.describe('on a screen of 4K', () => {
  test.use({ viewport: { width: 3840, height: 2160 } });
  test('the wall', async ({ page, context }) => {
    const fake = await fakeStaff(context, 'supervisor');
    fake.wall.queues[1] = {
      ...(fake.wall.queues[1] as (typeof fake.wall.queues)[number]),
      waiting: 9,
      staffed: 0,
      active: 0,
      longest_since: new Date(Date.now() - 700_000).toISOString(),
    };
    await page.goto('/wall');
    await expect(page.getByText('Behöver hjälp nu')).toBeVisible();
    await picture(page, 'wall-3840');
  });
});
