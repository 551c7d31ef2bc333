/*
 * The staff's side of cases: taken, answered, noted, paused and solved; by two at once; out of a chat; by keys alone.
 */
import { caseWorker, hasPlainType, reporter } from './cases.ts';
import { holds } from './held.ts';
import { drawsSeldom } from './keys.ts';
import { ANNA, advisor, BO, customer, MARIA, signedIn, talking } from './people.ts';
import { expect, test } from './real.ts';

test('an advisor takes a case, answers, notes, pauses with a reason and solves it', async ({ arrives }) => {
  const maja = await reporter(arrives);
  await maja.opens({ title: 'Falköping, ugnen blir inte varm' });
  const anna = await caseWorker(arrives, ANNA);
  await expect(anna.row('Falköping, ugnen blir inte varm')).toContainText('Nytt');

  // What comes while one looks turns up by itself.
  const { number } = await maja.opens({ title: 'Skövde, diskmaskinen tömmer inte', urgent: true });
  await anna.row('Skövde, diskmaskinen').getByRole('link').click();
  await expect(anna.desk.getByRole('heading', { name: 'Skövde, diskmaskinen tömmer inte' })).toBeVisible();
  await expect(anna.desk.getByText('Storgatan 12, lgh 1203')).toBeVisible();
  await expect(anna.desk.getByText('Brådskande')).toBeVisible();

  await test.step('it becomes theirs', async () => {
    await anna.takes();
    await expect(anna.desk.locator('.case-head-owner')).toContainText(ANNA.name);
    await expect(anna.desk.locator('.case-head')).toContainText('Pågår');
  });

  await test.step('the customer is written to, by subject', async () => {
    await expect(anna.desk.getByRole('textbox', { name: 'Ämne' })).toHaveValue(
      'Skövde, diskmaskinen tömmer inte',
    );
    await anna.desk.getByRole('textbox', { name: 'Meddelande' }).fill('Vi kommer på torsdag med en ny pump.');
    await anna.desk.getByRole('button', { name: 'Skicka' }).click();
    await expect(anna.said).toHaveText(['Vi kommer på torsdag med en ny pump.']);
    const { view } = await maja.sees(number);
    expect(view.threads.map((thread) => thread.last)).toEqual(['Vi kommer på torsdag med en ny pump.']);
    await anna.writes('Ring gärna om det inte passar.');
    await expect(anna.said.last()).toHaveText('Ring gärna om det inte passar.');
  });

  await test.step('what is noted never reaches the customer', async () => {
    const note = 'Vaktmästaren har nyckel, kunden är orolig för golvet.';
    await anna.desk.getByRole('button', { name: /^Interna anteckningar/ }).click();
    await expect(anna.desk.getByText('Kunden kan aldrig läsa det.')).toBeVisible();
    await anna.writes(note);
    await expect(anna.said).toHaveText([note]);
    const { view, text } = await maja.sees(number);
    expect(view.notes).toBeUndefined();
    expect(text).not.toContain('Vaktmästaren');
  });

  await test.step('a pause has a reason that the customer reads', async () => {
    await anna.desk.getByRole('button', { name: 'Pausa' }).click();
    const dialog = anna.page.getByRole('dialog');
    await expect(dialog.getByLabel('Varför?')).toBeFocused();
    await expect(dialog.getByRole('button', { name: 'Pausa' })).toBeDisabled();
    await dialog.getByLabel('Varför?').fill('Väntar på pumpen från fabriken.');
    await dialog.getByRole('button', { name: 'Pausa' }).click();
    await expect(anna.desk.locator('.banner')).toContainText('Väntar på pumpen från fabriken.');
    const { view } = await maja.sees(number);
    expect(view.row).toMatchObject({ status: 'paused', pause_reason: 'Väntar på pumpen från fabriken.' });
  });

  await test.step('and it is solved', async () => {
    await anna.desk.getByRole('button', { name: 'Börja' }).click();
    await expect(anna.desk.locator('.case-head')).toContainText('Pågår');
    await anna.desk.getByRole('button', { name: 'Markera som löst' }).click();
    await expect(anna.desk.locator('.case-head')).toContainText('Löst');
    expect((await maja.sees(number)).view.row.status).toBe('resolved');
    await expect(anna.desk.locator('.timeline')).toContainText('Från Pågår till Löst');
    await anna.desk.getByRole('button', { name: 'Till ärendena' }).click();
    await expect(anna.row('Falköping, ugnen')).toBeVisible();
    await expect(anna.row('Skövde, diskmaskinen')).toHaveCount(0);
  });
});

