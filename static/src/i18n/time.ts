/*
 * Moments and spans in the person's words. Near ones are relative, far ones absolute; the exact time is always
 * there for hover and for screen readers (`exactly`).
 */
import { language, t } from './i18n.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const full = `${language()} ${key}`;
  const known = formats.get(full);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : 'sv-SE', options);
  formats.set(full, made);
  return made;
}

/** "14:05" */
export function clock(at: Date): string {
  return format('clock', { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** "09:00" today, "mån 09:00" on another day. */
export function clockOrDay(at: Date, now: Date): string {
  if (at.toDateString() === now.toDateString()) return clock(at);
  return `${format('short-weekday', { weekday: 'short' }).format(at)} ${clock(at)}`;
}

/** "torsdag 3 april 2026 14:05" */
export function exactly(at: Date): string {
  return format('exact', { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** "I dag", "I går", "torsdag", "3 april", "3 april 2024" */
export function day(at: Date, now: Date): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY);
  if (days === 0) return t('day-today');
  if (days === 1) return t('day-yesterday');
  if (days > 1 && days < 7) return format('weekday', { weekday: 'long' }).format(at);
  return calendarDay(at, now);
}

/** "3 april", "3 april 2027": a day as a date, also one to come. */
export function calendarDay(at: Date, now: Date): string {
  const isThisYear = at.getFullYear() === now.getFullYear();
  const parts = { day: 'numeric', month: 'long' } as const;
  return (isThisYear ? format('day', parts) : format('year', { ...parts, year: 'numeric' })).format(at);
}

/** "14:05", "i går 14:05", "3 april": as short as it can be and still be clear. */
export function when(at: Date, now: Date): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY);
  if (days === 0) return clock(at);
  if (days === 1) return t('yesterday-at', { time: clock(at) });
  return day(at, now);
}

/** "nyss", "för 5 min sedan", "om 2 tim", then the date. */
export function relative(at: Date, now: Date): string {
  const span = at.getTime() - now.getTime();
  const size = Math.abs(span);
  if (size < 45 * SECOND) return t('just-now');
  if (size >= 20 * HOUR) return when(at, now);
  const words = relativeFormat();
  return size < HOUR
    ? words.format(Math.round(span / MINUTE), 'minute')
    : words.format(Math.round(span / HOUR), 'hour');
}

/** "45 s", "4 min", "1 tim 5 min": a length of time, for boards and lists. */
export function lasting(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < MINUTE) return t('span-seconds', { n: Math.floor(whole / SECOND) });
  if (whole < HOUR) return t('span-minutes', { n: Math.floor(whole / MINUTE) });
  const hours = Math.floor(whole / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  return minutes === 0 ? t('span-hours', { n: hours }) : t('span-hours-minutes', { hours, minutes });
}

function relativeFormat(): Intl.RelativeTimeFormat {
  return new Intl.RelativeTimeFormat(language(), { numeric: 'always', style: 'short' });
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
