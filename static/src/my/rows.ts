/* A customer's cases in the order in which they matter: what waits for them first. Pure. */
import type { CaseRow } from '../protocol/CaseRow.ts';

export type Groups = {
  /** Something is asked of the customer, or has been said to them. */
  waiting: readonly CaseRow[];
  running: readonly CaseRow[];
  paused: readonly CaseRow[];
  ended: readonly CaseRow[];
};

type Group = keyof Groups;

/** Each case once; what changed last first. */
export function grouped(rows: readonly CaseRow[]): Groups {
  const sorted = [...rows].sort((one, other) => (one.changed_at < other.changed_at ? 1 : -1));
  const of = (group: Group): CaseRow[] => sorted.filter((row) => groupOf(row) === group);
  return { waiting: of('waiting'), running: of('running'), paused: of('paused'), ended: of('ended') };
}

function groupOf(row: CaseRow): Group {
  if (row.status === 'closed') return row.unread > 0 ? 'waiting' : 'ended';
  if (row.unread > 0 || row.wanted > 0) return 'waiting';
  switch (row.status) {
    case 'waiting':
      return 'waiting';
    case 'paused':
      return 'paused';
    case 'resolved':
      return 'ended';
    case 'new':
    case 'active':
      return 'running';
    default:
      return row.status satisfies never;
  }
}

/** What is told of a row: the most pressing first. */
export type Wait = { kind: 'wanted' | 'unread'; n: number } | { kind: 'asked' };

export function waitsFor(row: CaseRow): readonly Wait[] {
  const wanted: Wait[] = row.wanted > 0 ? [{ kind: 'wanted', n: row.wanted }] : [];
  const unread: Wait[] = row.unread > 0 ? [{ kind: 'unread', n: row.unread }] : [];
  const both = [...wanted, ...unread];
  return both.length === 0 && row.status === 'waiting' ? [{ kind: 'asked' }] : both;
}

/** A page more: what is on it already is told anew. */
export function joined(before: readonly CaseRow[], more: readonly CaseRow[]): readonly CaseRow[] {
  const fresh = new Set(more.map(({ id }) => id));
  return [...before.filter(({ id }) => !fresh.has(id)), ...more];
}
