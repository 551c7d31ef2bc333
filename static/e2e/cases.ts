/*
 * Cases in the stories: what a customer does without a page, over HTTP, and what staff do on theirs.
 */
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import type { CaseReceipt } from '../src/protocol/CaseReceipt.ts';
import type { CaseTypeForm } from '../src/protocol/CaseTypeForm.ts';
import type { CaseTypeView } from '../src/protocol/CaseTypeView.ts';
import type { CaseView } from '../src/protocol/CaseView.ts';
import type { FormValues } from '../src/protocol/FormValues.ts';
import type { NewCase } from '../src/protocol/NewCase.ts';
import type { ObjectForm } from '../src/protocol/ObjectForm.ts';
import { type Arrives, MARIA, originOf, QUEUE, signedIn } from './people.ts';
import { expect } from './real.ts';

/** What the shipped report of a broken machine asks for. */
const FILLED: FormValues = {
  customer: 'Bokens äldreboende, avdelning Regnbågen',
  street: 'Storgatan 12, lgh 1203',
  postal_place: { postcode: '541 34', town: 'Skövde' },
  reporter: 'Maja Ek',
  reporter_phone: '070-174 06 20',
  access: 'no',
  invoice_reference: 'KST 12/7',
};

export type Told = { title: string; name?: string; urgent?: boolean; description?: string };

/** Somebody with no account, who opens cases from a form. */
export type Reporter = {
  opens: (told: Told) => Promise<CaseReceipt>;
  writes: (id: string, subject: string, text: string) => Promise<void>;
  /** The case as they see it, as text too: what is in it at all. */
  sees: (number: string) => Promise<{ view: CaseView; text: string }>;
};

export async function reporter(arrives: Arrives): Promise<Reporter> {
  const { request } = await arrives();
  const made = await request.post('/api/v1/visitors', { data: { language: 'sv' } });
  const { token } = (await made.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const types = (await (await request.get('/api/v1/case-types', { headers })).json()) as CaseTypeView[];
  const service = types.find((type) => type.slug === 'service-report');
  if (service === undefined) throw new Error('the report of a broken machine is shipped');
  return {
    async opens({ title, name = 'Maja Ek', urgent = false, description = 'Hyresgästen har rensat silen.' }) {
      const data: NewCase = {
        client_id: newId(),
        type: service.id,
        version: service.version,
        title,
        description,
        values: FILLED,
        urgent,
        contact: { name, email: 'maja.ek@example.org', phone: '', language: 'sv' },
      };
      const answer = await request.post('/api/v1/cases', { headers, data });
      expect(answer.status(), await answer.text()).toBe(201);
      return (await answer.json()) as CaseReceipt;
    },
    async writes(id, subject, text) {
      const data = { client_id: newId(), subject, text };
      const answer = await request.post(`/api/v1/cases/${id}/threads`, { headers, data });
      expect(answer.status(), await answer.text()).toBe(201);
    },
    async sees(number) {
      const text = await (await request.get(`/api/v1/cases/${number}`, { headers })).text();
      return { view: JSON.parse(text) as CaseView, text };
    },
  };
}

/** Whoever is signed in in this browser reports a broken machine. Its number. */
export async function reportsAs(page: Page, title: string): Promise<string> {
  const types = (await (await page.request.get('/api/v1/case-types')).json()) as CaseTypeView[];
  const service = types.find((type) => type.slug === 'service-report');
  if (service === undefined) throw new Error('the report of a broken machine is shipped');
  const data: NewCase = {
    client_id: newId(),
    type: service.id,
    version: service.version,
    title,
    description: 'Den har stått sedan i går kväll.',
    values: FILLED,
    urgent: false,
    contact: { name: '', email: '', phone: '', language: 'sv' },
  };
  const headers = { origin: await originOf(page) };
  const answer = await page.request.post('/api/v1/cases', { headers, data });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as CaseReceipt).number;
}

/** A kind of case that asks nothing, at the team that never closes. */
export async function hasPlainType(arrives: Arrives): Promise<void> {
  const maria = await signedIn(arrives, MARIA, '/desk/case-types');
  await expect(maria.getByRole('heading', { name: 'Ärendetyper' })).toBeVisible();
  const types = (await (await maria.request.get('/api/v1/case-types')).json()) as CaseTypeView[];
  const team = types.find((type) => type.slug === 'service-report')?.team;
  if (team === undefined) throw new Error(`${QUEUE} has the report of a broken machine`);
  const data: CaseTypeForm = {
    slug: 'question',
    version: 0,
    name: { sv: 'Allmän fråga', en: 'General question' },
    about: { sv: '', en: '' },
    form: { fields: [] },
    open_to: 'customers',
    team,
    promises: { ordinary: {}, urgent: {} },
    retired: false,
  };
  const headers = { origin: new URL(maria.url()).origin };
  const answer = await maria.request.post('/api/v1/case-types', { headers, data });
  expect(answer.status(), await answer.text()).toBe(201);
}

/** An object in the register, under a number of one's own. */
export async function hasObject(
  arrives: Arrives,
  number: string,
  name: string,
  more: Partial<ObjectForm> = {},
): Promise<void> {
  const maria = await signedIn(arrives, MARIA, '/desk');
  const data: ObjectForm = {
    number,
    name,
    maker: '',
    model: '',
    serial: '',
    street: '',
    postcode: '',
    town: '',
    remarks: '',
    ...more,
  };
  const headers = { origin: new URL(maria.url()).origin };
  const answer = await maria.request.post('/api/v1/objects', { headers, data });
  expect(answer.status(), await answer.text()).toBe(201);
}

export type CaseWorker = {
  page: Page;
  /** The case that is open. */
  desk: Locator;
  said: Locator;
  box: Locator;
  row: (title: string) => Locator;
  opens: (number: string) => Promise<void>;
  takes: () => Promise<void>;
  writes: (text: string) => Promise<void>;
};

/** Somebody of the staff at the list of cases. */
export async function caseWorker(
  arrives: Arrives,
  who: { email: string },
  path = '/desk/cases',
): Promise<CaseWorker> {
  const page = await signedIn(arrives, who, path);
  const desk = page.locator('.case');
  const box = desk.getByRole('textbox', { name: /^Skriv (till|internt)/ });
  return {
    page,
    desk,
    said: desk.locator('.log .message .said'),
    box,
    row: (title) => page.getByRole('row').filter({ hasText: title }),
    async opens(number) {
      await page.goto(`/desk/case/${number}`);
      // While it is on its way its number stands there too.
      await expect(desk.locator('.case-head').getByText(number)).toBeVisible();
    },
    async takes() {
      await desk.getByRole('button', { name: 'Ta ärendet' }).click();
    },
    async writes(text) {
      await box.fill(text);
      await box.press('Enter');
    },
  };
}

/** UUIDv7 with this moment in it, as clients make them. */
export function newId(): string {
  const now = Date.now().toString(16).padStart(12, '0');
  return `${now.slice(0, 8)}-${now.slice(8)}-7${randomUUID().slice(15)}`;
}