test('of two who take a case at once, the second is told who was faster', async ({ arrives }) => {
  const { number } = await (await reporter(arrives)).opens({ title: 'Två vill ha det' });
  const anna = await caseWorker(arrives, ANNA);
  const bo = await caseWorker(arrives, BO);
  await anna.opens(number);
  await bo.opens(number);
  // What Bo sees stays as it was until he has pressed.
  const release = await holds(bo.page, 'GET', '**/api/v1/cases/*');
  await anna.takes();
  await expect(anna.desk.locator('.case-head-owner')).toContainText(ANNA.name);
  const refused = bo.page.waitForResponse((answer) => answer.status() === 409);
  await bo.takes();
  await refused;
  release();
  await expect(bo.page.getByText(`${ANNA.name} ändrade ärendet före dig.`)).toBeVisible();
  await expect(bo.desk.locator('.case-head-owner')).toContainText(ANNA.name);
});

test('what one wrote stays when a colleague saves first', async ({ arrives }) => {
  const { number } = await (await reporter(arrives)).opens({ title: 'Ugnen' });
  const anna = await caseWorker(arrives, ANNA);
  const bo = await caseWorker(arrives, BO);
  await anna.opens(number);
  await bo.opens(number);
  for (const one of [anna, bo]) {
    await one.desk.getByRole('button', { name: 'Ändra uppgifterna' }).click();
    await expect(one.desk.getByLabel('Rubrik')).toBeFocused();
  }
  await bo.desk.getByLabel('Beskrivning').fill('Electrolux, fem år gammal.');
  await bo.desk.getByLabel('Gata').fill('Storgatan 14');
  await bo.desk.getByRole('button', { name: 'Spara' }).click();
  await expect(bo.desk.getByText('Storgatan 14')).toBeVisible();

  await anna.desk.getByLabel('Rubrik').fill('Ugnen blir inte varm');
  await anna.desk.getByLabel('Gata').fill('Storgatan 16');
  await anna.desk.getByRole('button', { name: 'Spara' }).click();
  const told = anna.desk.getByRole('alert');
  await expect(told).toContainText(`${BO.name} ändrade ärendet före dig.`);
  await expect(told).toContainText('Ni har båda ändrat: Gata');
  await expect(anna.desk.getByLabel('Beskrivning')).toHaveValue('Electrolux, fem år gammal.');
  await expect(anna.desk.getByLabel('Gata')).toHaveValue('Storgatan 16');
  await anna.desk.getByRole('button', { name: 'Spara' }).click();
  await expect(anna.desk.getByRole('heading', { name: 'Ugnen blir inte varm' })).toBeVisible();
  await expect(bo.desk.getByText('Storgatan 16')).toBeVisible();
});

test('whoever writes is told that a colleague has written meanwhile', async ({ arrives }) => {
  const { number } = await (await reporter(arrives)).opens({ title: 'Kylen läcker' });
  const anna = await caseWorker(arrives, ANNA);
  const bo = await caseWorker(arrives, BO);
  await anna.opens(number);
  await anna.takes();
  await anna.desk.getByRole('textbox', { name: 'Meddelande' }).fill('Hej, vi tittar på det.');
  await anna.desk.getByRole('button', { name: 'Skicka' }).click();
  await expect(anna.said).toHaveText(['Hej, vi tittar på det.']);
  await bo.opens(number);
  await expect(bo.said).toHaveText(['Hej, vi tittar på det.']);

  await anna.box.fill('Vi kommer på måndag');
  await bo.box.pressSequentially('Vi kommer på tisdag.');
  // The first word is what makes Bo take part; until then nobody is told that he writes.
  await bo.box.press('Enter');
  await expect(bo.said.last()).toHaveText('Vi kommer på tisdag.');
  const since = anna.desk.locator('.case-since');
  await expect(since).toContainText(`${BO.name} har skrivit sedan du började:`);
  await expect(since).toContainText('Vi kommer på tisdag.');
  await expect(anna.box).toHaveValue('Vi kommer på måndag');
  await since.getByRole('button', { name: 'Jag har sett det' }).click();
  await expect(since).toHaveCount(0);

  await bo.box.pressSequentially('En sak till');
  await expect(anna.desk.getByText(`${BO.name} skriver`)).toBeVisible();
});

