/*
 * Checklists in the stories: templates and cases that are there already, made over HTTP, and files to hand in.
 */
import type { Page } from '@playwright/test';
import type { CaseReceipt } from '../src/protocol/CaseReceipt.ts';
import type { CaseTypeForm } from '../src/protocol/CaseTypeForm.ts';
import type { CaseTypeView } from '../src/protocol/CaseTypeView.ts';
import type { ChecklistTemplateForm } from '../src/protocol/ChecklistTemplateForm.ts';
import type { ChecklistTemplateView } from '../src/protocol/ChecklistTemplateView.ts';
import type { FormValues } from '../src/protocol/FormValues.ts';
import type { Localised } from '../src/protocol/Localised.ts';
import type { NewCase } from '../src/protocol/NewCase.ts';
import type { StepTemplate } from '../src/protocol/StepTemplate.ts';
import { newId } from './cases.ts';
import { originOf } from './people.ts';
import { expect } from './real.ts';

export function both(sv: string, en = sv): Localised {
  return { sv, en };
}

/** A step that customers do without a file and that nobody looks at, unless told otherwise. */
export function step(title: string | Localised, told: Partial<StepTemplate> = {}): StepTemplate {
  return {
    title: typeof title === 'string' ? both(title) : title,
    instruction: both(''),
    done_by: 'customer',
    wants_files: false,
    is_reviewed: false,
    public: true,
    gates: [],
    ...told,
  };
}

/** A kind of case that asks whether a certificate is needed; made by whoever leads. */
export async function hasCertificateType(page: Page): Promise<CaseTypeView> {
  const types = (await (await page.request.get('/api/v1/case-types')).json()) as CaseTypeView[];
  const team = types.find((type) => type.slug === 'service-report')?.team;
  if (team === undefined) throw new Error('the report of a broken machine is shipped');
  const yes = { key: 'yes', label: both('Ja', 'Yes') };
  const no = { key: 'no', label: both('Nej', 'No') };
  const data: CaseTypeForm = {
    slug: 'certificate',
    version: 0,
    name: both('Intyg', 'Certificates'),
    about: both(''),
    form: {
      fields: [
        {
          key: 'abroad',
          label: both('Ska det användas utomlands?', 'Is it for use abroad?'),
          help: both(''),
          kind: { type: 'choice', options: [yes, no] },
          show: [],
          required: { when: 'always' },
          staff_only: false,
        },
      ],
    },
    open_to: 'customers',
    team,
    promises: { ordinary: {}, urgent: {} },
    retired: false,
  };
  return posted<CaseTypeView>(page, '/api/v1/case-types', data);
}

/** A template, made by whoever leads. */
export function hasTemplate(
  page: Page,
  name: string | Localised,
  steps: StepTemplate[],
  type?: CaseTypeView,
): Promise<ChecklistTemplateView> {
  const data: ChecklistTemplateForm = {
    version: 0,
    name: typeof name === 'string' ? both(name) : name,
    steps,
    ...(type === undefined ? {} : { type: type.id }),
    conditions: [],
    retired: false,
  };
  return posted<ChecklistTemplateView>(page, '/api/v1/checklist-templates', data);
}

/** Whoever is signed in opens a case of the type; gives its number. */
export async function opensCase(
  page: Page,
  type: CaseTypeView,
  title: string,
  values: FormValues = { abroad: 'yes' },
): Promise<string> {
  const data: NewCase = {
    client_id: newId(),
    type: type.id,
    version: type.version,
    title,
    description: '',
    values,
    urgent: false,
    contact: { name: '', email: '', phone: '', language: 'sv' },
  };
  return (await posted<CaseReceipt>(page, '/api/v1/cases', data)).number;
}

export async function posted<T>(page: Page, path: string, data: object): Promise<T> {
  const headers = { origin: await originOf(page) };
  const answer = await page.request.post(path, { headers, data });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as T;
}

/** A page of text that stands for a paper. */
export function paper(name: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(`${name}: ett papper`) };
}
