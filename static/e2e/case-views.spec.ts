/*
 * Lists of cases: narrowed, kept, counted as things happen, shown in the columns that one wants, and saved as a file.
 */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { caseWorker, reporter } from './cases.ts';
import { tabTo } from './keys.ts';
import { look, SIZES } from './look.ts';
import { ANNA, BO, MARIA, OLGA, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const lists = (page: Page): Locator => page.getByRole('navigation', { name: 'Listor' });
const list = (page: Page, name: string): Locator =>
  lists(page).getByRole('link', { name: new RegExp(`^${name} ?\\d`) });
const chip = (page: Page, name: string): Locator =>
  page.getByRole('search', { name: 'Sök och begränsa' }).getByRole('button', { name, exact: true });
const heads = (page: Page): Locator => page.getByRole('columnheader');

/** Chooses a column in the panel that is open. */
const column = (page: Page, name: string): Locator =>
  page.locator('.case-columns').getByRole('checkbox', { name, exact: true });

test('a list is narrowed, kept, counted as a colleague works, and saved as a file', async ({ arrives }) => {
  const maja = await reporter(arrives);
  await maja.opens({ title: 'Skövde, diskmaskinen tömmer inte', urgent: true });
  const { number } = await maja.opens({ title: 'Falköping, ugnen blir inte varm', urgent: true });
  await maja.opens({ title: '=1+1 kylen larmar' });
  const anna = await caseWorker(arrives, ANNA);
  const { page } = anna;
  await expect(anna.row('kylen larmar')).toBeVisible();
  await expect(list(page, 'Brådskande')).toHaveText('Brådskande2');
  await expect(list(page, 'Utan handläggare')).toHaveText('Utan handläggare3');

  await test.step('by what one remembers of the street', async () => {
    await chip(page, 'Gata').click();
    await page.getByRole('textbox', { name: 'Gata' }).fill('storg');
    await expect(page).toHaveURL(/street=storg/);
    await page.getByRole('textbox', { name: 'Gata' }).fill('Finnsinte');
    await expect(page.getByText('Inget ärende passar')).toBeVisible();
    await page.getByRole('textbox', { name: 'Gata' }).fill('storgatan 12');
    await expect(anna.row('kylen larmar')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Brådskande', exact: true }).click();
    await expect(page.locator('.case-row')).toHaveCount(2);
  });

  await test.step('and kept under a name', async () => {
    await page.getByRole('button', { name: 'Spara som lista' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Listans namn')).toBeFocused();
    await page.keyboard.type('Bråttom på Storgatan');
    await page.keyboard.press('Enter');
    await expect(list(page, 'Bråttom på Storgatan')).toHaveText('Bråttom på Storgatan2');
    await expect(list(page, 'Bråttom på Storgatan')).toHaveAttribute('aria-current', 'page');
    await expect(page).toHaveURL(/view=/);
    await expect(page.getByRole('button', { name: 'Spara som lista' })).toHaveCount(0);
  });

  await test.step('its number follows what a colleague does', async () => {
    const bo = await caseWorker(arrives, BO);
    await bo.opens(number);
    await bo.takes();
    await expect(bo.desk.locator('.case-head-owner')).toContainText(BO.name);
    await expect(bo.desk.locator('.case-head')).toContainText('Pågår');
    await bo.desk.getByRole('button', { name: 'Markera som löst' }).click();
    await expect(bo.desk.locator('.case-head')).toContainText('Löst');
    await expect(list(page, 'Bråttom på Storgatan')).toHaveText('Bråttom på Storgatan1');
    await expect(list(page, 'Brådskande')).toHaveText('Brådskande1');
    await expect(anna.row('ugnen blir inte varm')).toHaveCount(0);
  });

  await test.step('it has columns of its own', async () => {
    await chip(page, 'Kolumner').click();
    await column(page, 'Gata').check();
    await column(page, 'Moment').check();
    await column(page, 'Ändrat').uncheck();
    await page.getByRole('button', { name: 'Flytta Gata tidigare' }).click();
    const wanted = ['Nummer', 'Ärende', 'Status', 'Kund', 'Handläggare', 'Gata', 'Tid kvar', 'Moment'];
    await expect(heads(page)).toHaveText(wanted);
    await page.keyboard.press('Escape');
    await list(page, 'Alla').click();
    await expect(heads(page)).toHaveText([...wanted.slice(0, 5), 'Tid kvar', 'Ändrat']);
    await chip(page, 'Kolumner').click();
    const stored = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/case-columns'));
    await column(page, 'Fakturareferens').check();
    await expect(heads(page).last()).toHaveText('Fakturareferens');
    await stored;
    await page.reload();
    await expect(heads(page).last()).toHaveText('Fakturareferens');
    await list(page, 'Bråttom på Storgatan').click();
    await expect(heads(page)).toHaveText(wanted);
    await page.reload();
    await expect(heads(page)).toHaveText(wanted);
  });

  await test.step('what is changed in it is kept when one says so', async () => {
    await page.getByRole('button', { name: 'Brådskande', exact: true }).click();
    await expect(page.locator('.case-row')).toHaveCount(2);
    await page.getByRole('button', { name: 'Spara ändringen' }).click();
    await expect(page.getByText('Listan Bråttom på Storgatan är sparad.')).toBeVisible();
    await expect(list(page, 'Bråttom på Storgatan')).toHaveText('Bråttom på Storgatan2');
    await expect(page.getByRole('button', { name: 'Spara ändringen' })).toHaveCount(0);
  });

  await test.step('the file holds what the list shows', async () => {
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Spara listan som fil' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toMatch(/^cases-\d{4}-\d\d-\d\d\.csv$/);
    const text = readFileSync(await file.path(), 'utf8');
    expect(text.startsWith('\uFEFF')).toBe(true);
    const [head, ...rows] = text.slice(1).trimEnd().split('\r\n');
    expect(head).toBe(
      '"Nummer","Ärende","Status","Kund","Handläggare","Gata","Ska göras senast","Utförda moment"',
    );
    expect(rows).toHaveLength(2);
    expect(rows.every((row) => row.includes('"Storgatan 12, lgh 1203"'))).toBe(true);
    expect(rows.filter((row) => row.includes(`"'=1+1 kylen larmar"`))).toHaveLength(1);
    expect(text).not.toContain('ugnen blir inte varm');
  });

  await test.step('and that it was taken stands in the log', async () => {
    const olga = await signedIn(arrives, OLGA, '/desk?page=audit');
    const line = olga.locator('.audit-line').filter({ hasText: 'en lista med ärenden som fil' });
    await expect(line).toHaveCount(1);
    await expect(line).toContainText(ANNA.name);
    await expect(line).toContainText('2 ärenden');
  });
});

test('kept lists are named, moved and removed, and come back, by keys alone', async ({ arrives }) => {
  await (await reporter(arrives)).opens({ title: 'Porten går inte att låsa' });
  const page = await signedIn(arrives, MARIA, '/desk/cases?search=porten');
  for (const name of ['Portar', 'Nycklar']) {
    const keep = page.getByRole('button', { name: /^Spara som (lista|ny)$/ });
    await expect(keep).toBeVisible();
    await tabTo(page, keep);
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Listans namn')).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect(list(page, name)).toHaveAttribute('aria-current', 'page');
    await page.goto('/desk/cases?search=nyckel');
    await expect(list(page, name)).toBeVisible();
  }
  const kept = lists(page)
    .getByRole('link')
    .filter({ hasText: /^(Portar|Nycklar|Portar och lås)/ });
  await expect(kept).toHaveText([/^Portar1/, /^Nycklar0/]);

  await tabTo(page, page.getByRole('button', { name: 'Mina listor' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  const down = dialog.getByRole('button', { name: 'Flytta Portar nedåt' });
  await tabTo(page, down);
  await page.keyboard.press('Enter');
  await expect(kept).toHaveText([/^Nycklar/, /^Portar/]);
  const name = dialog.getByLabel('Listans namn').last();
  await name.focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' och lås');
  // It is shown at once, and kept a moment later.
  const isKept = page.waitForResponse(
    (answer) => answer.request().method() === 'PUT' && answer.url().includes('/case-views/'),
  );
  await page.keyboard.press('Enter');
  await expect(kept).toHaveText([/^Nycklar/, /^Portar och lås/]);
  expect((await isKept).ok()).toBe(true);
  await page.reload();
  await expect(kept).toHaveText([/^Nycklar/, /^Portar och lås/]);

  await page.getByRole('button', { name: 'Mina listor' }).click();
  await dialog.getByRole('button', { name: 'Ta bort Nycklar' }).click();
  await expect(kept).toHaveText([/^Portar och lås/]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Ångra' }).click();
  await expect(kept).toHaveText([/^Portar och lås/, /^Nycklar/]);

  // The heads of columns put the list in order, and turn it round.
  await page.goto('/desk/cases');
  const head = heads(page).filter({ hasText: 'Ändrat' });
  await tabTo(page, head.getByRole('button'));
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/sort=changed$/);
  await head.getByRole('button').press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await expect(page).toHaveURL(/sort=changed&order=asc/);
});

for (const { name, viewport } of SIZES) {
  for (const [tongue, options] of [
    ['sv', { locale: 'sv-SE', colorScheme: 'light' }],
    ['en', { locale: 'en-GB', colorScheme: 'dark' }],
  ] as const) {
    test(`lists of cases at ${name}, ${tongue}`, async ({ arrives }) => {
      const maja = await reporter(arrives);
      for (const title of ['Skövde, diskmaskinen tömmer inte', 'Falköping, ugnen blir inte varm'])
        await maja.opens({ title, urgent: title.startsWith('S') });
      const page = await signedIn(arrives, ANNA, '/desk/cases', { viewport, ...options });
      const headers = { origin: new URL(page.url()).origin };
      const { ready } = (await (await page.request.get('/api/v1/case-views')).json()) as {
        ready: { filter: object }[];
      };
      for (const kept of [
        'Bråttom på Storgatan',
        'Väntar på delar från fabriken i Alingsås sedan i förrgår',
      ]) {
        const columns = ['number', 'title', 'status', 'street', 'steps', 'files', 'signed', 'opened', 'due'];
        const filter = ready[0]?.filter;
        const data = { name: kept, filter, sort: 'due', order: 'asc', columns, version: 0 };
        const made = await page.request.post('/api/v1/case-views', { headers, data });
        expect(made.status(), await made.text()).toBe(201);
      }
      await page.goto('/desk/cases?street=stor');
      await expect(page.locator('.case-row')).toHaveCount(2);
      await look(page, `case-views-${tongue}-${name}`);
      await page.locator('.case-columns .chip-open').click();
      await look(page, `case-views-columns-${tongue}-${name}`);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: tongue === 'sv' ? 'Mina listor' : 'My lists' }).click();
      await look(page, `case-views-mine-${tongue}-${name}`);
      await page.keyboard.press('Escape');
      await page
        .getByRole('button', { name: tongue === 'sv' ? 'Spara som lista' : 'Save as a list' })
        .click();
      await look(page, `case-views-keep-${tongue}-${name}`);
    });
  }
}
