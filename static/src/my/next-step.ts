/* What comes next in a case, and on whom it depends. Pure. */
import { dueOf } from '../checklists/due.ts';
import { nextOf, stepsOf, waitsFor } from '../checklists/steps.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import type { ChecklistView } from '../protocol/ChecklistView.ts';
import type { DeliveryNoteView } from '../protocol/DeliveryNoteView.ts';
import type { StepView } from '../protocol/StepView.ts';

export type NextStep = {
  /** Its words in the catalogue. */
  words:
    | 'wanted'
    | 'wanted-first'
    | 'wanted-late'
    | 'sent-back'
    | 'handed-in'
    | 'sign'
    | 'unread'
    | 'asked'
    | 'new'
    | 'new-owned'
    | 'new-told'
    | 'new-owned-told'
    | 'active'
    | 'active-team'
    | 'paused'
    | 'resolved'
    | 'closed';
  n?: number;
  /** The part of the page where it is done. */
  to?: 'checklist' | 'delivery-notes' | 'messages';
  /** The step of a checklist that it is about. */
  step?: StepView;
  /** The delivery note that it is about. */
  note?: string;
};

export type About = {
  /** Null while they can't be told: then the case's own count says how much there is to do. */
  lists: readonly ChecklistView[] | null;
  /** Those that wait for the customer's signature. */
  unsigned: readonly DeliveryNoteView[];
};

export function nextSteps(
  { row }: Pick<CaseView, 'row'>,
  { lists, unsigned }: About,
  now = new Date(),
): readonly NextStep[] {
  const unread: NextStep[] = row.unread > 0 ? [{ words: 'unread', n: row.unread, to: 'messages' }] : [];
  const steps = row.status === 'closed' ? [] : lists === null ? counted(row.wanted) : toDo(lists, now);
  const signature = toSign(unsigned);
  const isTold = steps.some((step) => step.to === 'checklist') || signature.length > 0;
  return [...steps, ...signature, ...unread, ...standing(row, isTold, unread.length > 0)];
}

/** The notes that wait for the customer's signature. A visit can't sign, but is told on the note how they can. */
export function unsignedOf(
  notes: readonly DeliveryNoteView[],
  { policy }: Pick<CaseView, 'policy'>,
  isVisit: boolean,
): DeliveryNoteView[] {
  const mayLater = isVisit && policy.write;
  return notes.filter(({ signature, may_sign }) => signature === undefined && (may_sign || mayLater));
}

/** The oldest first, as they stand on the page. */
function toSign(unsigned: readonly DeliveryNoteView[]): NextStep[] {
  const [first] = unsigned;
  if (first === undefined) return [];
  return [{ words: 'sign', n: unsigned.length, to: 'delivery-notes', note: first.id }];
}

function counted(n: number): NextStep[] {
  return n > 0 ? [{ words: 'wanted', n, to: 'checklist' }] : [];
}

/** What was sent back comes first, then what is late, then what stands first. */
function toDo(lists: readonly ChecklistView[], now: Date): NextStep[] {
  const steps = stepsOf(lists);
  const mine = steps.filter((step) => waitsFor(step, 'customer'));
  const first = nextOf(lists, 'customer');
  if (first === null) {
    const handedIn = steps.filter((step) => step.state === 'handed_in').length;
    return handedIn > 0 ? [{ words: 'handed-in', n: handedIn }] : [];
  }
  const back = mine.find((step) => step.state === 'sent_back');
  if (back !== undefined) {
    const n = mine.filter((step) => step.state === 'sent_back').length;
    return [{ words: 'sent-back', n, to: 'checklist', step: back }];
  }
  const late = mine.find((step) => dueOf(step, now)?.kind === 'late');
  return late === undefined
    ? [{ words: 'wanted-first', n: mine.length, to: 'checklist', step: first }]
    : [{ words: 'wanted-late', n: mine.length, to: 'checklist', step: late }];
}

function standing({ status, owner }: CaseView['row'], isTold: boolean, isUnread: boolean): NextStep[] {
  const owned = owner != null;
  switch (status) {
    case 'new':
      // Nobody who has something to do is told that there is nothing.
      return [{ words: `${owned ? 'new-owned' : 'new'}${isTold ? '-told' : ''}` }];
    case 'active':
      return [{ words: owned ? 'active' : 'active-team' }];
    case 'waiting': {
      if (isTold) return [];
      // The way to the messages stands above already.
      return [isUnread ? { words: 'asked' } : { words: 'asked', to: 'messages' }];
    }
    case 'paused':
    case 'resolved':
    case 'closed':
      return [{ words: status }];
    default:
      return status satisfies never;
  }
}
