/*
 * Checklists, from the template to the last step: by an administrator, a customer and staff, each in their own browser.
 */
import type { Locator, Page } from '@playwright/test';
import type { CaseTypeView } from '../src/protocol/CaseTypeView.ts';
import { hasAccount } from './accounts.ts';
import { both, hasCertificateType, hasTemplate, opensCase, paper, step } from './checklists.ts';
import { holds } from './held.ts';
import { tabTo } from './keys.ts';
import { look, lookInTwoTongues, picture, SIZES } from './look.ts';
import { ANNA, type Arrives, MARIA, OLGA, signedIn } from './people.ts';
import { expect, test } from './real.ts';

test('a checklist that an administrator makes comes with the cases that it is for', async ({ arrives }) => {
  const olga = await signedIn(arrives, OLGA, '/desk/cases');
  const type = await hasCertificateType(olga);
  await olga.getByRole('button', { name: 'Checklistor' }).click();
  await expect(olga).toHaveURL(/\/desk\/checklists$/);
  await olga.getByRole('button', { name: 'Ny checklista' }).click();
  const save = olga.getByRole('button', { name: 'Spara' });
  await expect(save).toBeDisabled();

  await olga.getByLabel('Namn på svenska').fill('Intyg utomlands');
  await save.click();
  await expect(olga.getByText('Checklistan behöver ett namn på båda språken.')).toBeVisible();
  await expect(olga.getByText('Steget behöver ord på båda språken.').first()).toBeVisible();
  await expect(olga.getByLabel('Namn på engelska')).toBeFocused();
  await olga.getByLabel('Namn på engelska').fill('Certificates abroad');

  await olga.getByLabel('Med nya ärenden av typen').selectOption('Intyg');
  await olga.getByRole('button', { name: 'Lägg till ett villkor' }).click();
  await olga.locator('.type-any-of').getByLabel('Ja').check();

  const steps = olga.getByRole('group', { name: 'Steg' });
  await steps.getByLabel('Steget på svenska').fill('Pass');
  await steps.getByLabel('Steget på engelska').fill('Passport');
  await steps.getByLabel('Så här gör man, på svenska').fill('Sidan med bild, hela sidan.');
  await steps.getByLabel('Kräver en fil').check();
  await steps.getByLabel('Ska vara klart inom').fill('14');
  await steps.getByLabel('Löst').check();
  await steps.getByRole('button', { name: 'Lägg till ett steg' }).click();
  await expect(steps.getByLabel('Steget på svenska')).toBeFocused();
  await steps.getByLabel('Steget på svenska').fill('Ring ambassaden');
  await steps.getByLabel('Steget på engelska').fill('Call the embassy');
  await steps.getByLabel('Görs av').selectOption('Personal');
  await steps.getByLabel('Kunden ser steget').uncheck();

  const preview = olga.getByRole('complementary', { name: 'Så ser kunden det' });
  await expect(preview.getByRole('heading', { name: 'Pass' })).toBeVisible();
  await expect(preview).toContainText('Sidan med bild, hela sidan.');
  await expect(preview).not.toContainText('Ring ambassaden');
  await save.click();
  await expect(olga.getByText('Sparat. Checklistor som redan finns')).toBeVisible();
  await expect(olga.getByRole('button', { name: 'Intyg utomlands', exact: true })).toBeVisible();

  const maja = await arrives();
  await hasAccount(maja);
  await expect(maja.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const abroad = await opensCase(maja, type, 'Intyg till Spanien');
  const home = await opensCase(maja, type, 'Intyg till kommunen', { abroad: 'no' });
  await maja.goto(`/my/case/${abroad}`);
  await expect(stepIn(maja, 'Pass')).toContainText('Sidan med bild, hela sidan.');
  await expect(maja.getByText('0 av 1 klara')).toBeVisible();
  await expect(maja.getByText('Ring ambassaden')).toHaveCount(0);
  await expect(maja.locator('.my-jumps').getByRole('link', { name: 'Checklista' })).toBeVisible();
  await maja.goto(`/my/case/${home}`);
  await expect(maja.getByRole('heading', { name: 'Intyg till kommunen' })).toBeVisible();
  await expect(maja.locator('#checklist')).toHaveCount(0);
  await expect(maja.locator('.my-jumps').getByRole('link', { name: 'Checklista' })).toHaveCount(0);

  const anna = await signedIn(arrives, ANNA, '/desk/checklists');
  await expect(anna.getByText('Checklistor ändras av arbetsledare och administratörer.')).toBeVisible();
});

test('a step is handed in with two files, sent back with a reason, and approved the second time', async ({
  arrives,
}) => {
  const { maja, anna } = await withPassport(arrives);
  const passport = stepIn(maja, 'Pass');
  await expect(passport).toContainText('Nästa');
  await expect(passport.getByRole('button', { name: 'Markera som klart' })).toBeDisabled();
  await expect(passport).toContainText('Lägg till en fil först.');
  await maja.getByRole('link', { name: 'Till steget' }).click();
  await expect(passport).toBeFocused();

  await test.step('two files at once', async () => {
    await passport.locator('input[type=file]').setInputFiles([paper('framsida.txt'), paper('baksida.txt')]);
    await expect(passport.getByRole('link', { name: /framsida\.txt/ })).toBeVisible();
    await expect(passport.getByRole('link', { name: /baksida\.txt/ })).toBeVisible();
    // They are among the case's files as well.
    await expect(maja.locator('#files').getByRole('link', { name: /framsida\.txt/ })).toBeVisible();
    await passport.getByRole('button', { name: 'Markera som klart' }).click();
    await expect(passport).toContainText('Inlämnat, vi tittar på det');
    await expect(passport).toBeFocused();
    await expect(maja.locator('.my-next')).toContainText('Vi tittar på det du har lämnat in.');
  });

  await test.step('what was handed in by mistake is taken back', async () => {
    await passport.getByRole('button', { name: 'Ångra' }).click();
    await expect(passport).toContainText('Att göra');
    await passport.getByRole('button', { name: 'Ta bort baksida.txt' }).click();
    await expect(passport.getByRole('link', { name: /baksida\.txt/ })).toHaveCount(0);
    await expect(maja.locator('#files').getByRole('link', { name: /baksida\.txt/ })).toBeVisible();
    await passport.getByRole('button', { name: 'Markera som klart' }).click();
    await expect(passport).toContainText('Inlämnat, vi tittar på det');
  });

  await test.step('staff see it, and send it back', async () => {
    await anna.getByRole('button', { name: /^Checklistor/ }).click();
    const theirs = stepIn(anna, 'Pass');
    await expect(theirs).toContainText('Inlämnat, att granska');
    await expect(theirs.getByRole('link', { name: /framsida\.txt/ })).toBeVisible();
    await expect(stepIn(anna, 'Ring ambassaden')).toContainText('Bara personal ser');
    await theirs.getByRole('button', { name: 'Skicka tillbaka' }).click();
    const dialog = anna.getByRole('dialog');
    await expect(dialog.getByLabel('Vad behöver göras om?')).toBeFocused();
    await expect(dialog.getByRole('button', { name: 'Skicka tillbaka' })).toBeDisabled();
    await dialog.getByLabel('Vad behöver göras om?').fill('Bilden är suddig,\ntexten går inte att läsa.');
    await dialog.getByRole('button', { name: 'Skicka tillbaka' }).click();
    await expect(theirs).toContainText('Tillbaka hos kunden');
    await expect(theirs).toBeFocused();
  });

  await test.step('the customer is told why, without a reload, and does it again', async () => {
    await expect(passport).toContainText('Bilden är suddig, texten går inte att läsa.');
    await expect(maja.locator('.my-next')).toContainText('Ett steg behöver göras om: Pass.');
    await passport.locator('input[type=file]').setInputFiles(paper('skarp.txt'));
    await expect(passport.getByRole('link', { name: /skarp\.txt/ })).toBeVisible();
    await passport.getByRole('button', { name: 'Markera som klart' }).click();
    await expect(passport).toContainText('Inlämnat, vi tittar på det');
  });

  await test.step('and staff approve', async () => {
    await stepIn(anna, 'Pass').getByRole('button', { name: 'Godkänn' }).click();
    await expect(stepIn(anna, 'Pass')).toContainText('Klart');
    await expect(passport).toContainText('Klart');
    await expect(passport.getByRole('button', { name: 'Ångra' })).toHaveCount(0);
    await expect(passport.getByRole('button', { name: 'Ta bort skarp.txt' })).toHaveCount(0);
    await expect(maja.locator('#timeline')).toContainText('Pass');
  });
});

test('a case is not solved before the step that it waits for, and the page says which', async ({
  arrives,
}) => {
  const { anna } = await withPassport(arrives);
  await anna.getByRole('button', { name: 'Markera som löst' }).click();
  const told = anna.locator('.case-head').getByRole('alert');
  await expect(told).toContainText('Innan ärendet kan bli löst ska det här steget vara klart: Pass.');
  await told.getByRole('button', { name: 'Visa steget' }).click();
  await expect(stepIn(anna, 'Pass')).toBeFocused();
  await expect(stepIn(anna, 'Pass')).toContainText('Krävs för löst');
  // What came by post needs no file.
  await stepIn(anna, 'Pass').getByRole('button', { name: 'Markera som klart' }).click();
  await expect(stepIn(anna, 'Pass')).toContainText('Klart');
  await expect(told).toHaveCount(0);
  await anna.getByRole('button', { name: 'Markera som löst' }).click();
  await expect(anna.locator('.case-head')).toContainText('Löst');
});

test('a checklist is added by hand, and of two who change a step the second is told', async ({ arrives }) => {
  const { anna, number } = await withPassport(arrives);
  const olga = await signedIn(arrives, OLGA, `/desk/case/${number}`);
  await hasTemplate(olga, 'Efteråt', [step('Fråga hur det gick', { done_by: 'staff' })]);
  await anna.getByRole('button', { name: /^Checklistor/ }).click();
  await anna.getByRole('button', { name: 'Lägg till checklista' }).click();
  const dialog = anna.getByRole('dialog');
  await dialog.getByLabel('Checklista').selectOption('Efteråt');
  await expect(dialog).toContainText('Fråga hur det gick');
  await dialog.getByRole('button', { name: 'Lägg till' }).click();
  await expect(anna.getByRole('heading', { name: 'Efteråt' })).toBeVisible();

  await olga.getByRole('button', { name: /^Checklistor/ }).click();
  await expect(stepIn(olga, 'Fråga hur det gick')).toContainText('Att göra');
  // What Olga sees stays as it was until she has pressed.
  const release = await holds(olga, 'GET', '**/checklists');
  await stepIn(anna, 'Fråga hur det gick').getByRole('button', { name: 'Markera som klart' }).click();
  await expect(stepIn(anna, 'Fråga hur det gick')).toContainText('Klart');
  const refused = olga.waitForResponse((answer) => answer.status() === 409);
  await stepIn(olga, 'Fråga hur det gick').getByRole('button', { name: 'Markera som klart' }).click();
  await refused;
  release();
  await expect(olga.getByText('Någon annan hann före. Så här är det nu.')).toBeVisible();
  await expect(stepIn(olga, 'Fråga hur det gick')).toContainText(ANNA.name);
});

test('what one wrote in a checklist stays when a colleague saves first', async ({ arrives }) => {
  const olga = await signedIn(arrives, OLGA, '/desk/checklists');
  await hasTemplate(olga, 'Efteråt', [step('Fråga hur det gick')]);
  await olga.reload();
  const maria = await signedIn(arrives, MARIA, '/desk/checklists');
  for (const one of [olga, maria]) await one.getByRole('button', { name: 'Efteråt', exact: true }).click();
  await maria.getByLabel('Namn på svenska').fill('Uppföljning');
  await maria.getByRole('button', { name: 'Spara' }).click();
  await expect(maria.getByRole('button', { name: 'Uppföljning', exact: true })).toBeVisible();

  await olga.getByLabel('Namn på engelska').fill('Afterwards');
  await olga.getByRole('button', { name: 'Spara' }).click();
  await expect(olga.getByRole('alert')).toContainText('En kollega sparade före dig.');
  await expect(olga.getByLabel('Namn på engelska')).toHaveValue('Afterwards');
  await olga.getByRole('button', { name: 'Spara' }).click();
  await expect(olga.getByText('Sparat.')).toBeVisible();
  await maria.reload();
  await maria.getByRole('button', { name: 'Efteråt', exact: true }).click();
  await expect(maria.getByLabel('Namn på engelska')).toHaveValue('Afterwards');
  await maria.getByLabel('Används inte längre').check();
  await maria.getByRole('button', { name: 'Spara' }).click();
  await expect(maria.getByRole('button', { name: 'Efteråt används inte' })).toBeVisible();
});

test('by keyboard alone: a template is put in order, a step done, looked at and approved', async ({
  arrives,
}) => {
  const { maja, anna, olga } = await withPassport(arrives);

  await test.step('the order of a template', async () => {
    await olga.goto('/desk/checklists');
    const keys = olga.keyboard;
    await tabTo(olga, olga.getByRole('button', { name: 'Intyg utomlands' }));
    await keys.press('Enter');
    const lines = olga.locator('.type-field-open');
    await expect(lines.first()).toContainText('Pass');
    await tabTo(olga, lines.first());
    await keys.press('Alt+ArrowDown');
    await expect(lines.first()).toContainText('Ring ambassaden');
    await expect(lines.nth(1)).toBeFocused();
    await tabTo(olga, olga.getByRole('button', { name: 'Spara' }));
    await keys.press('Enter');
    await expect(olga.getByText('Sparat.')).toBeVisible();
  });

  await test.step('the customer does it', async () => {
    const passport = stepIn(maja, 'Pass');
    // Listened for in time: the browser has to be told before it shows a window of its own.
    const chooser = maja.waitForEvent('filechooser');
    await tabTo(maja, maja.getByRole('link', { name: 'Till steget' }));
    await maja.keyboard.press('Enter');
    await expect(passport).toBeFocused();
    await tabTo(maja, passport.getByRole('button', { name: 'Lägg till filer' }));
    await maja.keyboard.press('Enter');
    await (await chooser).setFiles(paper('pass.txt'));
    await expect(passport.getByRole('link', { name: /pass\.txt/ })).toBeVisible();
    await tabTo(maja, passport.getByRole('button', { name: 'Markera som klart' }));
    await maja.keyboard.press('Enter');
    await expect(passport).toContainText('Inlämnat, vi tittar på det');
    await expect(passport).toBeFocused();
  });

  await test.step('staff look at it', async () => {
    const keys = anna.keyboard;
    const passport = stepIn(anna, 'Pass');
    await expect(anna.getByRole('button', { name: /1 att granska/ })).toBeVisible();
    await keys.press('l');
    await expect(passport).toBeFocused();
    await keys.press('ArrowDown');
    await expect(stepIn(anna, 'Ring ambassaden')).toBeFocused();
    await keys.press('ArrowUp');
    await keys.press('b');
    await expect(anna.getByRole('dialog').getByLabel('Vad behöver göras om?')).toBeFocused();
    await keys.press('Escape');
    await keys.press('l');
    await keys.press('m');
    await expect(passport).toContainText('Klart');
    await expect(passport).toBeFocused();
    await keys.press('?');
    await expect(anna.getByRole('dialog')).toContainText('Skicka tillbaka steget');
  });
});

const LONG =
  'Personbevis för Wolfeschlegelsteinhausenbergerdorffska huset med uppgift om civilstånd, medborgarskap och tidigare namn';
const HOW =
  'Beställ personbeviset hos Skatteverket och välj mallen för utländska myndigheter. Det får vara högst tre månader gammalt den dag då ni flyttar.\n\nSkicka hela dokumentet:\n1. alla sidor\n2. stämpeln\n3. underskriften\n\nFrågor? Ring 0771-567 567 eller läs på https://www.example.org/personbevis.';

for (const { name, viewport } of SIZES) {
  test(`long names and sixty steps look right to customers at ${name}`, async ({ arrives }) => {
    const { maja } = await withMuch(arrives);
    await maja.setViewportSize(viewport);
    await lookInTwoTongues(maja, `checklist-my-top-${name}`);
    await maja.locator('#checklist').evaluate((part) => part.scrollIntoView());
    await picture(maja, `checklist-my-${name}-light`);
    await maja.emulateMedia({ colorScheme: 'dark' });
    await picture(maja, `checklist-my-${name}-dark`);
    await maja.route('**/checklists', (route) => route.abort());
    await maja.reload();
    await expect(maja.locator('#checklist').getByRole('button', { name: 'Försök igen' })).toBeVisible();
    await look(maja, `checklist-my-error-dark-${name}`);
  });

  test(`long names and sixty steps look right to staff at ${name}`, async ({ arrives }) => {
    const { maja, number } = await withMuch(arrives);
    const anna = await signedIn(arrives, ANNA, `/desk/case/${number}`, { viewport });
    await anna.getByRole('button', { name: /^Checklistor/ }).click();
    await expect(stepIn(anna, 'Pass')).toBeVisible();
    await look(anna, `checklist-desk-${name}`);
    await stepIn(anna, 'Pass').getByRole('button', { name: 'Skicka tillbaka' }).click();
    await anna
      .getByLabel('Vad behöver göras om?')
      .fill('Bilden är suddig. Fotografera passet rakt uppifrån, i dagsljus.');
    await picture(anna, `checklist-send-back-${name}`);
    await anna.getByRole('dialog').getByRole('button', { name: 'Skicka tillbaka' }).click();
    await expect(stepIn(maja, 'Pass')).toContainText('Bilden är suddig.');
    await anna.getByRole('button', { name: 'Markera som löst' }).click();
    await anna.locator('.case-head').getByRole('button', { name: 'Visa steget' }).click();
    await expect(stepIn(anna, LONG)).toBeFocused();
    await look(anna, `checklist-desk-stopped-${name}`);
    await anna.getByRole('button', { name: 'Lägg till checklista' }).click();
    await expect(anna.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
    await look(anna, `checklist-add-${name}`);
  });

  test(`templates with long names and sixty steps look right at ${name}`, async ({ arrives }) => {
    const olga = await signedIn(arrives, OLGA, '/desk/cases', { viewport });
    await hasMuch(olga);
    await olga.goto('/desk/checklists');
    await olga.getByRole('button', { name: 'Papper inför flytten till Spanien' }).click();
    await olga.locator('.type-field-open').nth(2).click();
    await expect(olga.getByLabel('Steget på svenska')).toBeVisible();
    await look(olga, `checklist-template-${name}`);
    await olga
      .locator('.type-field')
      .nth(2)
      .evaluate((field) => field.scrollIntoView());
    await picture(olga, `checklist-template-step-${name}`);
    await olga.emulateMedia({ colorScheme: 'dark' });
    await olga.getByRole('button', { name: 'Sextio steg' }).click();
    await expect(olga.locator('.type-field')).toHaveCount(60);
    await look(olga, `checklist-template-sixty-dark-${name}`);
    await olga.getByRole('button', { name: 'Ny checklista' }).click();
    await olga.getByLabel('Namn på svenska').fill('Ny');
    await olga.getByRole('button', { name: 'Spara' }).click();
    await look(olga, `checklist-template-new-dark-${name}`);
  });
}

test('a case without a checklist, and staff without an answer', async ({ arrives }) => {
  const olga = await signedIn(arrives, OLGA, '/desk/cases');
  const type = await hasCertificateType(olga);
  const maja = await arrives();
  await hasAccount(maja);
  await expect(maja.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const number = await opensCase(maja, type, 'Intyg till kommunen');
  const anna = await signedIn(arrives, ANNA, `/desk/case/${number}`, {
    colorScheme: 'dark',
    locale: 'en-GB',
  });
  await anna.getByRole('button', { name: /^Checklists/ }).click();
  await expect(anna.getByText('The case has no checklist')).toBeVisible();
  await inSizes(anna, 'checklist-desk-none-dark', look);
  await anna.route('**/checklists', (route) => route.abort());
  await anna.reload();
  await anna.getByRole('button', { name: /^Checklists/ }).click();
  await expect(anna.locator('.case-lists').getByRole('button', { name: 'Try again' })).toBeVisible();
  await inSizes(anna, 'checklist-desk-error-dark', look);
});

async function inSizes(
  page: Page,
  name: string,
  look: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  for (const { name: size, viewport } of SIZES) {
    await page.setViewportSize(viewport);
    await look(page, `${name}-${size}`);
  }
}

/** A kind of case that comes with a list of long names, and one as long as lists can be. */
async function hasMuch(olga: Page): Promise<CaseTypeView> {
  const type = await hasCertificateType(olga);
  const steps = [
    step(both('Läs igenom det här först', 'Read this first')),
    step(both('Pass', 'Passport'), { wants_files: true, is_reviewed: true, due_in_days: 0 }),
    step(LONG, {
      instruction: both(HOW),
      wants_files: true,
      is_reviewed: true,
      due_in_days: 14,
      gates: ['resolved', 'closed'],
    }),
    step(both('Vi bokar tid på ambassaden', 'We book a time at the embassy'), {
      done_by: 'staff',
      due_in_days: 1,
    }),
    step(both('Kontrollera betalningen', 'Check the payment'), {
      done_by: 'staff',
      public: false,
      wants_files: true,
    }),
  ];
  await hasTemplate(
    olga,
    both('Papper inför flytten till Spanien', 'Papers for the move to Spain'),
    steps,
    type,
  );
  const sixty = Array.from({ length: 60 }, (_, at) => step(both(`Steg ${at + 1}`, `Step ${at + 1}`)));
  await hasTemplate(olga, both('Sextio steg', 'Sixty steps'), sixty, type);
  return type;
}

/** A case with all that; something is done, and a passport handed in. */
async function withMuch(arrives: Arrives): Promise<{ maja: Page; number: string }> {
  const type = await hasMuch(await signedIn(arrives, OLGA, '/desk/cases'));
  const maja = await arrives();
  await hasAccount(maja);
  await expect(maja.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const number = await opensCase(maja, type, 'Intyg till Spanien');
  await maja.goto(`/my/case/${number}`);
  await stepIn(maja, 'Läs igenom det här först').getByRole('button', { name: 'Markera som klart' }).click();
  const passport = stepIn(maja, 'Pass');
  await passport
    .locator('input[type=file]')
    .setInputFiles([paper('pass.txt'), paper(`${'mycket-långt-namn-på-en-fil-'.repeat(4)}.txt`)]);
  await expect(passport.getByRole('link')).toHaveCount(2);
  await passport.getByRole('button', { name: 'Markera som klart' }).click();
  await expect(passport).toContainText('Inlämnat');
  return { maja, number };
}

/** A step by its title, on any page. */
function stepIn(page: Page, title: string): Locator {
  return page.locator('.step').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

type Three = { maja: Page; anna: Page; olga: Page; number: string };

/** A case that waits for a passport: the customer has it open, an advisor too, and an administrator made the list. */
async function withPassport(arrives: Arrives): Promise<Three> {
  const olga = await signedIn(arrives, OLGA, '/desk/cases');
  const type = await hasCertificateType(olga);
  const steps = [
    step('Pass', { wants_files: true, is_reviewed: true, gates: ['resolved'] }),
    step('Ring ambassaden', { done_by: 'staff', public: false }),
  ];
  await hasTemplate(olga, 'Intyg utomlands', steps, type);
  const maja = await arrives();
  await hasAccount(maja);
  await expect(maja.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const number = await opensCase(maja, type, 'Intyg till Spanien');
  await maja.goto(`/my/case/${number}`);
  await expect(stepIn(maja, 'Pass')).toBeVisible();
  const anna = await signedIn(arrives, ANNA, `/desk/case/${number}`);
  await expect(anna.getByRole('heading', { name: 'Intyg till Spanien' })).toBeVisible();
  return { maja, anna, olga, number };
}
