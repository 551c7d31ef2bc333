/*
 * Opening hours and waits in words. The hours' own zone rules: "09:00" is the business's clock, and so are the days.
 */

import type { Hours } from '../protocol/Hours.ts';
import type { OpenState } from '../protocol/OpenState.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';
import type { Span } from '../protocol/Span.ts';
import type { WaitRange } from '../protocol/WaitRange.ts';
import type { HoursRow } from '../ui/queue-card.tsx';
import { language, t } from './i18n.ts';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const DAY_MS = 86_400_000;

/** A text in the page's language, or in the other when it's missing. */
export function localised(text: { sv: string; en: string }): string {
  const [first, second] = language() === 'en' ? [text.en, text.sv] : [text.sv, text.en];
  return first === '' ? second : first;
}

/** "Stänger 17:00." or "Öppnar i morgon 09:00. Stängt i dag: Midsommarafton." */
export function openingWords(open: OpenState, zone: string, now: Date): string {
  if (open.type === 'open') {
    if (open.until === null) return t('open-always');
    const until = new Date(open.until);
    return daysBetween(now, until, zone) === 0
      ? t('open-until', { time: clockIn(until, zone) })
      : t('open-past-midnight');
  }
  const why = reasonWords(open);
  const opens = open.opens_at === null ? t('opens-unknown') : opensWords(new Date(open.opens_at), zone, now);
  return why === '' ? opens : `${why} ${opens}`;
}

/** "Brukar ta 4–7 minuter." Nothing when nobody is there to answer. */
export function waitWords(wait: WaitRange | null | undefined): string | undefined {
  if (wait === null || wait === undefined) return undefined;
  const [from, to] = [Math.round(wait.p50_s / 60), Math.ceil(wait.p90_s / 60)];
  if (wait.p90_s <= 45) return t('wait-at-once');
  if (from >= 60) return t('wait-long');
  if (to <= Math.max(1, from)) return t('wait-about', { minutes: to });
  return t('wait-range', { from: Math.max(1, from), to });
}

/** Whether one can stand in line, and if not, why. */
export function queueState(queue: QueueStatus): 'open' | 'full' | 'closed' {
  if (queue.open.type === 'closed') return 'closed';
  return queue.full ? 'full' : 'open';
}

/** The week as few lines as it can be said in: days that follow each other and are alike share one. */
export function weekRows(hours: Hours, now: Date): HoursRow[] {
  const today = weekdayIn(now, hours.zone);
  const rows: { from: number; to: number; spans: string }[] = [];
  DAYS.forEach((day, at) => {
    const spans = spansWords(hours.weekly[day]);
    const last = rows.at(-1);
    if (last !== undefined && last.spans === spans) last.to = at;
    else rows.push({ from: at, to: at, spans });
  });
  return rows.map(({ from, to, spans }) => ({
    days: daysWords(from, to),
    spans,
    today: from <= today && today <= to,
  }));
}

function daysWords(from: number, to: number): string {
  const [first, last] = [t(`weekday-${DAYS[from]}`), t(`weekday-${DAYS[to]}`)];
  return from === to
    ? first
    : t('days-range', { from: first, to: language() === 'sv' ? last.toLowerCase() : last });
}

function spansWords(spans: readonly Span[]): string {
  return spans.length === 0 ? t('hours-closed') : spans.map((span) => `${span.from}–${span.to}`).join(', ');
}

function reasonWords(closed: Extract<OpenState, { type: 'closed' }>): string {
  const { reason } = closed;
  if (reason === null || reason.type === 'outside_hours') return '';
  return t('closed-because', { reason: localised(reason.type === 'holiday' ? reason.name : reason.text) });
}

function opensWords(opens: Date, zone: string, now: Date): string {
  const time = clockIn(opens, zone);
  const days = daysBetween(now, opens, zone);
  if (days === 0) return t('opens-today', { time });
  if (days === 1) return t('opens-tomorrow', { time });
  if (days < 7) return t('opens-on', { day: t(`on-${DAYS[weekdayIn(opens, zone)]}`), time });
  const date = new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : 'sv-SE', {
    day: 'numeric',
    month: 'long',
    timeZone: zone,
  });
  return t('opens-on', { day: date.format(opens), time });
}

function clockIn(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(at);
}

function dateIn(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone }).format(at);
}

/** Dates, not spans of 24 hours: the nights the clock changes are nights all the same. */
function daysBetween(from: Date, to: Date, zone: string): number {
  return Math.round((Date.parse(dateIn(to, zone)) - Date.parse(dateIn(from, zone))) / DAY_MS);
}

function weekdayIn(at: Date, zone: string): number {
  return (new Date(`${dateIn(at, zone)}T00:00:00Z`).getUTCDay() + 6) % 7;
}
