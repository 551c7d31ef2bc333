/*
 * What three businesses tell their customers to do, done from the first word to the last: a household that moves, a
 * property company with a broken machine, and somebody who writes to a customer centre.
 */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { makesAccount } from './accounts.ts';
import { caseWorker, hasObject } from './cases.ts';
import { paper } from './checklists.ts';
import { look, lookInTwoTongues, SIZES } from './look.ts';
import { ANNA, type Arrives } from './people.ts';
import { expect, test } from './real.ts';

/** Moves people. */
const DAVID = { name: 'David Mäkinen', email: 'david.makinen@linden.example' } as const;

test('a household moves: its case, its papers in order, words with its case worker', async ({ arrives }) => {
  test.slow();
  const maja = await arrives();
  await makesAccount(maja, '/my');
  await expect(maja.getByText('Du har inga ärenden')).toBeVisible();
  await maja.getByRole('link', { name: 'Nytt ärende' }).click();
  await maja.getByRole('link', { name: 'Flytt till ett annat land' }).click();
  await maja.getByLabel('Rubrik').fill('Vi flyttar till Malmö i vår');
  await maja.getByLabel('Flyttar från').selectOption('Danmark');
  await maja.getByLabel('Flyttar till').selectOption('Sverige');
  await maja.getByLabel('Flyttdag').fill('2027-03-01');
  await maja.getByLabel('Varför flyttar ni').selectOption('Arbete');
  await maja.getByLabel('Arbetsgivare').fill('Brobygge AB');
  await maja.getByLabel('Hur många flyttar').fill('4');
  await maja.getByRole('button', { name: 'Skicka ärendet' }).click();
  const number = await received(maja);
  await maja.getByRole('link', { name: 'Öppna ärendet' }).click();
  await expect(maja.getByRole('heading', { name: 'Vi flyttar till Malmö i vår' })).toBeFocused();

  const david = await caseWorker(arrives, DAVID);
  await test.step('a case worker takes it, and the customer is told who', async () => {
    await david.opens(number);
    await expect(david.desk.getByText('Brobygge AB')).toBeVisible();
    await david.takes();
    await expect(maja.getByRole('region', { name: 'Läget' })).toContainText(DAVID.name);
  });

  await test.step('a message with a subject goes to them, who are named with the case', async () => {
    await maja.getByRole('button', { name: 'Nytt meddelande' }).click();
    await expect(
      maja.getByText(`Till ${DAVID.name}, om Flytt till ett annat land, ärende ${number}.`),
    ).toBeVisible();
    await maja.getByLabel('Ämne').fill('Skolplats');
    await maja.getByLabel('Meddelande', { exact: true }).fill('När söker vi skola till barnen?');
    await maja.getByRole('button', { name: 'Skicka meddelandet' }).click();
    await david.desk.getByRole('button', { name: /Skolplats/ }).click();
    await expect(david.said).toHaveText(['När söker vi skola till barnen?']);
    await david.writes('Så snart adressen är klar.');
    await expect(maja.locator('#messages .said')).toHaveText([
      'När söker vi skola till barnen?',
      'Så snart adressen är klar.',
    ]);
  });

  await test.step('papers are handed in, one after another', async () => {
    await maja.locator('.my-jumps').getByRole('link', { name: 'Checklista' }).click();
    await expect(maja.locator('#checklist')).toBeInViewport();
    await expect(maja.locator('#checklist')).toContainText('Papper inför flytten');
    await expect(maja.locator('#checklist')).toContainText('Anställningsavtal');
    await expect(maja.getByText('Kontrollera i vilket land försäkringen gäller')).toHaveCount(0);
    for (const [title, file] of [
      ['Pass eller nationellt id-kort', 'pass.txt'],
      ['Vigselbevis eller intyg om civilstånd', 'vigselbevis.txt'],
    ] as const) {
      const step = stepIn(maja, title);
      await step.locator('input[type=file]').setInputFiles(paper(file));
      await expect(step.getByRole('link', { name: new RegExp(file) })).toBeVisible();
      await step.getByRole('button', { name: 'Markera som klart' }).click();
      await expect(step).toContainText('Inlämnat, vi tittar på det');
    }
    await stepIn(maja, 'Läs vad som händer veckan före flytten')
      .getByRole('button', { name: 'Markera som klart' })
      .click();
    await expect(maja.locator('#files')).toContainText('vigselbevis.txt');
    for (const { name, viewport } of SIZES) {
      await maja.setViewportSize(viewport);
      await lookInTwoTongues(maja, `guide-household-${name}`);
    }
  });

  await test.step('the case worker looks at them, and pauses', async () => {
    await david.desk.getByRole('button', { name: /^Checklistor/ }).click();
    const passport = stepIn(david.page, 'Pass eller nationellt id-kort');
    await passport.getByRole('button', { name: 'Godkänn' }).click();
    await expect(stepIn(maja, 'Pass eller nationellt id-kort')).toContainText('Klart');
    await david.desk.getByRole('button', { name: 'Pausa' }).click();
    const dialog = david.page.getByRole('dialog');
    await dialog.getByLabel('Varför?').fill('Vi väntar på hyresavtalet.');
    await dialog.getByRole('button', { name: 'Pausa' }).click();
    await expect(maja.getByRole('region', { name: 'Läget' })).toContainText('Vi väntar på hyresavtalet.');
    await maja.getByRole('link', { name: 'Mina ärenden' }).last().click();
    const row = maja.getByRole('listitem').filter({ hasText: 'Vi flyttar till Malmö i vår' });
    await expect(row).toContainText('Pausat');
    await maja.getByRole('link', { name: 'Vi flyttar till Malmö i vår' }).click();
    await expect(maja.getByRole('region', { name: 'Betalningar' })).toContainText('inget att betala');
    await expect(maja.getByRole('region', { name: 'Mina uppgifter' })).toContainText('Maja Ek');
  });

  await test.step('what must be done before it is closed is named, and then it is closed', async () => {
    await david.desk.getByRole('button', { name: 'Börja' }).click();
    await expect(david.desk.locator('.case-head')).toContainText('Pågår');
    await david.desk.getByRole('button', { name: 'Markera som löst' }).click();
    await expect(david.desk.locator('.case-head')).toContainText('Löst');
    await david.desk.getByRole('button', { name: 'Stäng ärendet' }).click();
    await expect(david.desk.locator('.case-head').getByRole('alert')).toContainText('Flytten är anmäld');
    await stepIn(david.page, 'Flytten är anmäld').getByRole('button', { name: 'Markera som klart' }).click();
    await expect(stepIn(maja, 'Flytten är anmäld')).toContainText('Klart');
    await david.desk.getByRole('button', { name: 'Stäng ärendet' }).click();
    await expect(maja.getByText('Avslutat', { exact: true }).first()).toBeVisible();
  });

  await test.step('and the customer leaves', async () => {
    await maja
      .getByRole('button', { name: /Maja Ek/ })
      .first()
      .click();
    await maja.getByRole('menuitem', { name: 'Logga ut här' }).click();
    await expect(maja.getByRole('link', { name: 'Logga in' }).first()).toBeVisible();
    await maja.goto(`/my/case/${number}`);
    await expect(maja.getByText('Vi flyttar till Malmö i vår')).toHaveCount(0);
  });
});

