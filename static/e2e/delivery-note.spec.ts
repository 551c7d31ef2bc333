/*
 * A delivery note: what was done is written down, and signed for on the spot.
 */
import { readFile } from 'node:fs/promises';
import type { APIRequestContext, Page } from '@playwright/test';
import type { DeliveryNoteView } from '../src/protocol/DeliveryNoteView.ts';
import { hasAccount } from './accounts.ts';
import { caseWorker, reportsAs } from './cases.ts';
import { tabTo } from './keys.ts';
import { look, SIZES } from './look.ts';
import { ANNA } from './people.ts';
import { expect, test } from './real.ts';

const TEXT = 'Bytt avloppspump och rensat silen.\nMaterial: pump D45, 1 st\nTid: 1,5 h';

test('staff write, the customer signs by hand, and both have the paper', async ({ arrives }) => {
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const number = await reportsAs(page, 'Skövde diskmaskinen tömmer inte');
  await page.goto(`/my/case/${number}`);
  await expect(page.getByRole('heading', { name: 'Skövde diskmaskinen tömmer inte' })).toBeVisible();
  const anna = await caseWorker(arrives, ANNA);
  await anna.opens(number);
  await anna.desk.getByRole('button', { name: 'Skriv en följesedel' }).click();
  await anna.page.getByLabel('Vad som har gjorts').fill('Bytt pump.');
  await anna.page.keyboard.press('Escape');
  // What was begun is there after a reload.
  await anna.page.reload();
  await anna.desk.getByRole('button', { name: 'Skriv en följesedel' }).click();
  await expect(anna.page.getByLabel('Vad som har gjorts')).toHaveValue('Bytt pump.');
  await anna.page.getByRole('button', { name: 'Spara och visa för kunden' }).click();

  // It is there on the customer's page by itself, and what is changed while they read is told.
  const part = page.getByRole('region', { name: 'Följesedlar' });
  const next = page.getByRole('region', { name: 'Läget' });
  await expect(next).toContainText('En följesedel väntar på din underskrift.');
  await next.getByRole('link', { name: 'Till följesedeln' }).click();
  await expect(part.getByRole('listitem')).toBeFocused();
  await part.getByRole('button', { name: 'Läs och skriv under' }).click();
  const sheet = page.getByRole('dialog', { name: 'Skövde diskmaskinen tömmer inte' });
  await expect(sheet).toContainText('Bytt pump.');
  await draws(page);
  await anna.desk.getByRole('button', { name: 'Ändra', exact: true }).last().click();
  await anna.page.getByLabel('Vad som har gjorts').fill(TEXT);
  await anna.page.getByRole('button', { name: 'Spara och visa för kunden' }).click();
  await expect(sheet.getByText('Följesedeln har ändrats. Läs den igen')).toBeVisible();
  await expect(sheet).toContainText('Material: pump D45, 1 st');
  const pad = sheet.getByRole('img', { name: /^Rityta/ });
  await expect(pad).toHaveAccessibleName(/Tom/);
  await sheet.getByLabel('Namn på den som skriver under').fill('Åsa Öberg');
  await sheet.getByRole('button', { name: 'Skriv under' }).click();
  await expect(sheet.getByText('Rita din underskrift, eller välj')).toBeVisible();
  await draws(page);
  await expect(pad).toHaveAccessibleName(/Något är ritat/);

  // Turning the screen loses nothing.
  const drawn = await pad.innerHTML();
  for (const { name, viewport } of SIZES) {
    await page.setViewportSize(viewport);
    await look(page, `delivery-note-sign-${name}`);
  }
  await page.setViewportSize({ width: 844, height: 390 });
  expect(await pad.innerHTML()).toBe(drawn);
  await sheet.getByRole('button', { name: 'Skriv under' }).click();
  await expect(sheet.getByText('Tack. Följesedeln är underskriven.')).toBeFocused();
  await sheet.getByRole('button', { name: 'Stäng' }).first().click();
  await expect(part.getByRole('img', { name: 'Underskrift, ritad av Åsa Öberg' })).toBeVisible();
  await expect(next).not.toContainText('underskrift');

  const mine = anna.desk.getByRole('img', { name: 'Underskrift, ritad av Åsa Öberg' });
  await expect(mine).toBeVisible();
  await expect(page.locator('#timeline')).toContainText('Åsa Öberg skrev under följesedeln');
  for (const browser of [page, anna.page]) {
    const paper = browser.getByRole('link', { name: `Följesedel ${number}.pdf` }).first();
    const begun = browser.waitForEvent('download');
    await paper.click();
    const download = await begun;
    const bytes = await readFile(await download.path());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.length).toBeGreaterThan(5_000);
    expect(download.suggestedFilename()).toBe(`Följesedel ${number}.pdf`);
    await download.saveAs('test-results/pictures/delivery-note.pdf');
  }
  for (const { name, viewport } of SIZES) {
    await page.setViewportSize(viewport);
    await part.scrollIntoViewIfNeeded();
    await look(page, `delivery-note-mine-${name}`);
  }
  await mine.scrollIntoViewIfNeeded();
  await look(anna.page, 'delivery-note-desk-1440');
});

