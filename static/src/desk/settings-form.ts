/*
 * A queue's settings while they are changed: what is wrong with them, and what to do when a colleague was first. Pure.
 * The server has the last word; this says the same things earlier and beside the field.
 */
import type { QueueSettings } from '../protocol/QueueSettings.ts';
import type { Span } from '../protocol/Span.ts';
import type { WeeklySpans } from '../protocol/WeeklySpans.ts';
import { timeOfDay } from '../ui/time-of-day.ts';

export type Weekday = keyof WeeklySpans;

export const WEEKDAYS: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

/** As the database allows. */
export const LIMITS = {
  cap: { min: 0, max: 100_000 },
  longest_wait_s: { min: 10, max: 86_400 },
  offer_s: { min: 1, max: 600 },
  priority: { min: 0, max: 9 },
} as const;

/** Where something is wrong, and the name of the words that say what. */
export type Problems = ReadonlyMap<string, string>;

export function problemsIn(settings: QueueSettings): Problems {
  const problems = new Map<string, string>();
  if (settings.name.sv.trim() === '' || settings.name.en.trim() === '') problems.set('name', 'problem-name');
  for (const field of ['cap', 'longest_wait_s', 'offer_s', 'priority'] as const) {
    const { min, max } = LIMITS[field];
    if (!(settings[field] >= min && settings[field] <= max)) problems.set(field, 'problem-number');
  }
  const { thresholds } = settings;
  if (!(thresholds.amber_wait_s >= 0 && thresholds.amber_wait_s <= thresholds.red_wait_s))
    problems.set('thresholds.wait', 'problem-thresholds');
  if (!(thresholds.amber_waiting >= 0 && thresholds.amber_waiting <= thresholds.red_waiting))
    problems.set('thresholds.waiting', 'problem-thresholds');
  for (const day of WEEKDAYS) {
    const wrong = problemIn(settings.hours.weekly[day]);
    if (wrong !== null) problems.set(`weekly.${day}`, wrong);
  }
  const dates = settings.hours.exceptions.map((one) => one.date);
  settings.hours.exceptions.forEach((exception, at) => {
    if (exception.date === '') problems.set(`exceptions.${at}`, 'problem-date');
    else if (dates.indexOf(exception.date) !== at) problems.set(`exceptions.${at}`, 'problem-date-twice');
    else if (exception.reason.sv.trim() === '' && exception.reason.en.trim() === '')
      problems.set(`exceptions.${at}`, 'problem-reason');
    else {
      const wrong = problemIn(exception.spans);
      if (wrong !== null) problems.set(`exceptions.${at}`, wrong);
    }
  });
  return problems;
}

/** What is wrong with a day's spans; they may stand in any order but not overlap. */
export function problemIn(spans: readonly Span[]): string | null {
  const times = spans.flatMap((span) => [span.from, span.to]);
  if (times.some((time) => time.trim() === '')) return 'problem-time';
  if (times.some((time) => timeOfDay(time) === null)) return 'problem-no-time';
  if (spans.some((span) => span.from >= span.to)) return 'problem-span';
  const sorted = [...spans].sort((a, b) => a.from.localeCompare(b.from));
  return sorted.some((span, at) => at > 0 && span.from < (sorted[at - 1]?.to ?? ''))
    ? 'problem-overlap'
    : null;
}

/** A new span after the last one of the day, or an ordinary day's. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = [...spans].sort((a, b) => a.to.localeCompare(b.to)).at(-1);
  if (last === undefined) return { from: '08:00', to: '17:00' };
  const hour = Number.parseInt(last.to, 10) + 1;
  if (hour > 22) return { from: '', to: '' };
  return {
    from: `${String(hour).padStart(2, '0')}:00`,
    to: `${String(Math.min(hour + 3, 23)).padStart(2, '0')}:00`,
  };
}

/** As it is sent: spans and dates in order, and texts on one line. */
export function tidied(settings: QueueSettings): QueueSettings {
  const inOrder = (spans: readonly Span[]): Span[] => [...spans].sort((a, b) => a.from.localeCompare(b.from));
  const weekly = Object.fromEntries(
    WEEKDAYS.map((day) => [day, inOrder(settings.hours.weekly[day])]),
  ) as WeeklySpans;
  const exceptions = settings.hours.exceptions
    .map((one) => ({ ...one, spans: inOrder(one.spans) }))
    .sort((a, b) => a.date.localeCompare(b.date));
  const line = (text: { sv: string; en: string }): { sv: string; en: string } => ({
    sv: oneLine(text.sv),
    en: oneLine(text.en),
  });
  const { name, about } = settings;
  return {
    ...settings,
    name: line(name),
    about: line(about),
    hours: { ...settings.hours, weekly, exceptions },
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** The parts of the settings that people see as one thing. */
export const PARTS = [
  'name',
  'about',
  'hours',
  'cap',
  'cap_action',
  'longest_wait_s',
  'wait_action',
  'offer_s',
  'priority',
  'thresholds',
] as const satisfies readonly (keyof QueueSettings)[];

export type Part = (typeof PARTS)[number];

export function changedParts(before: QueueSettings, after: QueueSettings): Part[] {
  return PARTS.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]));
}

/**
 * My changes upon a colleague's: what I changed is mine, the rest theirs, and `both` says what we both changed,
 * so that it can be told and chosen.
 */
export function merged(
  before: QueueSettings,
  mine: QueueSettings,
  theirs: QueueSettings,
): { settings: QueueSettings; both: Part[] } {
  const changed = changedParts(before, mine);
  const kept = Object.fromEntries(changed.map((part) => [part, mine[part]]));
  const others = changedParts(before, theirs);
  const both = changed.filter(
    (part) => others.includes(part) && JSON.stringify(mine[part]) !== JSON.stringify(theirs[part]),
  );
  return { settings: { ...theirs, ...kept }, both };
}