test('a property company reports a machine by its label, searches and signs for the work', async ({
  arrives,
}) => {
  test.slow();
  await hasObject(arrives, 'DM-42', 'Diskmaskin');
  const maja = await arrives();
  await makesAccount(maja, '/my');
  await expect(maja.getByText('Du har inga ärenden')).toBeVisible();

  await maja.goto('/report/DM-42');
  await expect(maja.getByLabel('Objekt')).toHaveValue('DM-42');
  const fields: [label: string, value: string][] = [
    ['Rubrik', 'Skövde diskmaskinen tömmer inte'],
    ['Beskriv med egna ord', 'Hyresgästen har rensat silen. Har hund, ring innan.'],
    ['Kund', 'Bokens äldreboende, avdelning Regnbågen'],
    ['Gata', 'Åsgatan 12, lgh 1203'],
    ['Postnummer', '541 50'],
    ['Ort', 'Skövde'],
    ['Anmälare', 'Maja Ek'],
    ['Telefon, anmälare', '070-174 06 20'],
    ['Telefon 1, kund', '070-174 06 21'],
    ['Telefon 2, kund', '070-174 06 22'],
    ['Avtalsnummer', 'A-1009'],
    ['Fakturamärkning', 'KST 12/7'],
  ];
  for (const [label, value] of fields) await field(maja, label).fill(value);
  await maja.getByLabel('Portkod').first().check();
  await maja.getByRole('textbox', { name: 'Portkod' }).fill('4711');
  await maja.getByRole('button', { name: 'Skicka ärendet' }).click();
  const number = await received(maja);
  await maja.goto('/my/new/service-report');
  for (const [label, value] of [
    ['Rubrik', 'Lidköping ugnen blir inte varm'],
    ...fields.slice(2).map(([label, value]) => [label, label === 'Gata' ? 'Storgatan 3' : value]),
  ] as [string, string][])
    await field(maja, label).fill(value);
  await field(maja, 'Fakturamärkning').fill('KST 99');
  await maja.getByLabel('Nej', { exact: true }).check();
  await maja.getByRole('button', { name: 'Skicka ärendet' }).click();
  const second = await received(maja);

  const anna = await caseWorker(arrives, ANNA, '/desk/cases?search=KST%2012');
  await test.step('it is found by what the invoice is marked with, done and signed for', async () => {
    await expect(anna.row('Lidköping')).toHaveCount(0);
    await anna.row('Skövde diskmaskinen').getByRole('link').click();
    await expect(anna.desk.getByText('4711')).toBeVisible();
    await anna.takes();
    await anna.desk.getByRole('button', { name: /^Checklistor/ }).click();
    for (const title of ['Boka tid med anmälaren', 'Felet är avhjälpt och maskinen provkörd']) {
      await stepIn(anna.page, title).getByRole('button', { name: 'Markera som klart' }).click();
      await expect(stepIn(anna.page, title)).toContainText('Klart');
    }
    await anna.desk.getByRole('button', { name: 'Skriv en följesedel' }).click();
    await anna.page.getByLabel('Vad som har gjorts').fill('Bytt avloppspump. Material: pump D45. Tid: 1,5 h');
    await anna.page.getByRole('button', { name: 'Spara och visa för kunden' }).click();

    await maja.goto(`/my/case/${number}`);
    const part = maja.getByRole('region', { name: 'Följesedlar' });
    await part.getByRole('button', { name: 'Läs och skriv under' }).click();
    const sheet = maja.getByRole('dialog');
    await expect(sheet).toContainText('Bytt avloppspump.');
    await sheet.getByLabel('Namn på den som skriver under').fill('Maja Ek');
    await sheet.getByLabel('Skriva mitt namn').check();
    await sheet.getByRole('button', { name: 'Skriv under' }).click();
    await expect(sheet.getByText('Tack. Följesedeln är underskriven.')).toBeVisible();
    await anna.desk.getByRole('button', { name: 'Markera som löst' }).click();
    await expect(anna.desk.locator('.case-head')).toContainText('Löst');
  });

  await test.step('what was done stands in the machine’s history', async () => {
    await anna.page.goto('/desk?page=objects');
    await anna.page.getByRole('button', { name: 'Ändra DM-42 Diskmaskin' }).click();
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Historik' }).click();
    await expect(anna.page.locator('.case-row')).toHaveCount(1);
    await expect(anna.row('Skövde diskmaskinen')).toContainText('Löst');
  });

  await test.step('the company finds everything by one press, and less by what it remembers', async () => {
    await maja.goto('/my');
    await maja.getByRole('link', { name: 'Sök ärenden' }).click();
    await maja.getByRole('button', { name: 'Sök', exact: true }).click();
    const row = (title: string): Locator => maja.getByRole('row').filter({ hasText: title });
    await expect(maja.getByRole('row')).toHaveCount(3);
    await expect(row('Lidköping')).toContainText(second);
    const narrow: [label: string, value: string][] = [
      ['Fritext', 'diskmaskiner'],
      ['Fakturamärkning', 'kst 12'],
      ['Objekt', 'dm-42'],
      ['Gata', 'åsg'],
    ];
    for (const [label, value] of narrow) {
      await maja.getByLabel(label, { exact: true }).fill(value);
      await maja.getByRole('button', { name: 'Sök', exact: true }).click();
      await expect(maja.getByRole('row')).toHaveCount(2);
      await expect(row('Skövde diskmaskinen')).toBeVisible();
      await maja.getByRole('button', { name: 'Visa alla' }).click();
      await expect(maja.getByRole('row')).toHaveCount(3);
    }
    await maja.getByLabel('Läge').selectOption('Löst');
    await maja.getByRole('button', { name: 'Sök', exact: true }).click();
    await expect(maja.getByRole('row')).toHaveCount(2);
    // The address holds the search, and a reload too.
    await maja.reload();
    await expect(maja.getByLabel('Läge')).toHaveValue('resolved');
    await expect(row('Skövde diskmaskinen')).toContainText('2 av 2 klara');
    await expect(row('Skövde diskmaskinen')).toContainText('Undertecknad');
    for (const { name, viewport } of SIZES) {
      await maja.setViewportSize(viewport);
      await lookInTwoTongues(maja, `guide-search-${name}`);
    }
    await row('Skövde diskmaskinen')
      .getByRole('link', { name: /undertecknade följesedeln/ })
      .click();
    const part = maja.getByRole('region', { name: 'Följesedlar' });
    await expect(part).toBeFocused();
    const begun = maja.waitForEvent('download');
    await part.getByRole('link', { name: /\.pdf/ }).first().click();
    const bytes = await readFile(await (await begun).path());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    await maja.goto('/my/search?from=2999-01-01');
    await expect(maja.getByText('Inget ärende passar')).toBeVisible();
    await look(maja, 'guide-search-none');
  });
});

