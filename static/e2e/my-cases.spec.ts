/*
 * A customer's own pages: a case from the first field to the end, seen from their side.
 */
import { randomUUID } from 'node:crypto';
import type { APIRequestContext, Page } from '@playwright/test';
import { hasAccount, SECRET, signsIn } from './accounts.ts';
import { hasObject } from './cases.ts';
import { tabTo } from './keys.ts';
import { lookInBoth, lookInTwoTongues, SIZES } from './look.ts';
import { ANNA, originOf, signedIn } from './people.ts';
import { expect, test } from './real.ts';

const LONG =
  'Hissen i Wolfeschlegelsteinhausenbergerdorffska huset stannar mellan plan två och tre, och det har den gjort sedan i våras';

test('a visitor opens a case without an account, and gets its number and a mail', async ({ arrives }) => {
  const page = await arrives();
  await page.goto('/my/new');
  await page.getByRole('link', { name: 'Flytt till ett annat land' }).click();
  await expect(page.getByRole('heading', { name: 'Flytt till ett annat land' })).toBeFocused();

  await page.getByLabel('Rubrik').fill('Vi flyttar till Danmark i vår');
  await page.getByLabel('Flyttar från').selectOption('Sverige');
  await page.getByLabel('Flyttar till').selectOption('Danmark');
  await page.getByLabel('Flyttdag').fill('2027-03-01');
  await page.getByLabel('Varför flyttar ni').selectOption('Arbete');
  await page.getByLabel('Arbetsgivare').fill('Brobygge AB');
  await page.getByLabel('Hur många flyttar').fill('4');
  await page.getByLabel('Ja', { exact: true }).check();
  await page.getByLabel('Barnens ålder').fill('5 och 9');
  await page.getByLabel('Vad behöver ni mest hjälp med').selectOption('Skatt och försäkring');
  await page.getByLabel('Inom Skatt och försäkring').selectOption('Skatt i två länder');

  // What was begun is there after a reload.
  await page.reload();
  await expect(page.getByText('Du hade börjat på det här.')).toBeVisible();
  await expect(page.getByLabel('Arbetsgivare')).toHaveValue('Brobygge AB');
  await expect(page.getByLabel('Inom Skatt och försäkring')).toHaveValue('tax');
  // What isn't asked any more isn't sent.
  await page.getByLabel('Varför flyttar ni').selectOption('Studier');
  await expect(page.getByLabel('Arbetsgivare')).toBeHidden();

  await page.getByLabel('Ditt namn').fill('Karin Holm');
  await page.getByLabel('E-postadress').fill('karin.holm@example.org');
  await page.getByRole('button', { name: 'Skicka ärendet' }).click();
  await expect(page.getByRole('heading', { name: 'Vi har tagit emot ditt ärende' })).toBeFocused();
  await expect(page.getByText('En bekräftelse har skickats till karin.holm@example.org')).toBeVisible();
  const shown = page.locator('.my-received-number dd');
  await expect(shown).toHaveText(/^\d{4}-\d{6}$/);
  const number = (await shown.textContent()) ?? '';
  await expect(async () => {
    const mails = await (await page.request.get('/simulators/mail.json')).text();
    expect(mails).toContain('karin.holm@example.org');
    expect(mails).toContain(number);
  }).toPass();

  // The draft has gone with it, and the case is theirs on this device.
  await page.goto('/my/new/relocation');
  await expect(page.getByLabel('Rubrik')).toHaveValue('');
  await page.goto('/my');
  await expect(page.getByText('från den här enheten')).toBeVisible();
  await page.getByRole('link', { name: 'Vi flyttar till Danmark i vår' }).click();
  await expect(page.getByRole('heading', { name: 'Vi flyttar till Danmark i vår' })).toBeFocused();
  await expect(page.getByText('Skatt och försäkring › Skatt i två länder')).toBeVisible();
  await expect(page.getByText('Arbetsgivare')).toBeHidden();
  await expect(page.locator('#timeline')).toContainText('anmälde ärendet');

  // Nobody else's browser is told of it.
  const other = await arrives();
  await other.goto(`/my/case/${number}`);
  await expect(other.getByText('Vi hittar inte ärendet')).toBeVisible();
});