test('a chat becomes a case in one step, and the two know each other', async ({ arrives }) => {
  await hasPlainType(arrives);
  const [maja, anna] = await talking(await customer(arrives), await advisor(arrives, ANNA));
  await maja.writes('Kan ni laga min ugn?');
  await expect(anna.said).toHaveText(['Kan ni laga min ugn?']);
  await anna.pane.getByRole('button', { name: 'Gör till ärende' }).click();
  const dialog = anna.page.getByRole('dialog');
  await expect(dialog).toContainText('Maja Ek');
  await dialog.getByLabel('Ärendetyp').selectOption('Allmän fråga');
  await dialog.getByLabel('Rubrik').fill('Laga ugnen');
  await dialog.getByRole('button', { name: 'Öppna ärendet' }).click();
  await anna.page.getByRole('button', { name: 'Visa', exact: true }).click();
  const desk = anna.page.locator('.case');
  await expect(desk.getByRole('heading', { name: 'Laga ugnen' })).toBeVisible();
  await expect(desk.getByRole('heading', { name: 'Maja Ek', exact: true })).toBeVisible();
  await expect(desk.locator('.timeline')).toContainText('Öppnades ur en chatt');
  await desk.locator('.case-links').getByRole('button').click();
  await expect(anna.said).toHaveText(['Kan ni laga min ugn?']);
});

test('a case for somebody on the telephone, merged into the one they had', async ({ arrives }) => {
  await hasPlainType(arrives);
  const anna = await caseWorker(arrives, ANNA);
  const opens = async (title: string, choose: () => Promise<void>): Promise<string> => {
    await anna.page.getByRole('button', { name: 'Nytt ärende' }).click();
    await choose();
    await anna.page.getByLabel('Ärendetyp').selectOption('Allmän fråga');
    await anna.page.getByLabel('Rubrik').fill(title);
    await anna.page.getByRole('button', { name: 'Öppna ärendet' }).click();
    await expect(anna.desk.getByRole('heading', { name: title })).toBeVisible();
    const number = (await anna.desk.getAttribute('data-case')) ?? '';
    await anna.desk.getByRole('button', { name: 'Till ärendena' }).click();
    return number;
  };
  const first = await opens('Fråga om fakturan', async () => {
    await anna.page.getByLabel('Vem gäller det?').fill('Gunnar Ståhl');
    await anna.page.getByRole('textbox', { name: 'Telefon (frivilligt)' }).fill('070-174 06 30');
  });
  const second = await opens('Fakturan igen', async () => {
    await anna.page.getByLabel('Vem gäller det?').fill('Gunnar');
    await anna.page
      .getByRole('list', { name: 'Kända kunder' })
      .getByRole('button', { name: /Gunnar Ståhl/ })
      .click();
  });

  await anna.opens(second);
  await anna.desk.getByRole('button', { name: 'Slå ihop' }).click();
  const dialog = anna.page.getByRole('dialog');
  await dialog.getByLabel('Ärendenummer').fill(first);
  await expect(dialog).toContainText('Fråga om fakturan');
  await dialog.getByRole('button', { name: `Flytta allt till ${first}` }).click();
  await expect(anna.desk.getByRole('heading', { name: 'Fråga om fakturan' })).toBeVisible();
  await anna.page.goto(`/desk/case/${second}`);
  await expect(anna.page).toHaveURL(new RegExp(`/desk/case/${first}$`));
});

