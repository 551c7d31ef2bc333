/*
 * What the wall tells: how each queue stands, who is there, and who is behind each number. Pure.
 */
import type { AdvisorView } from '../protocol/AdvisorView.ts';
import type { Event } from '../protocol/Event.ts';
import type { QueueFigures } from '../protocol/QueueFigures.ts';
import type { WallEntry } from '../protocol/WallEntry.ts';
import type { WallView } from '../protocol/WallView.ts';

export type Severity = 'calm' | 'amber' | 'red';
/** Why a tile isn't calm. */
export type Reason = 'wait' | 'waiting' | 'unstaffed';
export type Standing = { severity: Severity; reasons: readonly Reason[] };

/** Which people are shown: those behind a number. */
export type Filter = { queue: string | null; what: 'all' | 'waiting' | 'active' };

export const EVERYBODY: Filter = { queue: null, what: 'all' };

/** The wall comes whole each time; one that was drawn earlier than what is held is late and dropped. */
export function apply(wall: WallView | null, event: Event): WallView | null {
  if (event.type !== 'wall') return wall;
  return wall !== null && Date.parse(event.wall.at) < Date.parse(wall.at) ? wall : event.wall;
}

/** How a queue stands at `now`. The worst of its reasons gives the colour; a threshold of nought is off. */
export function standing(queue: QueueFigures, now: number): Standing {
  const { thresholds } = queue;
  const found: { reason: Reason; severity: Severity }[] = [
    {
      reason: 'wait',
      severity: level(longestWait(queue, now) / 1_000, thresholds.amber_wait_s, thresholds.red_wait_s),
    },
    { reason: 'waiting', severity: level(queue.waiting, thresholds.amber_waiting, thresholds.red_waiting) },
    { reason: 'unstaffed', severity: unstaffed(queue) },
  ];
  const severity = worst(found.map((one) => one.severity));
  const reasons =
    severity === 'calm' ? [] : found.filter((one) => one.severity === severity).map((one) => one.reason);
  return { severity, reasons };
}

/** The queues that aren't calm, worst first. */
export function troubled(wall: WallView, now: number): { queue: QueueFigures; standing: Standing }[] {
  return wall.queues
    .map((queue) => ({ queue, standing: standing(queue, now) }))
    .filter((one) => one.standing.severity !== 'calm')
    .sort((a, b) => RANK[b.standing.severity] - RANK[a.standing.severity]);
}

/** Milliseconds; 0 when nobody waits. */
export function longestWait(queue: QueueFigures, now: number): number {
  return queue.longest_since == null ? 0 : Math.max(0, now - Date.parse(queue.longest_since));
}

/** Whether `entry` stands in line rather than talks. */
export function waits(entry: WallEntry): boolean {
  return entry.state === 'waiting' || entry.state === 'offered';
}

/** The people behind a number: those in line first, longest first, then those who talk, longest first. */
export function behind(wall: WallView, filter: Filter): WallEntry[] {
  return wall.entries
    .filter((entry) => filter.queue === null || entry.queue === filter.queue)
    .filter((entry) => filter.what === 'all' || (filter.what === 'waiting') === waits(entry))
    .sort((a, b) => Number(waits(b)) - Number(waits(a)) || begun(a) - begun(b));
}

/** Since when they wait, however often they were asked about; else since when it has been as it is. */
export function asItIsSince(entry: WallEntry): Date {
  return new Date(waits(entry) ? entry.waiting_since : entry.since);
}

function begun(entry: WallEntry): number {
  return Date.parse(waits(entry) ? entry.waiting_since : entry.joined_at);
}

export type Where = 'available' | 'busy' | 'away' | 'offline';

/** What an advisor is seen as: the chosen state counts only while they are there. */
export function whereIs(advisor: AdvisorView): Where {
  return advisor.present ? advisor.state : 'offline';
}

/** Since when they are where they are: in a meeting since they went in, whatever state they chose before. */
export function asTheyAreSince(advisor: AdvisorView): Date {
  return new Date((advisor.in_call ? advisor.in_call_since : null) ?? advisor.since);
}

const ORDER: Record<Where, number> = { available: 0, busy: 1, away: 2, offline: 3 };

/** Those there first, by name, so that nobody jumps when their load changes. */
export function advisors(wall: WallView, queue: string | null): AdvisorView[] {
  return wall.advisors
    .filter((one) => queue === null || one.queues.includes(queue))
    .sort((a, b) => ORDER[whereIs(a)] - ORDER[whereIs(b)] || a.name.localeCompare(b.name, 'sv'));
}

/** People at work are available or busy; the queues' figures count the same. The away are there, too, and not at work. */
export type Roll = { atWork: AdvisorView[]; away: AdvisorView[]; gone: AdvisorView[] };

/** Who is at work, away from it, or not there at all. */
export function roll(wall: WallView, queue: string | null): Roll {
  const all = advisors(wall, queue);
  return {
    atWork: all.filter((one) => whereIs(one) === 'available' || whereIs(one) === 'busy'),
    away: all.filter((one) => whereIs(one) === 'away'),
    gone: all.filter((one) => whereIs(one) === 'offline'),
  };
}

const RANK: Record<Severity, number> = { calm: 0, amber: 1, red: 2 };

function level(value: number, amber: number, red: number): Severity {
  if (red > 0 && value >= red) return 'red';
  return amber > 0 && value >= amber ? 'amber' : 'calm';
}

/** Open with nobody there: somebody is needed before the first visitor, and at once after. */
function unstaffed(queue: QueueFigures): Severity {
  if (queue.staffed > 0 || queue.active > 0) return 'calm';
  if (queue.waiting > 0) return 'red';
  return queue.open.type === 'open' ? 'amber' : 'calm';
}

function worst(all: readonly Severity[]): Severity {
  return all.reduce((found, one) => (RANK[one] > RANK[found] ? one : found), 'calm');
}
