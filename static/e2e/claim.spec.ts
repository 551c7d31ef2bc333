/*
 * Cases that were reported before there was an account: offered to whoever proves the address, and theirs from then on.
 */
import { hasAccount } from './accounts.ts';
import { caseWorker, reporter } from './cases.ts';
import { lookInTwoTongues, SIZES } from './look.ts';
import { MARIA } from './people.ts';
import { expect, test } from './real.ts';

test('a case reported signed out is offered to whoever proves the address, and is theirs', async ({
  arrives,
}) => {
  const maja = await reporter(arrives);
  const porten = await maja.opens({ title: 'Porten går inte att låsa', name: 'Maja Ek' });
  const hissen = await maja.opens({ title: 'Hissen stannar mellan planen', name: 'Maja Ek' });
  await maja.writes(porten.id, 'Nyckeln', 'Nyckeln ligger hos grannen.');
  const worker = await caseWorker(arrives, MARIA);
  await worker.opens(porten.number);

  // Much later, at another computer.
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  await page.goto('/my');
  const offer = page.getByRole('region', { name: 'Vi hittade 2 ärenden med din adress' });
  await expect(offer).toContainText('Porten går inte att låsa');
  await expect(offer).toContainText(porten.number);
  await expect(offer).not.toContainText('Nyckeln');
  for (const { name, viewport } of SIZES) {
    await page.setViewportSize(viewport);
    await lookInTwoTongues(page, `claims-${name}`);
  }
  expect((await page.request.get(`/api/v1/cases/${porten.number}`)).status()).toBe(404);

  await page.getByRole('checkbox', { name: 'Hissen stannar mellan planen' }).uncheck();
  await expect(page.getByRole('checkbox', { name: 'Välj alla' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Knyt ärendet till kontot' }).press('Enter');
  await page.getByRole('link', { name: 'Porten går inte att låsa' }).click();
  await expect(page.getByRole('heading', { name: 'Porten går inte att låsa' })).toBeFocused();
  await expect(page.locator('#timeline')).toContainText('Maja Ek knöt ärendet till sitt konto.');
  await page
    .getByRole('link', { name: /Nyckeln/ })
    .first()
    .click();
  await expect(page.locator('.message')).toContainText(['Nyckeln ligger hos grannen.']);
  await expect(page.locator('.message-own')).toHaveCount(1);

  // The desk follows, and the device that reported it has it no more.
  await expect(worker.page.getByText('Kunden visade att ärendet är deras')).toBeVisible();
  const { text } = await maja.sees(porten.number);
  expect(text).toContain('not_found');
  const { view } = await maja.sees(hissen.number);
  expect(view.row.title).toBe('Hissen stannar mellan planen');

  // What was left is still offered, to this address alone.
  await page.goto('/my');
  await expect(page.getByRole('region', { name: 'Vi hittade ett ärende med din adress' })).toBeVisible();
});