test('the list is searched and read, and a case noted in, by keys alone', async ({ arrives }) => {
  const maja = await reporter(arrives);
  await maja.opens({ title: 'Tvättmaskinen låter' });
  const { number } = await maja.opens({ title: 'Torktumlaren luktar' });
  const anna = await caseWorker(arrives, ANNA);
  const keys = anna.page.keyboard;
  await expect(anna.row('Torktumlaren luktar')).toBeVisible();

  await keys.press('/');
  await keys.type('Torktumlaren');
  await expect(anna.row('Tvättmaskinen låter')).toHaveCount(0);
  await expect(anna.page).toHaveURL(/search=Torktumlaren/);
  await keys.press('Escape');
  await keys.press('j');
  await expect(anna.row('Torktumlaren luktar').getByRole('link')).toBeFocused();
  await keys.press('Enter');
  await expect(anna.desk.getByRole('heading', { name: 'Torktumlaren luktar' })).toBeVisible();

  await keys.press('i');
  await expect(anna.desk.locator('.case-head-owner')).toContainText(ANNA.name);
  await keys.press('n');
  await expect(anna.box).toBeFocused();
  await keys.type('Remmen är nog av.');
  await keys.press('Enter');
  await expect(anna.said).toHaveText(['Remmen är nog av.']);
  await keys.press('Alt+t');
  await expect(anna.page.getByRole('dialog')).toBeVisible();
  await keys.press('Escape');
  await keys.press('Alt+s');
  await expect(anna.desk.getByRole('button', { name: 'Markera som löst' })).toBeFocused();
  await keys.press('u');
  await expect(anna.row('Torktumlaren luktar')).toBeVisible();

  await keys.press('?');
  await expect(anna.page.getByRole('dialog')).toContainText('I listan med ärenden');
  await keys.press('Escape');
  await keys.press('Control+k');
  await keys.type(number);
  await keys.press('Enter');
  await expect(anna.desk.getByRole('heading', { name: 'Torktumlaren luktar' })).toBeVisible();
});

test('a supervisor makes a kind of case by keys, and sees it as customers will', async ({ arrives }) => {
  const maria = await signedIn(arrives, MARIA, '/desk/case-types');
  await drawsSeldom(maria);
  await maria.reload();
  await maria.getByRole('button', { name: 'Ny ärendetyp' }).click();
  await maria.getByLabel('Namn på svenska').fill('Nyckel och passage');
  await maria.getByLabel('Namn på engelska').fill('Keys and doors');
  await expect(maria.getByLabel('Namn i adressen')).toHaveValue('nyckel-och-passage');

  await maria.getByRole('button', { name: 'Ett val', exact: true }).click();
  await expect(maria.getByLabel('Fråga på svenska')).toBeFocused();
  const keys = maria.keyboard;
  await keys.type('Vad gäller det?');
  await maria.getByLabel('Fråga på engelska').fill('What is it about?');
  await maria.getByRole('button', { name: 'Lägg till ett alternativ' }).click();
  await maria.getByLabel('Alternativ 1 på svenska').fill('Borttappad nyckel');
  await maria.getByLabel('Alternativ 1 på engelska').fill('A lost key');
  await keys.press('Enter');
  await expect(maria.getByLabel('Alternativ 2 på svenska')).toBeFocused();
  await keys.type('Porten');
  await maria.getByLabel('Alternativ 2 på engelska').fill('The door');

  await maria.getByRole('button', { name: 'En rad text', exact: true }).click();
  await keys.type('Vilken port?');
  await maria.getByLabel('Fråga på engelska').fill('Which door?');
  await maria.getByRole('button', { name: 'Lägg till ett villkor' }).click();
  await maria.locator('.type-any-of').getByLabel('Porten').check();

  const preview = maria.getByRole('complementary', { name: 'Så ser det ut' });
  await expect(preview.getByText('Vilken port?')).toHaveCount(0);
  await preview.getByLabel('Porten').check();
  await expect(preview.getByText('Vilken port?')).toBeVisible();
  await maria.getByRole('button', { name: 'Spara' }).click();
  await expect(maria.getByRole('button', { name: 'Nyckel och passage' })).toBeVisible();

  // As it was saved: each with a name of its own, and the condition asks for the option by it.
  const types = (await (await maria.request.get('/api/v1/case-types')).json()) as {
    slug: string;
    form: { fields: { key: string; show: unknown }[] };
  }[];
  const made = types.find((type) => type.slug === 'nyckel-och-passage');
  expect(made?.form.fields.map(({ key, show }) => [key, show])).toEqual([
    ['vad_galler_det', []],
    ['vilken_port', [{ field: 'vad_galler_det', any_of: ['porten'] }]],
  ]);
});
