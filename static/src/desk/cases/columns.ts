/*
 * Which columns somebody wants in a list of cases, and in which order. Pure.
 */
import type { CaseColumn } from '../../protocol/CaseColumn.ts';

export const COLUMNS = [
  'number',
  'title',
  'type',
  'status',
  'customer',
  'owner',
  'team',
  'due',
  'object',
  'street',
  'invoice',
  'steps',
  'files',
  'signed',
  'opened',
  'changed',
] as const satisfies readonly CaseColumn[];
export type ColumnKey = CaseColumn;

/** What stays whatever one chooses: without it a row says nothing. */
export const ALWAYS: readonly ColumnKey[] = ['number', 'title'];

export const USUAL: readonly ColumnKey[] = [
  'number',
  'title',
  'status',
  'customer',
  'owner',
  'due',
  'changed',
];

/** As the server keeps them, each once; what must be there comes first where it is not. */
export function columnsOf(kept: readonly string[] | null): readonly ColumnKey[] {
  if (kept === null) return USUAL;
  const known = [...new Set(kept)].filter((one): one is ColumnKey =>
    (COLUMNS as readonly string[]).includes(one),
  );
  return [...ALWAYS.filter((column) => !known.includes(column)), ...known];
}

/** Without `column`, or with it as the last. */
export function turned(columns: readonly ColumnKey[], column: ColumnKey): readonly ColumnKey[] {
  if (!columns.includes(column)) return [...columns, column];
  return ALWAYS.includes(column) ? columns : columns.filter((one) => one !== column);
}

/** With one of them a place further on or back. */
export function shifted<K>(all: readonly K[], one: K, by: 1 | -1): readonly K[] {
  const from = all.indexOf(one);
  const to = from + by;
  if (from < 0 || to < 0 || to >= all.length) return all;
  const without = all.filter((other) => other !== one);
  return [...without.slice(0, to), one, ...without.slice(to)];
}