test('a label tells what it belongs to, and one that nobody knows is told before anything is written', async ({
  arrives,
}) => {
  await hasObject(arrives, 'TVM-7', LONG.slice(0, 120), { maker: 'Invand', model: 'T 9' });
  const page = await arrives();
  await page.goto('/report/tvm-7');
  await expect(page.getByText('TVM-7 · Invand T 9')).toBeVisible();
  await inSizes(page, 'report-object', lookInTwoTongues);
  await page.goto('/report/TVM-8');
  const unknown = page.getByText('Vi hittar inget i bruk med det här numret.');
  await expect(unknown).toBeVisible();
  await expect(page.getByLabel('Objekt')).toHaveValue('TVM-8');
  await inSizes(page, 'report-unknown', lookInTwoTongues);
  // Told of the number that stands there, and of no other.
  await page.getByLabel('Objekt').fill('TVM-7');
  await expect(unknown).toHaveCount(0);

  // Where it can't be asked, nobody is told that a right number is wrong.
  const asked = page.waitForResponse('**/by-number/*');
  await page.route('**/by-number/*', (route) =>
    route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>Not here</h1>' }),
  );
  await page.goto('/report/TVM-7');
  await asked;
  await expect(page.locator('[role=status] .skeleton')).toHaveCount(0);
  await expect(page.getByLabel('Objekt')).toHaveValue('TVM-7');
  await expect(page.locator('.my-reported')).toHaveCount(0);
  await expect(unknown).toHaveCount(0);
});

test('a fault is reported by keyboard, wrong at first', async ({ arrives }) => {
  await hasObject(arrives, 'H-1042', 'Garageport');
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  await page.goto('/report/H-1042');
  await expect(page.getByLabel('Objekt')).toHaveValue('H-1042');
  const label = page.locator('.my-reported');
  await expect(label).toContainText('Garageport');
  const keys = page.keyboard;
  const type = async (label: string, text: string): Promise<void> => {
    await tabTo(page, page.getByLabel(label, { exact: true }));
    await keys.press('Control+a');
    await keys.type(text);
  };
  const send = page.getByRole('button', { name: 'Skicka ärendet' });

  await type('Rubrik', 'Luleå, porten går inte upp');
  await type('Gata', 'Storgatan 12');
  await type('Postnummer', '12');
  await type('Ort', 'Luleå');
  await type('Telefon, anmälare', 'ring mig');
  await tabTo(page, send);
  await keys.press('Enter');

  await expect(page.getByLabel('Kund', { exact: false }).first()).toBeFocused();
  await expect(page.locator('[data-field=customer]')).toContainText('Fyll i det här fältet.');
  await expect(page.locator('[data-field=postal_place]')).toContainText(
    'Skriv postnumret med fyra eller fem',
  );
  await expect(page.locator('[data-field=reporter_phone]')).toContainText('Skriv ett telefonnummer');
  await expect(page.locator('[data-field=access]')).toContainText('Välj ett av alternativen.');
  await expect(page.getByRole('alert').filter({ hasText: '5 fält behöver ändras' })).toBeVisible();

  await keys.type('Hyresgästen på plan 2');
  await expect(page.locator('[data-field=customer]')).not.toContainText('Fyll i det här fältet.');
  await type('Postnummer', '972 31');
  await type('Anmälare', 'Maja Ek');
  await type('Telefon, anmälare', '070-174 06 21');
  await tabTo(page, page.getByLabel('Ja, ni får gå in med huvudnyckel'));
  await keys.press('ArrowDown');
  await keys.press('ArrowDown');
  await expect(page.getByLabel('Portkod').first()).toBeChecked();
  await tabTo(page, page.getByRole('textbox', { name: 'Portkod' }));
  await keys.type('4711');
  await page.locator('input[type=file]').setInputFiles(picture('märkskylt.png'));
  await expect(page.getByRole('link', { name: 'märkskylt.png' })).toBeVisible();
  // A file that has come up is there after a reload too.
  await page.reload();
  await expect(page.getByRole('link', { name: 'märkskylt.png' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Portkod' })).toHaveValue('4711');

  await page.getByRole('button', { name: 'Skicka ärendet' }).focus();
  await keys.press('Enter');
  await expect(page.getByRole('heading', { name: 'Vi har tagit emot ditt ärende' })).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'Öppna ärendet' }));
  await keys.press('Enter');
  const details = page.locator('#details');
  await expect(details).toContainText('H-1042');
  await expect(details).toContainText('972 31 Luleå');
  await expect(details.getByRole('link', { name: /märkskylt\.png/ })).toBeVisible();
});

