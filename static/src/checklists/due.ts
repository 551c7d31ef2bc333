/* By when a step should be done, as whoever does it counts days. Pure. */
import type { StepView } from '../protocol/StepView.ts';

export type Due = {
  kind: 'late' | 'today' | 'tomorrow' | 'later';
  /** Midnight where the day begins. */
  day: Date;
};

const DAY_MS = 86_400_000;

/** Null where there is no day, or nobody has to hurry any more. */
export function dueOf({ due_on, state }: Pick<StepView, 'due_on' | 'state'>, now: Date): Due | null {
  if (due_on == null || state === 'settled' || state === 'handed_in') return null;
  const day = dayIn(due_on);
  if (day === null) return null;
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  // Rounded, for the nights when the clock changes.
  const days = Math.round((day.getTime() - today.getTime()) / DAY_MS);
  return { kind: days < 0 ? 'late' : days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'later', day };
}

/** `2026-12-01`, as a day here. */
function dayIn(text: string): Date | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return day === undefined ? null : new Date(Number(year), Number(month) - 1, Number(day));
}
