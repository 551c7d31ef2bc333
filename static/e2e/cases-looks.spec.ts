/* How cases look to staff: full and empty, short and long, light and dark, on a desk and on a telephone. */
import { caseWorker, reporter } from './cases.ts';
import { look, SIZES } from './look.ts';
import { ANNA, MARIA, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const LONG =
  'Tvättmaskinen i källaren under Wolfeschlegelsteinhausenbergerdorffska huset låter väldigt högt när den centrifugerar';
const LONG_NAME = 'Åsa Öhrström-Lindqvist von Echstedt af Klintberg';
/** More than one page of the list. */
const MANY = 150;

test('the list of hundreds goes on as one comes to its end', async ({ arrives }) => {
  const maja = await reporter(arrives);
  for (let n = 0; n < MANY; n++) await maja.opens({ title: `Ärende ${n + 1}`, urgent: n % 9 === 0 });
  const anna = await caseWorker(arrives, ANNA);
  const rows = anna.page.locator('.case-row');
  await expect(rows.first()).toBeVisible();
  expect(await rows.count()).toBeLessThan(MANY);
  await look(anna.page, 'cases-list-hundreds');
  await rows.last().scrollIntoViewIfNeeded();
  await expect.poll(() => rows.count()).toBeGreaterThan(60);
  await rows.last().scrollIntoViewIfNeeded();
  await expect(rows).toHaveCount(MANY);
});

for (const { name, viewport } of SIZES) {
  for (const [tongue, options] of [
    ['sv', { locale: 'sv-SE', colorScheme: 'light' }],
    ['en', { locale: 'en-GB', colorScheme: 'dark' }],
  ] as const) {
    test(`one case with long names at ${name}, ${tongue}`, async ({ arrives }) => {
      const maja = await reporter(arrives);
      const { number } = await maja.opens({ title: LONG, name: LONG_NAME, urgent: true });
      const page = await signedIn(arrives, ANNA, '/desk/cases', { viewport, ...options });
      await expect(page.locator('.case-row').first()).toBeVisible();
      await look(page, `cases-list-${tongue}-${name}`);
      await page.goto(`/desk/case/${number}`);
      await expect(page.locator('.case-thread-form')).toBeVisible();
      await look(page, `cases-one-${tongue}-${name}`);
      await page.getByRole('button', { name: tongue === 'sv' ? /^Interna/ : /^Internal/ }).click();
      await expect(page.locator('.log-internal')).toBeVisible();
      await look(page, `cases-notes-${tongue}-${name}`);
    });
  }

  test(`nothing and an error at ${name}`, async ({ arrives }) => {
    const anna = await signedIn(arrives, ANNA, '/desk/cases?search=finnsinte', { viewport });
    await expect(anna.getByText('Inget ärende passar')).toBeVisible();
    await look(anna, `cases-none-found-${name}`);
    await anna.goto('/desk/case/2026-999999');
    await expect(anna.getByText('Det finns inte längre.')).toBeVisible();
    await look(anna, `cases-not-there-${name}`);
    await anna.route('**/api/v1/cases?*', (route) => route.abort());
    await anna.goto('/desk/cases');
    await expect(anna.getByRole('button', { name: 'Försök igen' })).toBeVisible();
    await look(anna, `cases-error-${name}`);
  });

  test(`the forms at ${name}`, async ({ arrives }) => {
    const anna = await signedIn(arrives, ANNA, '/desk/cases/new', { viewport });
    await expect(anna.getByLabel('Vem gäller det?')).toBeFocused();
    await anna.getByRole('button', { name: 'Öppna ärendet' }).click();
    await look(anna, `cases-new-${name}`);
    const maria = await signedIn(arrives, MARIA, '/desk/case-types', { viewport, colorScheme: 'dark' });
    await maria.getByRole('button', { name: 'Serviceanmälan' }).click();
    await maria.locator('[data-key="door_code"] .type-field-open').click();
    await look(maria, `case-types-${name}`);
  });
}
