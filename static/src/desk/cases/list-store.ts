/*
 * The cases that are shown, page upon page, and which of them the keys mean. Pure; `cases-live.ts` feeds it.
 * Invariant: no case stands twice; `at` is one of the rows unless there is none.
 */
import type { CasePage } from '../../protocol/CasePage.ts';
import type { CaseRow } from '../../protocol/CaseRow.ts';

export type CaseList = {
  rows: readonly CaseRow[];
  /** Leads to the next page; none at the end. */
  next: string | null;
  /** The id of the case that the keys mean. */
  at: string | null;
};

export const NO_CASES: CaseList = { rows: [], next: null, at: null };

/** The next page under what is shown. A case that has moved meanwhile stands where it was last told to. */
export function below(list: CaseList, page: CasePage): CaseList {
  const told = new Set(page.cases.map((row) => row.id));
  const rows = [...list.rows.filter((row) => !told.has(row.id)), ...unique(page.cases)];
  return { rows, next: page.next ?? null, at: list.at };
}

/** All that was shown, told anew: the keys mean the same case, or what now stands in its place. */
export function renewed(list: CaseList, rows: readonly CaseRow[], next: string | null): CaseList {
  const kept = unique(rows);
  const at = list.rows.findIndex((row) => row.id === list.at);
  const stays = kept.some((row) => row.id === list.at);
  const instead = at < 0 ? null : (kept[Math.min(at, kept.length - 1)]?.id ?? null);
  return { rows: kept, next, at: stays ? list.at : instead };
}

/** The keys one further down or up, without going round. */
export function moved(list: CaseList, by: 1 | -1): CaseList {
  const at = list.rows.findIndex((row) => row.id === list.at);
  if (at < 0) return { ...list, at: (by === 1 ? list.rows[0] : list.rows.at(-1))?.id ?? null };
  return { ...list, at: list.rows[at + by]?.id ?? list.at };
}

/** Whether the keys mean the last row, and there is more. */
export function wantsMore(list: CaseList): boolean {
  return list.next !== null && list.at !== null && list.rows.at(-1)?.id === list.at;
}

function unique(rows: readonly CaseRow[]): CaseRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
