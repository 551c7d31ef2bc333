/*
 * When something is due, as calm words: a countdown near, a time further off, red only when it is missed. Pure but for
 * the words themselves.
 */
import { t } from '../../i18n/i18n.ts';
import { clockOrDay, day, lasting } from '../../i18n/time.ts';
import type { DeadlineView } from '../../protocol/DeadlineView.ts';

/** How a deadline looks: nothing to see, soon, or too late. */
export type Nearness = 'far' | 'near' | 'late';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Within this a countdown says more than a time of day. */
const COUNTED_MS = 8 * HOUR;
/** Within this a weekday says more than a date. */
const WEEK_MS = 6 * DAY;

export function nearness(deadline: DeadlineView, now: number): Nearness {
  if (deadline.met_at != null) return deadline.missed ? 'late' : 'far';
  if (deadline.missed || (deadline.due_at != null && Date.parse(deadline.due_at) < now)) return 'late';
  return deadline.warned ? 'near' : 'far';
}

/** "Svar inom 45 min", "Lösning mån 10:00", "Svar 3 tim för sent". */
export function dueWords(deadline: DeadlineView, now: number): string {
  const clock = t(`clock-${deadline.clock.replaceAll('_', '-')}-short`);
  return `${clock} ${whenDue(deadline, now)}`;
}

/** As [`dueWords`], without what is due. */
export function whenDue(deadline: DeadlineView, now: number): string {
  if (deadline.due_at == null) return t('case-due-still');
  const due = Date.parse(deadline.due_at);
  const left = due - now;
  if (left < 0) return t('case-due-late', { time: spanWords(-left) });
  if (left < COUNTED_MS) return t('case-due-in', { time: spanWords(left) });
  const at = new Date(due);
  return left < WEEK_MS ? clockOrDay(at, new Date(now)) : day(at, new Date(now));
}

/** A length of time, as coarse as it may be: minutes, hours, days. */
export function spanWords(ms: number): string {
  if (ms >= 2 * DAY) return t('case-days', { n: Math.floor(ms / DAY) });
  if (ms >= 10 * HOUR) return t('span-hours', { n: Math.floor(ms / HOUR) });
  return lasting(Math.max(ms, MINUTE));
}
