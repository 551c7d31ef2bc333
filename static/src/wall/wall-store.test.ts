import { describe, expect, it } from 'vitest';
import { advisor, at } from '../desk/fixtures.ts';
import type { QueueFigures } from '../protocol/QueueFigures.ts';
import type { WallEntry } from '../protocol/WallEntry.ts';
import type { WallView } from '../protocol/WallView.ts';
import {
  advisors,
  apply,
  asItIsSince,
  asTheyAreSince,
  behind,
  EVERYBODY,
  longestWait,
  roll,
  standing,
  troubled,
} from './wall-store.ts';

const NOW = Date.parse(at(10));

function figures(changes: Partial<QueueFigures> = {}): QueueFigures {
  return {
    id: 'q1',
    name: { sv: 'Flytt', en: 'Moving' },
    open: { type: 'open', until: null },
    waiting: 0,
    active: 0,
    staffed: 2,
    served: 0,
    abandoned: 0,
    left_open: 0,
    trend: [],
    thresholds: { amber_wait_s: 120, red_wait_s: 300, amber_waiting: 3, red_waiting: 6 },
    ...changes,
  };
}

function entry(id: string, changes: Partial<WallEntry> = {}): WallEntry {
  return {
    entry: id,
    conversation: `conversation-${id}`,
    queue: 'q1',
    state: 'waiting',
    customer: 'Maja',
    subject: '',
    joined_at: at(0),
    waiting_since: at(0),
    since: at(0),
    ...changes,
  };
}

function wall(changes: Partial<WallView> = {}): WallView {
  return { at: at(10), queues: [], advisors: [], entries: [], ...changes };
}

describe('how a queue stands', () => {
  it('is calm while nobody waits too long and somebody is there', () => {
    expect(standing(figures({ waiting: 2, longest_since: at(9) }), NOW)).toEqual({
      severity: 'calm',
      reasons: [],
    });
  });

  it('turns amber and then red as the wait goes on, without any event', () => {
    const queue = figures({ waiting: 1, longest_since: at(8) });
    expect(standing(queue, NOW)).toEqual({ severity: 'amber', reasons: ['wait'] });
    expect(standing(queue, Date.parse(at(13)))).toEqual({ severity: 'red', reasons: ['wait'] });
  });

  it('names all reasons that are as bad, and none that is less', () => {
    const queue = figures({ waiting: 6, longest_since: at(4), staffed: 0, active: 1 });
    expect(standing(queue, NOW)).toEqual({ severity: 'red', reasons: ['wait', 'waiting'] });
  });

  it('asks for somebody where it’s open and nobody is there', () => {
    expect(standing(figures({ staffed: 0 }), NOW)).toEqual({ severity: 'amber', reasons: ['unstaffed'] });
    expect(standing(figures({ staffed: 0, waiting: 1, longest_since: at(10) }), NOW).severity).toBe('red');
    const closed = figures({ staffed: 0, open: { type: 'closed', reason: null, opens_at: null } });
    expect(standing(closed, NOW).severity).toBe('calm');
  });

  it('takes nought as no threshold', () => {
    const thresholds = { amber_wait_s: 0, red_wait_s: 0, amber_waiting: 0, red_waiting: 0 };
    expect(standing(figures({ waiting: 9, longest_since: at(0), thresholds }), NOW).severity).toBe('calm');
  });

  it('puts the worst first', () => {
    const calm = figures({ id: 'calm' });
    const amber = figures({ id: 'amber', waiting: 3, longest_since: at(10) });
    const red = figures({ id: 'red', waiting: 7, longest_since: at(10) });
    expect(troubled(wall({ queues: [calm, amber, red] }), NOW).map((one) => one.queue.id)).toEqual([
      'red',
      'amber',
    ]);
  });
});

it('never counts a wait backwards', () => {
  expect(longestWait(figures({ longest_since: at(11) }), NOW)).toBe(0);
  expect(longestWait(figures(), NOW)).toBe(0);
});

it('drops a wall that was drawn before the one held', () => {
  const held = wall();
  expect(apply(held, { type: 'wall', wall: wall({ at: at(9) }) })).toBe(held);
  expect(apply(null, { type: 'wall', wall: held })).toBe(held);
  expect(apply(held, { type: 'head', seq: 1 })).toBe(held);
});

it('shows who is behind a number', () => {
  const entries = [
    entry('talks', { state: 'active', joined_at: at(1) }),
    entry('waits-short', { waiting_since: at(5) }),
    entry('waits-long', { waiting_since: at(2), state: 'offered' }),
    entry('other', { queue: 'q2', waiting_since: at(3) }),
  ];
  const ids = (filter: Parameters<typeof behind>[1]): string[] =>
    behind(wall({ entries }), filter).map((one) => one.entry);
  expect(ids(EVERYBODY)).toEqual(['waits-long', 'other', 'waits-short', 'talks']);
  expect(ids({ queue: 'q1', what: 'waiting' })).toEqual(['waits-long', 'waits-short']);
  expect(ids({ queue: 'q1', what: 'active' })).toEqual(['talks']);
});

it('counts the wait of one handed over from then, and not anew when they are asked about', () => {
  const handedOver = { joined_at: at(0), waiting_since: at(6) };
  const shown = (changes: Partial<WallEntry>): string =>
    asItIsSince(entry('e', { ...handedOver, ...changes })).toISOString();
  expect(shown({ since: at(6) })).toBe(at(6));
  expect(shown({ state: 'offered', since: at(8) })).toBe(at(6));
  expect(shown({ state: 'active', since: at(9) })).toBe(at(9));
});

it('counts nobody who is away as at work', () => {
  const all = [
    advisor({ person: 'free' }),
    advisor({ person: 'busy', state: 'busy' }),
    advisor({ person: 'away', state: 'away' }),
    advisor({ person: 'gone', state: 'busy', present: false }),
    advisor({ person: 'other', queues: ['q2'] }),
  ];
  const { atWork, away, gone } = roll(wall({ advisors: all }), 'q1');
  expect([atWork, away, gone].map((some) => some.map((one) => one.person))).toEqual([
    ['free', 'busy'],
    ['away'],
    ['gone'],
  ]);
});

it('lists those who are there first, whatever state they left behind', () => {
  const all = [
    advisor({ person: 'gone', name: 'Adam', present: false, state: 'available' }),
    advisor({ person: 'busy', name: 'Bea', state: 'busy' }),
    advisor({ person: 'there', name: 'Cia' }),
    advisor({ person: 'other', name: 'Disa', queues: ['q2'] }),
  ];
  expect(advisors(wall({ advisors: all }), null).map((one) => one.person)).toEqual([
    'there',
    'other',
    'busy',
    'gone',
  ]);
  expect(advisors(wall({ advisors: all }), 'q2').map((one) => one.person)).toEqual(['other']);
});

it('counts a meeting from when the advisor went in, not from their last change of state', () => {
  const here = advisor({ since: at(0) });
  expect(asTheyAreSince(here)).toEqual(new Date(at(0)));
  expect(asTheyAreSince({ ...here, in_call: true, in_call_since: at(7) })).toEqual(new Date(at(7)));
  expect(asTheyAreSince({ ...here, in_call: false, in_call_since: at(7) })).toEqual(new Date(at(0)));
});
