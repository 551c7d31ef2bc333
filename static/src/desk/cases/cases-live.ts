/*
 * The list of cases that is shown, kept as the server has it: asked anew, a moment after something was told to have
 * happened, without losing the place.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { createRefresher } from '../../net/refresh.ts';
import type { Failure } from '../../net/socket.ts';
import type { CaseRow } from '../../protocol/CaseRow.ts';
import { socket } from '../connection.ts';
import { listCases } from './api.ts';
import { type Filters, filtersOf } from './filters.ts';
import { below, type CaseList, moved, NO_CASES, renewed } from './list-store.ts';
import { forgetSoon, viewsMoved } from './views-live.ts';

/** A screenful and some. */
const PAGE = 60;
/** The most the server gives at once: `MAX_CASES` on the wire. */
const MOST = 200;
/** Several things happen together: a text, its mark and a clock. */
const TOGETHER_MS = 400;

type Shown = {
  /** The query it answers; null before the first. */
  query: string | null;
  list: CaseList;
  failure: Failure | null;
};

const held = signal<Shown>({ query: null, list: NO_CASES, failure: null });
const asking = signal(false);
/** How far down the list was when it was left. */
let left = { query: '', top: 0 };
let turn = 0;

export const shownCases: ReadonlySignal<Shown> = held;
/** Whether another page is on its way. */
export const fetchingMore: ReadonlySignal<boolean> = asking;

/** Shows what `query` asks for; what is shown stays until the answer comes. */
export async function showCases(query: string): Promise<void> {
  if (held.value.query === query) return refresh();
  const mine = ++turn;
  const outcome = await listCases(filtersOf(query), null, PAGE);
  if (mine !== turn) return;
  if (!outcome.ok) {
    held.value = { query, list: NO_CASES, failure: outcome.failure };
    return;
  }
  held.value = { query, list: below(NO_CASES, outcome.value), failure: null };
}

/** The page under what is shown. */
export async function showMore(): Promise<void> {
  const { query, list } = held.value;
  if (query === null || list.next === null || asking.value) return;
  const mine = turn;
  asking.value = true;
  const outcome = await listCases(filtersOf(query), list.next, PAGE);
  asking.value = false;
  if (mine !== turn) return;
  if (!outcome.ok) held.value = { ...held.value, failure: outcome.failure };
  else held.value = { query, list: below(held.value.list, outcome.value), failure: null };
}

/** All that is shown, asked anew. */
export async function refresh(): Promise<void> {
  const { query, list } = held.value;
  if (query === null) return;
  const mine = ++turn;
  const told = await asMany(filtersOf(query), Math.max(PAGE, list.rows.length));
  if (mine !== turn) return;
  if ('failure' in told) held.value = { ...held.value, failure: told.failure };
  else held.value = { query, list: renewed(held.value.list, told.rows, told.next), failure: null };
}

type Told = { rows: CaseRow[]; next: string | null } | { failure: Failure };

/** The first `wanted` cases, in as few questions as the server allows. */
async function asMany(filters: Filters, wanted: number): Promise<Told> {
  const rows: CaseRow[] = [];
  let next: string | null = null;
  do {
    const outcome = await listCases(filters, next, Math.min(MOST, wanted - rows.length));
    if (!outcome.ok) return { failure: outcome.failure };
    rows.push(...outcome.value.cases);
    next = outcome.value.next ?? null;
  } while (next !== null && rows.length < wanted);
  return { rows, next };
}

export function move(by: 1 | -1): string | null {
  held.value = { ...held.value, list: moved(held.value.list, by) };
  return held.value.list.at;
}

/** The keys mean this one from now on. */
export function pointAt(id: string): void {
  if (held.value.list.at !== id) held.value = { ...held.value, list: { ...held.value.list, at: id } };
}

/** Keeps the list as the server has it until the returned function is called. */
export function followCases(): () => void {
  const list = createRefresher(refresh, TOGETHER_MS);
  const unfollow = socket.follow({
    topic: () => 'cases',
    start: (topic) => ({ type: 'subscribe', topic }),
    // Also after a break, during which anything may have happened.
    onState: () => {
      void refresh();
      viewsMoved();
    },
    onEvent: (event) => {
      if (event.type !== 'case') return;
      viewsMoved();
      list.soon();
    },
  });
  return () => {
    list.stop();
    forgetSoon();
    unfollow();
  };
}

export function leaveAt(query: string, top: number): void {
  left = { query, top };
}

/** Where the list was when it was left, if it is still the same. */
export function placeIn(query: string): number {
  return left.query === query ? left.top : 0;
}
