/*
 * The HTTP interface's own page, for people who write programs: all of it is there, by keyboard, under the strict policy.
 */
import type { Page } from '@playwright/test';
import { tabTo } from './keys.ts';
import { lookInBoth, picture, SIZES } from './look.ts';
import { expect, test } from './real.ts';

type Described = { paths: Record<string, Record<string, unknown>> };

for (const { name: size, viewport } of SIZES) {
  test(`whoever writes a program finds a route, ${size}`, async ({ arrives, house }) => {
    const page = await arrives({ viewport });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const errors = errorsOf(page);
    const answer = await page.goto('/api/docs');
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const routes = page.locator('.docs-route');
    const found = page.getByRole('status').first();

    await test.step('every route of the description is listed', async () => {
      const { paths } = (await (await page.request.get('/api/v1/openapi.json')).json()) as Described;
      const all = Object.values(paths).reduce((sum, item) => sum + Object.keys(item).length, 0);
      expect(all).toBeGreaterThan(50);
      await expect(routes).toHaveCount(all);
      await expect(found).toHaveText(`${all} adresser`);
      await lookInBoth(page, `docs-${size}`);
    });

    await test.step('by keyboard: searched for, opened, copied', async () => {
      await tabTo(page, page.getByRole('searchbox', { name: 'Sök bland adresser' }));
      await page.keyboard.type('post /api/v1/session sign');
      await expect(routes.filter({ visible: true })).not.toHaveCount(0);
      const route = routes.filter({ has: page.getByText('/api/v1/session', { exact: true }) }).first();
      await tabTo(page, route.locator('summary'));
      await page.keyboard.press('Enter');
      await expect(route).toHaveAttribute('open');
      await tabTo(page, route.getByRole('button', { name: 'Kopiera som curl' }));
      await page.keyboard.press('Enter');
      const line = route.locator('.docs-line');
      await expect(line).toContainText(`curl -X POST '${house.address}/api/v1/session'`);
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await line.textContent());
      await picture(page, `docs-route-${size}`);
    });

    await test.step('and what is sent is a link away', async () => {
      await tabTo(page, page.getByRole('link', { name: 'SignIn', exact: true }).first());
      await page.keyboard.press('Enter');
      await expect(page.locator('#schema-SignIn')).toHaveAttribute('open');
      await expect(page.locator('#schema-SignIn')).toContainText('password');
      await expect(page.locator('#schema-SignIn summary')).toBeInViewport();
      await lookInBoth(page, `docs-schema-${size}`);
    });

    await test.step('a search that finds nothing says so', async () => {
      await page.getByRole('searchbox').fill('finns inte alls');
      await expect(page.getByText('Ingen adress stämmer med sökningen')).toBeVisible();
    });

    expect(errors).toEqual([]);
  });
}

test('an address with a route in it opens that route', async ({ page }) => {
  await page.goto('/api/docs#sign_in');
  const route = page.locator('#sign_in');
  await expect(route).toHaveAttribute('open');
  await expect(route).toBeInViewport();
});

/** What goes wrong on a page from now on: thrown, reported, or kept back by the policy. */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (said) => {
    if (said.type() === 'error' || said.type() === 'warning') errors.push(said.text());
  });
  return errors;
}