test('by keyboard alone a name is signature enough, on a screen that was handed over', async ({
  arrives,
}) => {
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const number = await reportsAs(page, 'Porten går inte upp');
  const anna = await caseWorker(arrives, ANNA);
  await anna.opens(number);
  const keys = anna.page.keyboard;
  const write = anna.desk.getByRole('button', { name: 'Skriv en följesedel' });
  await write.focus();
  await keys.press('Enter');
  await expect(anna.page.getByLabel('Vad som har gjorts')).toBeFocused();
  await keys.type('Smort gångjärnen 🔧');
  await keys.press('Control+Enter');
  const hand = anna.desk.getByRole('button', { name: 'Låt kunden skriva under här' });
  await expect(hand).toBeVisible();
  await hand.focus();
  await keys.press('Enter');
  const sheet = anna.page.getByRole('dialog', { name: 'Porten går inte upp' });
  const name = sheet.getByLabel('Namn på den som skriver under');
  await tabTo(anna.page, name);
  await keys.press('Control+a');
  await keys.type('Eva Ek');
  await tabTo(anna.page, sheet.getByRole('radio', { name: 'Rita min underskrift' }));
  await keys.press('ArrowDown');
  await expect(sheet.getByRole('radio', { name: 'Skriva mitt namn' })).toBeChecked();
  for (const { name: size, viewport } of SIZES) {
    await anna.page.setViewportSize(viewport);
    await look(anna.page, `delivery-note-hand-over-${size}`);
  }
  await tabTo(anna.page, sheet.getByRole('button', { name: 'Skriv under' }));
  await keys.press('Enter');
  await expect(sheet.getByText('Räck tillbaka skärmen.')).toBeFocused();
  await keys.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(anna.desk).toContainText(`På en skärm som ${ANNA.name} räckte fram.`);

  // The customer has it at home.
  await page.goto(`/my/case/${number}`);
  const part = page.getByRole('region', { name: 'Följesedlar' });
  await expect(part).toContainText('Skrivet namn.');
  const [note] = await notes(page.request, number);
  expect(note?.signature).toMatchObject({ name: 'Eva Ek', way: 'typed', strokes: [], held_by: ANNA.name });
  const paper = await page.request.get(`/api/v1/files/${note?.signature?.file.id}`);
  expect((await paper.body()).subarray(0, 5).toString()).toBe('%PDF-');
});

async function notes(request: APIRequestContext, number: string): Promise<DeliveryNoteView[]> {
  const answer = await request.get(`/api/v1/cases/${number}/delivery-notes`);
  return (await answer.json()) as DeliveryNoteView[];
}

/** Two strokes across the place to draw. */
async function draws(page: Page): Promise<void> {
  const pad = page.getByRole('img', { name: /^Rityta/ });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('there is a place to draw');
  const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(0.1, 0.7));
  await page.mouse.down();
  for (let n = 0; n <= 30; n += 1) await page.mouse.move(...at(0.1 + n / 50, 0.5 + Math.sin(n / 3) / 4));
  await page.mouse.up();
  await page.mouse.move(...at(0.2, 0.85));
  await page.mouse.down();
  await page.mouse.move(...at(0.8, 0.8), { steps: 8 });
  await page.mouse.up();
}
