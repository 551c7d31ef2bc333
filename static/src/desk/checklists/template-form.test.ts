import { describe, expect, it } from 'vitest';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import type { ChecklistTemplateView } from '../../protocol/ChecklistTemplateView.ts';
import {
  changedStep,
  editOf,
  MAX_STEPS,
  movedStep,
  newTemplate,
  previewOf,
  problemsIn,
  type TemplateEdit,
  wireOf,
  withDays,
  withoutStep,
  withStep,
  withType,
} from './template-form.ts';

const both = (text: string): { sv: string; en: string } => ({ sv: text, en: text });

const TEMPLATE: ChecklistTemplateView = {
  id: 'papers',
  name: both('Papper'),
  steps: [
    {
      title: both('Pass'),
      instruction: both('Sidan med bilden.'),
      done_by: 'customer',
      wants_files: true,
      is_reviewed: true,
      public: true,
      due_in_days: 14,
      gates: ['closed', 'resolved'],
    },
    {
      title: both('Ring banken'),
      instruction: both(''),
      done_by: 'staff',
      wants_files: false,
      is_reviewed: false,
      public: false,
      gates: [],
    },
  ],
  type: 'relocation',
  conditions: [{ field: 'children', any_of: ['yes'] }],
  version: 3,
  retired: false,
};

const TYPE: CaseTypeView = {
  id: 'relocation',
  slug: 'relocation',
  version: 1,
  name: both('Flytt'),
  about: both(''),
  form: {
    fields: [
      {
        key: 'children',
        label: both('Följer barn med?'),
        help: both(''),
        kind: {
          type: 'choice',
          options: [
            { key: 'yes', label: both('Ja') },
            { key: 'no', label: both('Nej') },
          ],
        },
        show: [],
        required: { when: 'always' },
        staff_only: false,
      },
    ],
  },
  open_to: 'customers',
  team: 'team',
  retired: false,
};

const titles = (edit: TemplateEdit): string[] => edit.steps.map((step) => step.title.sv);

describe('a template', () => {
  it('is sent as it came when nothing was changed, its gates in their order', () => {
    const { id: _, ...told } = TEMPLATE;
    const [pass, ring] = told.steps;
    expect(wireOf(editOf(TEMPLATE))).toEqual({
      ...told,
      steps: [{ ...pass, gates: ['resolved', 'closed'] }, ring],
    });
  });

  it('sends nothing that can\u2019t be of who does a step', () => {
    const staffs = changedStep(editOf(TEMPLATE), 0, { done_by: 'staff', public: false });
    expect(wireOf(staffs).steps[0]).toMatchObject({ is_reviewed: false, public: false });
    const customers = changedStep(editOf(TEMPLATE), 1, { done_by: 'customer' });
    expect(wireOf(customers).steps[1]).toMatchObject({ public: true });
  });

  it('asks nothing of the form when it comes by hand, or with another type', () => {
    const byHand = { ...editOf(TEMPLATE), type: '' };
    expect(wireOf(byHand)).not.toHaveProperty('type');
    expect(wireOf(byHand).conditions).toEqual([]);
    expect(withType(editOf(TEMPLATE), 'other').conditions).toEqual([]);
    expect(withType(editOf(TEMPLATE), 'relocation').conditions).toEqual(TEMPLATE.conditions);
  });

  it('has its steps moved, added and taken away, each with a name of its own', () => {
    const edit = editOf(TEMPLATE);
    expect(titles(movedStep(edit, 0, 1))).toEqual(['Ring banken', 'Pass']);
    expect(movedStep(edit, 0, -1)).toBe(edit);
    expect(movedStep(edit, 1, 1)).toBe(edit);
    expect(titles(withoutStep(edit, 0))).toEqual(['Ring banken']);
    const more = withStep(withStep(withoutStep(edit, 0)));
    expect(new Set(more.steps.map((step) => step.key)).size).toBe(3);
    const full = Array.from({ length: MAX_STEPS + 5 }).reduce<TemplateEdit>(withStep, edit);
    expect(full.steps.length).toBe(MAX_STEPS);
  });

  it('has days only where they are written', () => {
    expect(wireOf(withDays(editOf(TEMPLATE), 0, undefined)).steps[0]).not.toHaveProperty('due_in_days');
    expect(wireOf(withDays(editOf(TEMPLATE), 1, 0)).steps[1]).toMatchObject({ due_in_days: 0 });
  });
});

describe('problems', () => {
  it('are told where they are', () => {
    expect([...problemsIn(editOf(TEMPLATE), [TYPE])]).toEqual([]);
    expect([...problemsIn(newTemplate(), []).keys()]).toEqual(['name', 'step.0.title']);
    const edit = withDays(editOf(TEMPLATE), 1, 900);
    expect([...problemsIn({ ...edit, name: both(' ') }, [TYPE])]).toEqual([
      ['name', 'list-problem-name'],
      ['step.1.days', 'list-problem-days'],
    ]);
    expect(problemsIn({ ...edit, steps: [] }, [TYPE]).get('steps')).toBe('list-problem-steps');
  });

  it('are conditions that the form of the type knows nothing of', () => {
    const asking = (field: string, ...any_of: string[]): TemplateEdit => ({
      ...editOf(TEMPLATE),
      conditions: [{ field, any_of }],
    });
    const wrong = (edit: TemplateEdit): string | undefined => problemsIn(edit, [TYPE]).get('conditions');
    expect(wrong(asking('children', 'maybe'))).toBe('list-problem-conditions');
    expect(wrong(asking('pets'))).toBe('list-problem-conditions');
    expect(wrong(asking('children', 'yes', 'no'))).toBeUndefined();
    const many = Array.from({ length: 21 }, () => ({ field: 'children', any_of: ['yes'] }));
    expect(wrong({ ...editOf(TEMPLATE), conditions: many })).toBe('list-problem-many');
  });
});

describe('what the customer sees', () => {
  const today = new Date(2026, 11, 24, 15);

  it('is what is public, to be done by the days as they would fall', () => {
    const seen = previewOf(editOf(TEMPLATE), today);
    expect(seen?.steps.map((step) => [step.title.sv, step.due_on])).toEqual([['Pass', '2027-01-07']]);
    expect(seen?.steps[0]).not.toHaveProperty('gates');
  });

  it('is nothing of a step without words yet', () => {
    expect(previewOf(newTemplate(), today)).toBeNull();
    expect(previewOf(withStep(editOf(TEMPLATE)), today)?.steps.length).toBe(1);
  });

  it('is nothing of a list that is staff\u2019s alone', () => {
    expect(previewOf(withoutStep(editOf(TEMPLATE), 0), today)).toBeNull();
  });
});
