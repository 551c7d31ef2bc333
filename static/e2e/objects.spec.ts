/*
 * The register of objects: an advisor enters one and finds it, a supervisor reads a file in, mends it first, and prints
 * labels, which a telephone's camera reads. Whoever may not do something doesn't see how.
 */
import type { Page } from '@playwright/test';
import { readFrom } from './camera.ts';
import { tabTo } from './keys.ts';
import { look, lookInBoth, picture, SIZES } from './look.ts';
import { ANNA, MARIA, originOf, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const FAULTY = [
  'Nummer;Namn;Märke;Modell;Serienummer;Gatuadress;Postnummer;Ort;Våning',
  'DM-1;Diskmaskin;Invand;D 45;4711;Lindvägen 4, lgh 1203;123 45;Lillköping;1',
  'DM-1;Diskmaskin;Invand;D 45;4712;Lindvägen 4, lgh 1204;123 45;Lillköping;2',
  'TM 2;;Invand;T 9;;Lindvägen 4;123 45 Lillköping;;0',
].join('\r\n');
const MENDED = FAULTY.replace('DM-1;Diskmaskin;Invand;D 45;4712', 'DM-2;Diskmaskin;Invand;D 45;4712').replace(
  'TM 2;;Invand;T 9;;Lindvägen 4;123 45 Lillköping;',
  ';Tvättmaskin i tvättstugan, den vänstra av de två vid fönstret;Invand;T 9;;Lindvägen 4;123 45;Lillköping',
);

/** As an older spreadsheet saves it. */
const windows1252 = (text: string): Buffer => Buffer.from(text, 'latin1');

const choosesBytes = async (page: Page, name: string, buffer: Buffer): Promise<void> =>
  page.getByLabel('Fil att läsa in').setInputFiles({ name, mimeType: 'text/csv', buffer });

const chooses = async (page: Page, text: string): Promise<void> =>
  choosesBytes(page, 'register.csv', windows1252(text));

/** As a spreadsheet saves what it calls Unicode text. */
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text.replaceAll(';', '\t')}`, 'utf16le');

test('an advisor enters an object, finds it and changes it by keyboard', async ({ arrives }) => {
  const page = await signedIn(arrives, ANNA, '/desk');
  await page.getByRole('button', { name: 'Mer' }).click();
  await page.getByRole('menuitem', { name: 'Objekt' }).click();
  await expect(page.getByText('Inga objekt än')).toBeVisible();
  await eachSize(page, 'objects-empty');
  await expect(page.getByRole('button', { name: 'Läs in från fil' })).toHaveCount(0);

  await tabTo(page, page.getByRole('button', { name: 'Nytt objekt' }).first());
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await expect(form.getByLabel('Namn')).toBeFocused();
  await page.keyboard.type('Diskmaskin');
  await tabTo(page, form.getByLabel('Nummer', { exact: true }));
  await page.keyboard.type('DM 7');
  await expect(form.getByText('Ett nummer består av')).toBeVisible();
  await eachSize(page, 'object-new');
  await form.getByLabel('Nummer', { exact: true }).fill('');
  await form.getByLabel('Märke').fill('Invand');
  await form.getByLabel('Ort').fill('Lillköping');
  await page.keyboard.press('Enter');
  await expect(page.getByText('M-000001 Diskmaskin är tillagt.')).toBeVisible();

  await page.getByLabel('Sök objekt').fill('lill disk');
  const row = page.getByRole('row').filter({ hasText: 'M-000001' });
  await expect(row).toContainText('Lillköping');
  await page.getByLabel('Sök objekt').fill('finns inte');
  await expect(page.getByText('Inget objekt passar')).toBeVisible();
  await page.getByLabel('Sök objekt').fill('');
  await tabTo(page, row.getByRole('button', { name: 'Ändra M-000001 Diskmaskin' }));
  await page.keyboard.press('Enter');
  await form.getByLabel('Serienummer').fill('4711');
  await expect(form.getByRole('button', { name: 'Ta ur bruk' })).toHaveCount(0);
  await form.getByRole('button', { name: 'Spara' }).click();
  await expect(row).toContainText('4711');
});

test('a supervisor tries a file, mends it, reads it in and prints labels that a camera reads', async ({
  arrives,
}) => {
  const page = await signedIn(arrives, MARIA, '/desk?page=objects');
  const dialog = page.getByRole('dialog');

  await test.step('a workbook is no file to read in', async () => {
    await page.getByRole('button', { name: 'Läs in från fil' }).click();
    await eachSize(page, 'import-begin');
    await choosesBytes(page, 'register.xlsx', Buffer.from('PK\x03\x04\x14\x00\x06\x00', 'latin1'));
    await expect(dialog.getByText('Spara kalkylarket som CSV')).toBeVisible();
    await expect(dialog.getByRole('button', { name: /^Läs in/ })).toHaveCount(0);
    await eachSize(page, 'import-not-text');
  });

  await test.step('a file with faults says where they are', async () => {
    await chooses(page, FAULTY);
    await expect(dialog.getByText('4 saker behöver rättas')).toBeVisible();
    await expect(dialog.getByText('Windows-1252')).toBeVisible();
    const rows = dialog.getByRole('row');
    await expect(rows.filter({ hasText: 'Numret står på en rad ovanför också' })).toContainText('3');
    await expect(rows.filter({ hasText: 'Bara A–Z' })).toContainText('TM 2');
    await expect(dialog.getByText('De här kolumnerna används inte: Våning.')).toBeVisible();
    await expect(dialog.getByRole('button', { name: /^Läs in/ })).toHaveCount(0);
    await eachSize(page, 'import-faults');
  });

  await test.step('the mended one is read in', async () => {
    await chooses(page, MENDED);
    await expect(dialog.getByRole('button', { name: 'Läs in 3 objekt' })).toBeVisible();
    await eachSize(page, 'import-ready');
    await dialog.getByRole('button', { name: 'Läs in 3 objekt' }).click();
    await expect(page.getByText('Inläst: 3 nya, 0 ändrade.')).toBeVisible();
    await expect(page.getByRole('row')).toHaveCount(4);
  });

  await test.step('the same again changes nothing', async () => {
    await page.getByRole('button', { name: 'Läs in från fil' }).click();
    await choosesBytes(page, 'register.txt', utf16(MENDED.split('\r\n').slice(0, 3).join('\r\n')));
    await expect(dialog.getByText('UTF-16')).toBeVisible();
    await expect(dialog.getByText('Det finns inget att läsa in.')).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('labels of the chosen, as they come on paper', async () => {
    await page.getByRole('button', { name: 'Välj alla som visas' }).click();
    await expect(page.getByText('3 objekt är valda.')).toBeVisible();
    await eachSize(page, 'objects');
    await page.getByRole('button', { name: 'Gör etiketter' }).click();
    const labels = page.locator('.labels-sheet img');
    await expect(labels).toHaveCount(3);
    await eachSize(page, 'labels');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 794, height: 1123 });
    await picture(page, 'labels-on-paper');
    const box = await labels.first().boundingBox();
    // 63.5 mm at 96 points an inch.
    expect(Math.round(box?.width ?? 0)).toBe(240);
    const camera = await arrives();
    expect(await readFrom(camera, labels.first())).toBe(`${await originOf(page)}/report/DM-1`);
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'Tillbaka till objekten' }).click();
  });

  await test.step('one is retired, and back again', async () => {
    await page.getByRole('button', { name: 'Ändra DM-2 Diskmaskin' }).click();
    await expect(dialog.getByRole('img', { name: 'Etiketten för DM-2' })).toBeVisible();
    await eachSize(page, 'object-edit');
    await dialog.getByRole('button', { name: 'Ta ur bruk' }).click();
    await expect(page.getByRole('row').filter({ hasText: 'DM-2' })).toHaveCount(0);
    await page.getByLabel('Visa', { exact: true }).selectOption('Tagna ur bruk');
    await expect(page.getByRole('row').filter({ hasText: 'DM-2' })).toContainText('Taget ur bruk');
    // In it, what was said stays.
    await page.getByRole('button', { name: 'Ångra' }).focus();
    await look(page, 'objects-retired');
    await page.getByRole('button', { name: 'Ångra' }).click();
    await expect(page.getByText('Inget är taget ur bruk')).toBeVisible();
  });
});

test('a long register comes a page at a time', async ({ arrives }) => {
  const page = await signedIn(arrives, MARIA, '/desk?page=objects');
  await page.getByRole('button', { name: 'Läs in från fil' }).click();
  const rows = Array.from({ length: 120 }, (_, at) => `P-${String(at).padStart(3, '0')};Pump ${at}`);
  await chooses(page, ['Nummer;Namn', ...rows].join('\n'));
  await page.getByRole('button', { name: 'Läs in 120 objekt' }).click();
  await expect(page.getByText('De första 50 visas.')).toBeVisible();
  await page.getByRole('button', { name: 'Visa fler' }).click();
  await expect(page.getByText('De första 100 visas.')).toBeVisible();
  await page.getByRole('button', { name: 'Visa fler' }).click();
  await expect(page.getByText('120 objekt.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Visa fler' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Välj alla som visas' }).click();
  await page.getByRole('button', { name: 'Gör etiketter' }).click();
  await expect(page.locator('.labels-sheet')).toHaveCount(6);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Tillbaka till objekten' }).click();
  await page.getByRole('button', { name: 'Spara som fil' }).click();
  expect((await saved).suggestedFilename()).toBe('objekt.csv');
});

/** Small and large, light and dark. */
async function eachSize(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const { name: size, viewport } of SIZES) {
    await page.setViewportSize(viewport);
    await lookInBoth(page, `${name}-${size}`);
  }
  if (before !== null) await page.setViewportSize(before);
}
