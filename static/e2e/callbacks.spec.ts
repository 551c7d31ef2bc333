/*
 * A customer asks to be rung up, staff see it at once, call, and say how it went; on both sides all follow what happens.
 */
import { hasAccount } from './accounts.ts';
import { caseWorker, reportsAs } from './cases.ts';
import { tabTo } from './keys.ts';
import { lookInBoth, SIZES } from './look.ts';
import { ANNA, BO } from './people.ts';
import { expect, test } from './real.ts';

const PHONE = '070-174 06 05';

test('a customer is called back: asked for, missed, reached', async ({ arrives }) => {
  const maja = await arrives();
  await hasAccount(maja);
  await expect(maja.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const number = await reportsAs(maja, 'Kylen brummar');
  await maja.goto(`/my/case/${number}`);
  const asks = maja.locator('.my-callback');
  const anna = await caseWorker(arrives, ANNA);
  const bo = await caseWorker(arrives, BO);
  await anna.opens(number);
  await bo.opens(number);
  const waits = anna.page.getByRole('region', { name: 'Samtal till kunden' });
  const seenByBo = bo.page.getByRole('region', { name: 'Samtal till kunden' });

  // By keyboard alone: a number that is none, then one that is.
  const keys = maja.keyboard;
  await tabTo(maja, asks.getByRole('button', { name: 'Bli uppringd' }));
  await keys.press('Enter');
  await expect(asks.getByLabel('Telefon')).toBeFocused();
  await expect(asks.getByLabel('Telefon')).toHaveValue('0701740620');
  await keys.press('Control+a');
  await keys.type('ring mig');
  await keys.press('Enter');
  await expect(asks).toContainText('Skriv ett telefonnummer, till exempel 070-174 06 05.');
  await expect(asks.getByLabel('Telefon')).toBeFocused();
  await keys.press('Control+a');
  await keys.type(PHONE);
  await keys.press('Tab');
  await keys.type('Efter klockan 15');
  await keys.press('Enter');
  await expect(asks).toContainText(`Vi ringer dig på ${PHONE}.`);
  await expect(asks).toContainText('Efter klockan 15');
  await expect(asks.getByRole('button', { name: 'Ändra' })).toBeFocused();

  await expect(waits).toContainText('väntar på samtal');
  await expect(waits.getByRole('link', { name: PHONE })).toHaveAttribute('href', 'tel:0701740605');
  await expect(waits).toContainText('Efter klockan 15');
  await expect(seenByBo).toContainText(PHONE);

  await waits.getByRole('button', { name: 'Inget svar' }).click();
  await expect(waits).toContainText(/Sökt \d\d:\d\d utan svar\./);
  await expect(seenByBo).toContainText(/Sökt \d\d:\d\d utan svar\./);
  await expect(asks).toContainText(/Vi sökte dig \d\d:\d\d\./);

  // She changes her mind about the number; it is the same request.
  await asks.getByRole('button', { name: 'Ändra' }).click();
  await asks.getByLabel('Telefon').fill('070-174 06 31');
  await asks.getByRole('button', { name: 'Spara' }).click();
  await expect(waits.getByRole('link', { name: '070-174 06 31' })).toBeVisible();
  await expect(waits).toContainText(/Sökt \d\d:\d\d utan svar\./);

  // Bo does not see that Anna is done, and is told.
  await bo.page.route('**/api/v1/cases/*/callback/calls', async (route) => {
    await waits.getByRole('button', { name: 'Vi har talats vid' }).click();
    await expect(waits).toBeHidden();
    await route.continue();
  });
  await seenByBo.getByRole('button', { name: 'Vi har talats vid' }).click();
  await expect(bo.page.getByText(`${ANNA.name} hann före`)).toBeVisible();
  await expect(seenByBo).toBeHidden();
  await expect(asks.getByRole('button', { name: 'Bli uppringd' })).toBeVisible();
  await expect(anna.page.locator('.case-side')).toContainText('Ringde och talade med kunden');
  await expect(maja.locator('#timeline')).toContainText(`${ANNA.name} ringde och ni talades vid.`);

  // On the telephone somebody else says that she wants to be called; she takes it back.
  await anna.desk.getByRole('button', { name: 'Kunden vill bli uppringd' }).click();
  await anna.page.getByRole('textbox', { name: 'Telefon' }).fill(PHONE);
  await anna.page.keyboard.press('Enter');
  await expect(asks).toContainText(`Vi ringer dig på ${PHONE}.`);
  await asks.getByRole('button', { name: 'Avbeställ' }).click();
  await expect(asks.getByRole('button', { name: 'Bli uppringd' })).toBeFocused();
  await expect(waits).toBeHidden();
});

test('who waits for a call is marked in the list, and found in one that is kept', async ({ arrives }) => {
  const maja = await arrives();
  await hasAccount(maja);
  await expect(maja.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const number = await reportsAs(maja, 'Kylen brummar');
  await reportsAs(maja, 'Spisen är kall');
  await maja.goto(`/my/case/${number}`);
  await maja.getByRole('button', { name: 'Bli uppringd' }).click();
  await maja.getByRole('button', { name: 'Be om samtal' }).click();
  await expect(maja.locator('.my-callback')).toContainText('Vi ringer dig på');

  const anna = await caseWorker(arrives, ANNA);
  await expect(anna.row('Kylen brummar').getByRole('img', { name: 'Väntar på samtal' })).toBeVisible();
  await expect(anna.row('Spisen är kall').getByRole('img', { name: 'Väntar på samtal' })).toBeHidden();
  await anna.page.getByRole('button', { name: 'Väntar på samtal' }).click();
  await expect(anna.row('Spisen är kall')).toBeHidden();
  await expect(anna.page).toHaveURL(/callback=true/);
  await anna.page.getByRole('button', { name: 'Spara som lista' }).click();
  await anna.page.getByRole('dialog').getByLabel('Listans namn').fill('Ring upp');
  await anna.page.keyboard.press('Enter');
  await expect(anna.page).toHaveURL(/view=/);
  await anna.page.goto('/desk/cases');
  await expect(anna.row('Spisen är kall')).toBeVisible();
  await anna.page.getByRole('link', { name: /Ring upp/ }).click();
  await expect(anna.row('Spisen är kall')).toBeHidden();
  await expect(anna.row('Kylen brummar')).toBeVisible();
});

for (const { name, viewport } of SIZES) {
  test(`a call that is waited for looks well at ${name}`, async ({ arrives }) => {
    const maja = await arrives({ viewport });
    await hasAccount(maja);
    await expect(maja.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
    const number = await reportsAs(maja, 'Kylen brummar');
    await maja.goto(`/my/case/${number}`);
    const asks = maja.locator('.my-callback');
    await expect(asks.getByRole('button', { name: 'Bli uppringd' })).toBeVisible();
    await lookInBoth(maja, `callback-mine-before-${name}`);
    await asks.getByRole('button', { name: 'Bli uppringd' }).click();
    await asks.getByLabel('Telefon').fill('ring mig');
    await asks.getByRole('button', { name: 'Be om samtal' }).click();
    await lookInBoth(maja, `callback-mine-form-${name}`);
    await asks.getByLabel('Telefon').fill(PHONE);
    await asks
      .getByLabel('När passar det?')
      .fill('Efter klockan 15, eller på lunchen om det går, för då är jag ensam');
    await asks.getByRole('button', { name: 'Be om samtal' }).click();
    await expect(asks).toContainText(PHONE);

    const anna = await caseWorker(arrives, ANNA, '/desk/cases');
    await anna.page.setViewportSize(viewport);
    await expect(anna.row('Kylen brummar')).toBeVisible();
    await lookInBoth(anna.page, `callback-list-${name}`);
    await anna.opens(number);
    const waits = anna.page.getByRole('region', { name: 'Samtal till kunden' });
    await waits.getByRole('button', { name: 'Inget svar' }).click();
    await expect(waits).toContainText('utan svar');
    await anna.page.getByRole('button', { name: 'Stäng', exact: true }).click();
    await lookInBoth(anna.page, `callback-desk-${name}`);
    await waits.getByRole('button', { name: 'Ändra' }).click();
    await expect(waits.getByLabel('Telefon')).toBeFocused();
    await lookInBoth(anna.page, `callback-desk-form-${name}`);
    await expect(asks).toContainText('Vi sökte dig');
    await lookInBoth(maja, `callback-mine-${name}`);
    await anna.page.keyboard.press('Escape');
    await waits.getByRole('button', { name: 'Vi har talats vid' }).click();
    await expect(waits).toBeHidden();
    await lookInBoth(anna.page, `callback-desk-after-${name}`);
    await anna.page.getByRole('button', { name: 'Kunden vill bli uppringd' }).click();
    await expect(waits.getByLabel('Telefon')).toBeFocused();
    await lookInBoth(anna.page, `callback-desk-ask-${name}`);
  });
}
