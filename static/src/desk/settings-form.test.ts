import { describe, expect, it } from 'vitest';
import type { QueueSettings } from '../protocol/QueueSettings.ts';
import { changedParts, merged, nextSpan, problemIn, problemsIn, tidied } from './settings-form.ts';

function settings(changes: Partial<QueueSettings> = {}): QueueSettings {
  const day = [{ from: '08:00', to: '17:00' }];
  return {
    id: 'q1',
    slug: 'flytt',
    name: { sv: 'Flytt', en: 'Moving' },
    about: { sv: '', en: '' },
    hours: {
      zone: 'Europe/Stockholm',
      weekly: {
        monday: day,
        tuesday: day,
        wednesday: day,
        thursday: day,
        friday: day,
        saturday: [],
        sunday: [],
      },
      holidays: 'se',
      eves_closed: true,
      exceptions: [],
    },
    cap: 50,
    cap_action: 'leave_message',
    longest_wait_s: 1800,
    wait_action: 'suggest',
    offer_s: 30,
    priority: 0,
    thresholds: { amber_wait_s: 120, red_wait_s: 300, amber_waiting: 5, red_waiting: 10 },
    version: 3,
    ...changes,
  };
}

describe('spans of a day', () => {
  it('may stand in any order and touch, but not overlap or end before they begin', () => {
    expect(
      problemIn([
        { from: '13:00', to: '17:00' },
        { from: '08:00', to: '13:00' },
      ]),
    ).toBeNull();
    expect(
      problemIn([
        { from: '08:00', to: '12:00' },
        { from: '11:59', to: '13:00' },
      ]),
    ).toBe('problem-overlap');
    expect(problemIn([{ from: '17:00', to: '08:00' }])).toBe('problem-span');
    expect(problemIn([{ from: '08:00', to: '' }])).toBe('problem-time');
  });

  it('may last to the end of the day', () => {
    expect(problemIn([{ from: '18:00', to: '24:00' }])).toBeNull();
    expect(problemIn([{ from: '18:00', to: '25:00' }])).toBe('problem-no-time');
  });

  it('suggests a new one after the last', () => {
    expect(nextSpan([])).toEqual({ from: '08:00', to: '17:00' });
    expect(nextSpan([{ from: '08:00', to: '12:00' }])).toEqual({ from: '13:00', to: '16:00' });
    expect(nextSpan([{ from: '08:00', to: '24:00' }])).toEqual({ from: '', to: '' });
  });
});

it('says what is wrong beside what is wrong', () => {
  expect(problemsIn(settings()).size).toBe(0);
  const wrong = settings({
    name: { sv: ' ', en: 'Moving' },
    cap: Number.NaN,
    thresholds: { amber_wait_s: 400, red_wait_s: 300, amber_waiting: 5, red_waiting: 10 },
  });
  expect([...problemsIn(wrong).keys()]).toEqual(['name', 'cap', 'thresholds.wait']);
});

it('wants a date once, and a reason in at least one language', () => {
  const exception = { date: '2026-12-24', spans: [], reason: { sv: 'Julafton', en: '' } };
  const { hours } = settings();
  const problems = problemsIn(
    settings({
      hours: {
        ...hours,
        exceptions: [exception, exception, { ...exception, date: '2026-12-31', reason: { sv: '', en: '' } }],
      },
    }),
  );
  expect([...problems]).toEqual([
    ['exceptions.1', 'problem-date-twice'],
    ['exceptions.2', 'problem-reason'],
  ]);
});

it('sends texts on one line, and spans and dates in order', () => {
  expect(tidied(settings({ about: { sv: ' Flytt\noch magasin ', en: '' } })).about.sv).toBe(
    'Flytt och magasin',
  );
  const { hours } = settings();
  const weekly = {
    ...hours.weekly,
    monday: [
      { from: '13:00', to: '17:00' },
      { from: '08:00', to: '12:00' },
    ],
  };
  expect(tidied(settings({ hours: { ...hours, weekly } })).hours.weekly.monday[0]?.from).toBe('08:00');
});

describe('when a colleague was first', () => {
  it('keeps my changes upon theirs and names what we both changed', () => {
    const before = settings();
    const mine = settings({ cap: 20, offer_s: 45 });
    const theirs = settings({ cap: 30, priority: 2, version: 4 });
    const { settings: both, both: parts } = merged(before, mine, theirs);
    expect(both).toMatchObject({ cap: 20, offer_s: 45, priority: 2, version: 4 });
    expect(parts).toEqual(['cap']);
  });

  it('sees no clash where we changed to the same', () => {
    const { both } = merged(settings(), settings({ cap: 20 }), settings({ cap: 20, version: 4 }));
    expect(both).toEqual([]);
    expect(changedParts(settings(), settings({ cap: 20 }))).toEqual(['cap']);
  });
});
