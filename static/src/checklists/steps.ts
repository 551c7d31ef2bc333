/*
 * How steps of checklists go from one state to another, by whom, and what comes next. Pure; the server holds the same
 * rules, so what is offered here is done there.
 */
import type { CaseStatus } from '../protocol/CaseStatus.ts';
import type { ChecklistView } from '../protocol/ChecklistView.ts';
import type { StepState } from '../protocol/StepState.ts';
import type { StepView } from '../protocol/StepView.ts';

export type Reader = 'customer' | 'staff';

export type Deed = 'finish' | 'approve' | 'take_back' | 'send_back' | 'reopen';

export type Move = {
  deed: Deed;
  to: StepState;
  /** It waits for a file to be added first. */
  needsFile: boolean;
};

/** What the reader may do with a step, the likeliest first. */
export function movesOf(step: StepView, reader: Reader): readonly Move[] {
  return reader === 'customer' ? customersMoves(step) : staffsMoves(step);
}

function customersMoves(step: StepView): readonly Move[] {
  if (!isCustomers(step)) return [];
  switch (step.state) {
    case 'open':
    case 'sent_back':
      return [{ deed: 'finish', to: step.is_reviewed ? 'handed_in' : 'settled', needsFile: lacksFile(step) }];
    case 'handed_in':
      return [move('take_back', 'open')];
    case 'settled':
      return step.is_reviewed ? [] : [move('take_back', 'open')];
    default:
      return step.state satisfies never;
  }
}

/** What a customer does can be settled by staff without a file: it came by post, or was seen at a visit. */
function staffsMoves(step: StepView): readonly Move[] {
  switch (step.state) {
    case 'open':
    case 'sent_back':
      return [{ deed: 'finish', to: 'settled', needsFile: step.done_by === 'staff' && lacksFile(step) }];
    case 'handed_in':
      return [move('approve', 'settled'), move('send_back', 'sent_back')];
    case 'settled':
      return step.done_by === 'customer'
        ? [move('send_back', 'sent_back'), move('reopen', 'open')]
        : [move('reopen', 'open')];
    default:
      return step.state satisfies never;
  }
}

function move(deed: Deed, to: StepState): Move {
  return { deed, to, needsFile: false };
}

function lacksFile(step: StepView): boolean {
  return step.wants_files && step.files.length === 0;
}

function isCustomers(step: StepView): boolean {
  return step.done_by === 'customer' && step.public;
}

/** Whether the reader may add files to a step and take them away. */
export function mayTouchFiles(step: StepView, reader: Reader): boolean {
  return step.state !== 'settled' && (reader === 'staff' || isCustomers(step));
}

/** Whether it is the reader who should do something. */
export function waitsFor(step: StepView, reader: Reader): boolean {
  const isOpen = step.state === 'open' || step.state === 'sent_back';
  if (reader === 'customer') return isCustomers(step) && isOpen;
  return step.state === 'handed_in' || (step.done_by === 'staff' && isOpen);
}

export function stepsOf(lists: readonly ChecklistView[]): StepView[] {
  return lists.flatMap((list) => list.steps);
}

/** The first step, in order, that waits for the reader; what staff are to look at comes before what they do themselves. */
export function nextOf(lists: readonly ChecklistView[], reader: Reader): StepView | null {
  const mine = stepsOf(lists).filter((step) => waitsFor(step, reader));
  return mine.find((step) => step.state === 'handed_in') ?? mine[0] ?? null;
}

export type Progress = {
  settled: number;
  /** Done by the customer, not yet looked at. */
  handedIn: number;
  all: number;
};

export function progressOf(steps: readonly StepView[]): Progress {
  const count = (state: StepState): number => steps.filter((step) => step.state === state).length;
  return { settled: count('settled'), handedIn: count('handed_in'), all: steps.length };
}

/** The first step that must be settled before the case comes to `status`. */
export function gateOf(lists: readonly ChecklistView[], status: CaseStatus): StepView | null {
  const shuts = (step: StepView): boolean => step.state !== 'settled' && (step.gates ?? []).includes(status);
  return stepsOf(lists).find(shuts) ?? null;
}

/** More than this is folded: three lines on a telephone. */
const SHORT_CHARS = 220;
const SHORT_LINES = 4;

export function isLong(text: string): boolean {
  return text.length > SHORT_CHARS || text.split('\n').length > SHORT_LINES;
}
