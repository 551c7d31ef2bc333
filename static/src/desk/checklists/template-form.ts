/*
 * A template of checklists while it is being changed: steps added, moved and taken away, what belongs together kept so,
 * and what is wrong with it. Pure; the server checks the same.
 */
import type { CaseForm } from '../../protocol/CaseForm.ts';
import type { CaseStatus } from '../../protocol/CaseStatus.ts';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import type { ChecklistTemplateForm } from '../../protocol/ChecklistTemplateForm.ts';
import type { ChecklistTemplateView } from '../../protocol/ChecklistTemplateView.ts';
import type { ChecklistView } from '../../protocol/ChecklistView.ts';
import type { Condition } from '../../protocol/Condition.ts';
import type { Localised } from '../../protocol/Localised.ts';
import type { StepTemplate } from '../../protocol/StepTemplate.ts';
import { keysIn } from '../cases/type-form.ts';

/** As on the wire. */
export const MAX_STEPS = 60;
export const NAME_CHARS = 80;
export const TITLE_CHARS = 120;
export const INSTRUCTION_CHARS = 1_000;
export const MAX_DAYS = 731;
const MAX_CONDITIONS = 20;

/** What a step can stand before; a case begins as new, so nothing can keep it from that. */
export const GATES = ['active', 'waiting', 'paused', 'resolved', 'closed'] as const satisfies CaseStatus[];

/** A step with a name that stays its own while it is moved about. */
export type Edited = StepTemplate & { key: string };

/** What is being changed. */
export type TemplateEdit = {
  version: number;
  name: Localised;
  steps: readonly Edited[];
  /** Empty where it is only added by hand. */
  type: string;
  conditions: readonly Condition[];
  retired: boolean;
};

const NOTHING: Localised = { sv: '', en: '' };

export function editOf(template: ChecklistTemplateView): TemplateEdit {
  const { version, name, conditions, retired } = template;
  const steps = template.steps.map((step, at) => ({ ...step, key: `${at}` }));
  return { version, name, steps, type: template.type ?? '', conditions, retired };
}

/** A new one, which already has room for its first step. */
export function newTemplate(): TemplateEdit {
  const empty = { version: 0, name: NOTHING, steps: [], type: '', conditions: [], retired: false };
  return withStep(empty);
}

/** What is sent. What can't be of a step by whom it is done is left out of it. */
export function wireOf(edit: TemplateEdit): ChecklistTemplateForm {
  const { version, name, type, conditions, retired } = edit;
  return {
    version,
    name: trimmed(name),
    steps: edit.steps.map(stepOf),
    ...(type === '' ? {} : { type }),
    conditions: type === '' ? [] : conditions.map(({ field, any_of }) => ({ field, any_of })),
    retired,
  };
}

function stepOf({ key: _, due_in_days, ...step }: Edited): StepTemplate {
  const isCustomers = step.done_by === 'customer';
  return {
    ...step,
    title: trimmed(step.title),
    instruction: trimmed(step.instruction),
    is_reviewed: isCustomers && step.is_reviewed,
    public: isCustomers || step.public,
    gates: GATES.filter((gate) => step.gates.includes(gate)),
    ...(due_in_days === undefined ? {} : { due_in_days }),
  };
}

function trimmed({ sv, en }: Localised): Localised {
  return { sv: sv.trim(), en: en.trim() };
}

/** One more step, last: the customer's, since those are most. */
export function withStep(edit: TemplateEdit): TemplateEdit {
  if (edit.steps.length >= MAX_STEPS) return edit;
  const step: Edited = {
    key: freeKey(edit.steps),
    title: NOTHING,
    instruction: NOTHING,
    done_by: 'customer',
    wants_files: false,
    is_reviewed: true,
    public: true,
    gates: [],
  };
  return { ...edit, steps: [...edit.steps, step] };
}

function freeKey(steps: readonly Edited[]): string {
  return `${Math.max(-1, ...steps.map(({ key }) => Number(key))) + 1}`;
}