test('pressed twice and cut off, a form becomes one case', async ({ arrives }) => {
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  await page.goto('/my/new/relocation');
  await page.getByLabel('Rubrik').fill('Vi flyttar');
  await page.getByLabel('Flyttar från').selectOption('Sverige');
  await page.getByLabel('Flyttar till').selectOption('Norge');
  await page.getByLabel('Flyttdag').fill('2027-03-01');
  await page.getByLabel('Varför flyttar ni').selectOption('Familj');
  await page.getByLabel('Hur många flyttar').fill('2');
  // The first answer never comes back, though the case was opened.
  await page.route('**/api/v1/cases', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Skicka ärendet' }).dblclick();
  await expect(page.getByText('Det gick inte att skicka just nu.')).toBeVisible();
  await page.unroute('**/api/v1/cases');
  await page.getByRole('button', { name: 'Skicka ärendet' }).click();
  await expect(page.getByRole('heading', { name: 'Vi har tagit emot ditt ärende' })).toBeVisible();
  await page.goto('/my');
  await expect(page.getByRole('link', { name: 'Vi flyttar' })).toHaveCount(1);
});

test('two browsers and the case worker stay in step', async ({ arrives }) => {
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const number = await reports(page, 'Porten går inte upp');
  await page.goto(`/my/case/${number}`);
  const other = await arrives();
  await signsIn(other, SECRET);
  await expect(other.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  await other.goto('/my');
  await other.getByRole('link', { name: 'Porten går inte upp' }).click();
  await expect(other.getByText('Vi har tagit emot ärendet och ger det till en handläggare.')).toBeVisible();

  // A thread from one is there in the other, and what is written in it.
  await page.getByRole('button', { name: 'Nytt meddelande' }).click();
  await page.getByLabel('Ämne').fill('Tid för besök');
  await page.getByLabel('Meddelande', { exact: true }).fill('Helst på förmiddagen.');
  await page.reload();
  await expect(page.getByLabel('Ämne')).toHaveValue('Tid för besök');
  await page.getByRole('button', { name: 'Skicka meddelandet' }).click();
  await expect(said(page)).toHaveText(['Helst på förmiddagen.']);
  await other.getByRole('link', { name: 'Tid för besök' }).click();
  await expect(said(other)).toHaveText(['Helst på förmiddagen.']);
  await other.getByRole('textbox', { name: 'Skriv ett meddelande' }).fill('Torsdag går bra.');
  await other.keyboard.press('Enter');
  await expect(said(page)).toHaveText(['Helst på förmiddagen.', 'Torsdag går bra.']);

  // The case worker takes it, answers and asks for something.
  const anna = await signedIn(arrives, ANNA, '/desk');
  const worker = await caseWorker(anna, number);
  await worker.takes();
  for (const browser of [page, other])
    await expect(browser.getByRole('region', { name: 'Läget' })).toContainText(ANNA.name);
  await worker.writes('Jag kommer klockan tio.');
  await expect(said(page)).toHaveText([
    'Helst på förmiddagen.',
    'Torsdag går bra.',
    'Jag kommer klockan tio.',
  ]);
  await worker.moves('waiting');
  const standing = page.getByRole('region', { name: 'Läget' });
  await expect(standing).toContainText(`${ANNA.name} väntar på svar från dig.`);

  // What is written without a network is sent when it is back, though the page was closed meanwhile.
  await other.context().setOffline(true);
  await other.getByRole('textbox', { name: 'Skriv ett meddelande' }).fill('Skrivet i hissen.');
  await other.keyboard.press('Enter');
  await expect(other.locator('.message-own').last()).toContainText('Skickar');
  await other.context().setOffline(false);
  await other.reload();
  await expect(said(page).last()).toHaveText('Skrivet i hissen.');
  await expect(said(other).last()).toHaveText('Skrivet i hissen.');

  // A file from one is among the files of both.
  await page.locator('#files input[type=file]').setInputFiles(picture('porten.png'));
  await expect(page.locator('#files').getByRole('link', { name: /porten\.png/ })).toBeVisible();
  await expect(other.locator('#files').getByRole('link', { name: /porten\.png/ })).toBeVisible();
  await expect(other.locator('#timeline')).toContainText('porten.png');

  // A word from the customer is what was waited for.
  await expect(standing).toContainText(`${ANNA.name} arbetar med ärendet.`);
  await worker.moves('paused', 'Vi väntar på en reservdel.');
  await expect(standing).toContainText('Ärendet är pausat: Vi väntar på en reservdel.');
  await worker.moves('active');
  await worker.moves('closed');
  await expect(page.getByText('Ärendet är avslutat. Det går inte att skriva mer här.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Skicka filer' })).toBeHidden();
  // Where there is nothing else, what has ended isn't folded.
  await other.goto('/my');
  await expect(other.getByRole('link', { name: 'Porten går inte upp' })).toBeVisible();
});

test('a merged case leads to the one where everything is', async ({ arrives }) => {
  const page = await arrives();
  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  const first = await reports(page, 'Porten går inte upp');
  const second = await reports(page, 'Porten igen');
  await page.goto(`/my/case/${second}`);
  await expect(page.getByRole('heading', { name: 'Porten igen' })).toBeVisible();
  const anna = await signedIn(arrives, ANNA, '/desk');
  const worker = await caseWorker(anna, second);
  await worker.mergesInto(first);
  await expect(page.getByRole('heading', { name: 'Porten går inte upp' })).toBeVisible();
  await expect(page.getByText(`Ärendet ${second} har slagits ihop med det här.`)).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/my/case/${first}`);
});

test('how they look', async ({ arrives }) => {
  test.slow();
  const page = await arrives();
  await page.goto('/my');
  await expect(page.getByText('Logga in för att se dina ärenden')).toBeVisible();
  await inSizes(page, 'my-nobody', lookInTwoTongues);
  await page.goto('/my/new');
  await expect(page.getByRole('link', { name: 'Serviceanmälan' })).toBeVisible();
  await inSizes(page, 'my-kinds', lookInTwoTongues);
  await page.goto('/my/new/service-report');
  await page.getByRole('button', { name: 'Skicka ärendet' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'fält behöver ändras' })).toBeVisible();
  await inSizes(page, 'my-form', lookInTwoTongues);

  await hasAccount(page);
  await expect(page.getByRole('heading', { name: 'Så loggar jag in' })).toBeVisible();
  await page.goto('/my');
  await expect(page.getByText('Du har inga ärenden')).toBeVisible();
  await inSizes(page, 'my-empty', lookInBoth);
  const number = await reports(page, LONG);
  for (let at = 1; at < 30; at++) await reports(page, `Porten i hus ${at}`);
  const anna = await signedIn(arrives, ANNA, '/desk');
  const worker = await caseWorker(anna, number);
  await worker.takes();
  await worker.begins('Tid för besök', 'Passar torsdag klockan tio?');
  await worker.moves('waiting');
  await page.goto('/my');
  await expect(page.getByRole('link', { name: LONG })).toBeVisible();
  await inSizes(page, 'my-many', lookInTwoTongues);
  await page.getByRole('link', { name: LONG }).click();
  await expect(page.getByRole('link', { name: 'Tid för besök' })).toBeVisible();
  await inSizes(page, 'my-case', lookInTwoTongues);
  await page.getByRole('link', { name: 'Tid för besök' }).click();
  await expect(said(page)).toHaveText(['Passar torsdag klockan tio?']);
  await inSizes(page, 'my-thread', lookInBoth);
});

type Look = (page: Page, name: string) => Promise<void>;

async function inSizes(page: Page, name: string, look: Look): Promise<void> {
  for (const { name: size, viewport } of SIZES) {
    await page.setViewportSize(viewport);
    await look(page, `${name}-${size}`);
  }
}

function said(page: Page): ReturnType<Page['locator']> {
  return page.locator('#messages .message .said');
}

/** A picture of one point. */
function picture(name: string): { name: string; mimeType: string; buffer: Buffer } {
  const base64 =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
  return { name, mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') };
}

/** Whoever is signed in reports something; gives its number. */
async function reports(page: Page, title: string): Promise<string> {
  const headers = { origin: await originOf(page) };
  const types = (await (await page.request.get('/api/v1/case-types')).json()) as {
    id: string;
    slug: string;
    version: number;
  }[];
  const type = types.find(({ slug }) => slug === 'service-report');
  const answer = await page.request.post('/api/v1/cases', {
    headers,
    data: {
      client_id: newId(),
      type: type?.id,
      version: type?.version,
      title,
      description: 'Den har stått sedan i går kväll.',
      values: {
        customer: 'Brf Linden',
        street: 'Storgatan 12',
        postal_place: { postcode: '97231', town: 'Luleå' },
        reporter: 'Maja Ek',
        reporter_phone: '0701740605',
        access: 'yes',
      },
      urgent: false,
      contact: { name: '', email: '', phone: '', language: 'sv' },
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as { number: string }).number;
}

/** A UUIDv7, as the page makes them. */
function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

type Seen = { row: { id: string; team: string }; version: number; threads: { conversation: string }[] };
type Worker = {
  takes: () => Promise<void>;
  begins: (subject: string, text: string) => Promise<void>;
  writes: (text: string) => Promise<void>;
  moves: (status: string, reason?: string) => Promise<void>;
  mergesInto: (number: string) => Promise<void>;
};

/** What somebody at the desk does with a case, as whoever is signed in there. */
async function caseWorker(page: Page, number: string): Promise<Worker> {
  const request: APIRequestContext = page.request;
  const headers = { origin: await originOf(page) };
  const path = `/api/v1/cases/${number}`;
  const look = async (): Promise<Seen> => (await (await request.get(path)).json()) as Seen;
  const me = (await (await request.get('/api/v1/session')).json()) as { person: string };
  const done = async (answer: Promise<{ ok: () => boolean; text: () => Promise<string> }>): Promise<void> => {
    const told = await answer;
    expect(told.ok(), await told.text()).toBe(true);
  };
  return {
    async takes() {
      const { version, row } = await look();
      await done(
        request.put(`${path}/owner`, {
          headers,
          data: { version, owner: me.person, team: row.team, note: '' },
        }),
      );
    },
    async begins(subject, text) {
      const data = { client_id: newId(), subject, text };
      await done(request.post(`${path}/threads`, { headers, data }));
    },
    async writes(text) {
      const conversation = (await look()).threads[0]?.conversation;
      await done(request.post(`${path}/part`, { headers }));
      const data = { type: 'send', conversation, client_id: newId(), text };
      await done(request.post('/api/v1/commands', { headers, data }));
    },
    async moves(status, reason) {
      const { version } = await look();
      await done(
        request.put(`${path}/status`, {
          headers,
          data: { version, status, ...(reason === undefined ? {} : { reason }) },
        }),
      );
    },
    async mergesInto(other) {
      const { version } = await look();
      await done(request.post(`${path}/merge`, { headers, data: { version, number: other } }));
    },
  };
}