test('whoever writes to the customer centre is answered by mail, and the urgent one is seen first', async ({
  arrives,
}) => {
  const anna = await caseWorker(arrives, ANNA);
  await writesIn(arrives, 'Fråga om fakturan', false);
  await expect(anna.row('Fråga om fakturan')).toBeVisible();
  const number = await writesIn(arrives, 'Vatten på golvet', true);
  await expect(anna.page.locator('tbody tr').first()).toContainText('Vatten på golvet');
  await expect(anna.row('Vatten på golvet').getByRole('img', { name: 'Brådskande' })).toBeVisible();

  await anna.opens(number);
  await anna.takes();
  await anna.desk
    .getByRole('textbox', { name: 'Meddelande' })
    .fill('Stäng av vattnet under bänken. Vi kommer i dag.');
  await anna.desk.getByRole('button', { name: 'Skicka' }).click();
  await expect(async () => {
    const mails = await (await anna.page.request.get('/simulators/mail.json')).text();
    expect(mails).toContain('vatten.pa.golvet@example.org');
    expect(mails).toContain(number);
  }).toPass();
});

/** Somebody without an account writes in the form; gives the number they are told. */
async function writesIn(arrives: Arrives, title: string, urgent: boolean): Promise<string> {
  const page = await arrives();
  await page.goto('/my/new/service-report');
  for (const [label, value] of [
    ['Rubrik', title],
    ['Kund', 'Lägenhet 1203'],
    ['Gata', 'Åsgatan 12'],
    ['Postnummer', '541 50'],
    ['Ort', 'Skövde'],
    ['Anmälare', 'Karin Holm'],
    ['Telefon, anmälare', '070-174 06 23'],
  ] as const)
    await field(page, label).fill(value);
  await page.getByLabel('Nej', { exact: true }).check();
  if (urgent) await page.getByLabel('Ja, det är brådskande').check();
  await page.getByLabel('Ditt namn').fill('Karin Holm');
  const address = `${title.toLowerCase().replaceAll(' ', '.').replaceAll('å', 'a')}@example.org`;
  await page.getByLabel('E-postadress').fill(address);
  await page.getByRole('button', { name: 'Skicka ärendet' }).click();
  await expect(page.getByText(`En bekräftelse har skickats till ${address}`)).toBeVisible();
  return received(page);
}

/** The number that one is told when a case has been received. */
async function received(page: Page): Promise<string> {
  await expect(page.getByRole('heading', { name: 'Vi har tagit emot ditt ärende' })).toBeVisible();
  const number = await page.locator('.my-received-number dd').textContent();
  expect(number).toMatch(/^\d{4}-\d{6}$/);
  return number ?? '';
}

function field(page: Page, label: string): Locator {
  return page.getByRole('textbox', { name: new RegExp(`^${label}( \\(frivilligt\\))?$`) });
}

function stepIn(page: Page, title: string): Locator {
  return page.locator('.step').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}
