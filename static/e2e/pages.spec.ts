/*
 * Every page with the invented business behind it, small and large, light and dark: a picture to be looked at, and axe.
 */
import type { BrowserContextOptions, Page } from '@playwright/test';
import { keeps } from './crowd.ts';
import { look, lookInBoth, NOT_ALONE, SIZES } from './look.ts';
import {
  type Advisor,
  ANNA,
  advisor,
  type Customer,
  customer,
  MARIA,
  OLGA,
  QUEUE,
  signedIn,
} from './people.ts';
import { expect, test } from './real.ts';

for (const { name: size, viewport } of SIZES) {
  const seen: BrowserContextOptions = { viewport };

  test(`a conversation and everything about it, ${size}`, async ({ arrives, house }) => {
    const wall = await signedIn(arrives, MARIA, '/wall', seen);
    await expect(wall.getByRole('article', { name: QUEUE })).toBeVisible();
    const anna = await advisor(arrives, ANNA, seen);
    await expect(anna.page.getByText('Mina samtal')).toBeVisible();
    await lookInBoth(anna.page, `desk-quiet-${size}`);
    const maja = await customer(arrives, seen);
    await maja.opens();
    await expect(maja.widget.getByRole('region', { name: QUEUE })).toBeVisible();
    await lookInBoth(maja.page, `widget-home-${size}`, NOT_ALONE);
    await maja.queues('Maja Ek', 'Fakturan för samtalet i måndags');
    await expect(maja.widget.getByText('Du är nummer 1 i kön.')).toBeVisible();
    await lookInBoth(maja.page, `widget-waiting-${size}`, NOT_ALONE);
    await kimWaits(arrives);
    await keeps(house.address, 'kundtjanst', () => ({ offer_s: 600 }));
    await anna.becomesAvailable();
    await expect(anna.offer('Maja Ek')).toBeVisible();
    await lookInBoth(anna.page, `desk-offer-${size}`);
    await anna.takes('Maja Ek');
    await talk(maja, anna);
    await lookInBoth(maja.page, `widget-conversation-${size}`, NOT_ALONE);
    await lookInBoth(anna.page, `desk-conversation-${size}`);
    await lookAround(anna, size);
    await wall.getByRole('button', { name: /Maja Ek/ }).hover();
    await lookInBoth(wall, `wall-${size}`);
    await wall.getByRole('button', { name: /Maja Ek/ }).click();
    await expect(wall.getByText('Du tittar tyst.')).toBeVisible();
    await lookInBoth(wall, `wall-watch-${size}`);
    await anna.page.getByRole('button', { name: 'Avsluta', exact: true }).click();
    await anna.page.getByRole('button', { name: 'Avsluta för alla' }).click();
    await maja.widget.getByRole('radio', { name: 'Bra' }).check();
    await lookInBoth(maja.page, `widget-ended-${size}`, NOT_ALONE);
  });

  for (const words of ['ordinary', 'long', 'rtl']) {
    test(`the components with ${words} words, ${size}`, async ({ arrives }) => {
      const page = await arrives(seen);
      await page.goto(`/dev/gallery?words=${words}`);
      await expect(page.getByRole('heading', { name: 'timeline' }).first()).toBeVisible();
      if (words === 'ordinary') await lookInBoth(page, `gallery-${words}-${size}`, NOT_ALONE);
      else await look(page, `gallery-${words}-${size}-light`, NOT_ALONE);
    });
  }

  test(`pages that stand by themselves, ${size}`, async ({ arrives }) => {
    const page = await arrives(seen);
    await page.goto('/');
    await expect(page.getByText(QUEUE)).toBeVisible();
    await look(page, `start-${size}-light`);
    expect((await page.goto('/finns-inte'))?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'Sidan finns inte' })).toHaveCSS('font-family', /Inter/);
    await look(page, `not-found-${size}-light`);
    expect((await page.request.get('/favicon.ico')).headers()['content-type']).toContain('image/');
    await page.goto('/desk');
    await page.getByLabel('E-postadress').fill(ANNA.email);
    await page.getByLabel('Lösenord').fill('fel lösenord');
    await page.getByRole('button', { name: 'Logga in' }).click();
    await expect(page.getByText('E-postadressen eller lösenordet stämmer inte.')).toBeVisible();
    await look(page, `sign-in-${size}-light`);
    const olga = await signedIn(arrives, OLGA, '/desk?page=settings', seen);
    await expect(olga.getByRole('group', { name: 'Öppettider' })).toBeVisible();
    await look(olga, `settings-${size}-light`);
    await olga.goto('/desk');
    await olga.locator('[data-group=inbox] .side-row-main').first().click();
    await expect(olga.locator('.log .message').first()).toBeVisible();
    await look(olga, `inbox-${size}-light`);
  });
}

test.describe('on a screen of 4K', () => {
  test('the wall can be read', async ({ arrives }) => {
    const wall = await signedIn(arrives, MARIA, '/wall', { viewport: { width: 3840, height: 2160 } });
    await kimWaits(arrives);
    await expect(wall.getByText(/Behöver hjälp nu/)).toBeVisible();
    await look(wall, 'wall-3840-light');
  });
});

async function kimWaits(arrives: (options?: BrowserContextOptions) => Promise<Page>): Promise<void> {
  const kim = await customer(arrives);
  await kim.opens();
  await kim.queues('Kim Holm', 'Byta tid för ett möte');
}

async function talk(maja: Customer, anna: Advisor): Promise<void> {
  await maja.writes('Hej. Jag fick en faktura på 1 450 kr, men samtalet blev aldrig av. Måste jag betala?');
  await anna.writes('Hej Maja. Nej, det ska du inte behöva. Jag ser efter vad som har hänt.');
  await expect(maja.said).toHaveCount(2);
  await maja.writes(
    'Tack. Det stod att den skulle betalas före fredag:\nhttps://linden.example/faktura/2026-118',
  );
  await anna.writes('Den är struken nu, så du kan slänga den. Bekräftelsen kommer med e-post.');
  await expect(anna.said).toHaveCount(4);
  await maja.writes('Vad skönt.');
  await expect(anna.said).toHaveCount(5);
}

async function lookAround(anna: Advisor, size: string): Promise<void> {
  await anna.box.fill('/');
  await expect(anna.page.locator('.canned')).toBeVisible();
  await lookInBoth(anna.page, `desk-canned-${size}`);
  await anna.box.fill('');
  await anna.pane.getByRole('tab', { name: /Internt/ }).click();
  await expect(anna.pane.getByText('Bara personal ser detta', { exact: true })).toBeVisible();
  await lookInBoth(anna.page, `desk-internal-${size}`);
  await anna.pane.getByRole('tab', { name: /Kunden/ }).click();
  await anna.page.getByRole('button', { name: 'Lämna över' }).click();
  await expect(anna.page.getByLabel('Sök')).toBeVisible();
  await lookInBoth(anna.page, `desk-transfer-${size}`);
  await anna.page.keyboard.press('Escape');
}