/** The step at `at` a place up or down. */
export function movedStep(edit: TemplateEdit, at: number, by: 1 | -1): TemplateEdit {
  const to = at + by;
  const step = edit.steps[at];
  if (step === undefined || to < 0 || to >= edit.steps.length) return edit;
  return { ...edit, steps: edit.steps.toSpliced(at, 1).toSpliced(to, 0, step) };
}

export function withoutStep(edit: TemplateEdit, at: number): TemplateEdit {
  return { ...edit, steps: edit.steps.toSpliced(at, 1) };
}

export function changedStep(edit: TemplateEdit, at: number, changes: Partial<Edited>): TemplateEdit {
  return { ...edit, steps: edit.steps.map((step, place) => (place === at ? { ...step, ...changes } : step)) };
}

/** Without a day of its own where nothing is written. */
export function withDays(edit: TemplateEdit, at: number, days: number | undefined): TemplateEdit {
  const steps = edit.steps.map((step, place) => {
    if (place !== at) return step;
    const { due_in_days: _, ...rest } = step;
    return days === undefined ? rest : { ...rest, due_in_days: days };
  });
  return { ...edit, steps };
}

/** By another type, or by none. What was asked of one type's form says nothing about another's. */
export function withType(edit: TemplateEdit, type: string): TemplateEdit {
  return edit.type === type ? edit : { ...edit, type, conditions: [] };
}

/** What is wrong, by where: `name`, `steps`, `conditions`, `step.<key>.title`, `step.<key>.days`. Words' names. */
export type Problems = ReadonlyMap<string, string>;

export function problemsIn(edit: TemplateEdit, types: readonly CaseTypeView[]): Problems {
  const problems = new Map<string, string>();
  if (!isNamed(edit.name)) problems.set('name', 'list-problem-name');
  if (edit.steps.length === 0) problems.set('steps', 'list-problem-steps');
  for (const { key, title, due_in_days: days } of edit.steps) {
    if (!isNamed(title)) problems.set(`step.${key}.title`, 'list-problem-title');
    if (days !== undefined && !isDays(days)) problems.set(`step.${key}.days`, 'list-problem-days');
  }
  const form = types.find((type) => type.id === edit.type)?.form;
  if (edit.type !== '' && !areKnown(edit.conditions, form)) {
    problems.set('conditions', 'list-problem-conditions');
  } else if (edit.conditions.length > MAX_CONDITIONS) {
    problems.set('conditions', 'list-problem-many');
  }
  return problems;
}

/** The type may have got another form since: then nobody can fill in what is asked for. */
function areKnown(conditions: readonly Condition[], form: CaseForm | undefined): boolean {
  return conditions.every(({ field, any_of }) => {
    const kind = form?.fields.find((one) => one.key === field)?.kind;
    if (kind === undefined) return false;
    const known = new Set(keysIn(kind));
    return any_of.every((key) => known.has(key));
  });
}

function isNamed({ sv, en }: Localised): boolean {
  return sv.trim() !== '' && en.trim() !== '';
}

function isDays(days: number): boolean {
  return Number.isInteger(days) && days >= 0 && days <= MAX_DAYS;
}

/**
 * The checklist as a customer would see it, had it come `today`: of its steps those that have words. Null when they would
 * see nothing of it.
 */
export function previewOf(edit: TemplateEdit, today: Date): ChecklistView | null {
  const steps = edit.steps
    .map((step) => ({ ...stepOf(step), key: step.key }))
    .filter((step) => step.public && `${step.title.sv}${step.title.en}` !== '');
  if (steps.length === 0) return null;
  return {
    id: 'preview',
    name: edit.name,
    steps: steps.map(({ key, due_in_days, gates: _, ...step }) => ({
      ...step,
      id: key,
      ...(due_in_days !== undefined && isDays(due_in_days) ? { due_on: dayAfter(today, due_in_days) } : {}),
      state: 'open',
      files: [],
      version: 0,
    })),
  };
}

function dayAfter(today: Date, days: number): string {
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const two = (n: number): string => `${n}`.padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
