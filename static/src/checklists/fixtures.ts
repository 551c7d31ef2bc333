/* Steps to test with. */
import type { ChecklistView } from '../protocol/ChecklistView.ts';
import type { StepView } from '../protocol/StepView.ts';

/** A passport that the customer sends and staff look at. */
export function aStep(told: Partial<StepView> = {}): StepView {
  return {
    id: '0192f0c1-2b3c-7d4e-8f50-617283940011',
    title: { sv: 'Pass', en: 'Passport' },
    instruction: { sv: '', en: '' },
    done_by: 'customer',
    wants_files: true,
    is_reviewed: true,
    public: true,
    state: 'open',
    files: [],
    version: 1,
    ...told,
  };
}

export function aList(...steps: StepView[]): ChecklistView {
  return {
    id: '0192f0c1-2b3c-7d4e-8f50-617283940010',
    name: { sv: 'Inför flytten', en: 'Before the move' },
    steps,
  };
}

export function aFile(id = '0192f0c1-2b3c-7d4e-8f50-617283940012'): StepView['files'][number] {
  return {
    file: { id, name: 'pass.pdf', media_type: 'application/pdf', size: 1_200, preview: false },
    by: 'Maja Ek',
    at: '2026-11-20T08:00:00Z',
  };
}
