/*
 * The lists of cases that one looks at again and again, and how many cases are in each: asked anew, not too often, after
 * something was told to have happened. What is changed here is shown at once and taken back if the server refuses.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { failureWords } from '../../i18n/failure.ts';
import type { Failure, Outcome } from '../../net/socket.ts';
import type { CaseViewForm } from '../../protocol/CaseViewForm.ts';
import type { CaseViews } from '../../protocol/CaseViews.ts';
import type { SavedCaseView } from '../../protocol/SavedCaseView.ts';
import { toast } from '../../ui/toast.tsx';
import { changeView, createView, listViews, orderViews, removeView, setColumns } from './api.ts';
import { type ColumnKey, shifted } from './columns.ts';

/** Several things happen together: a text, its mark and a clock. */
const SOON_MS = 600;
/** Each of the lists is counted in the database; where much happens, nobody reads a number that changes faster. */
const APART_MS = 5_000;

type Known = {
  /** Null before the first answer. */
  views: CaseViews | null;
  failure: Failure | null;
};

const held = signal<Known>({ views: null, failure: null });
let soon: ReturnType<typeof setTimeout> | undefined;
let asked = Number.NEGATIVE_INFINITY;
let turn = 0;
/** One after the other: what was done last is what the server keeps. */
let queue: Promise<unknown> = Promise.resolve();
/** Changes that the server has not answered yet. */
let waiting = 0;
/** Whether an answer came that did not know of those. */
let isBehind = false;

export const caseViews: ReadonlySignal<Known> = held;

/** All of them with their numbers. */
export async function loadViews(): Promise<void> {
  asked = performance.now();
  const mine = ++turn;
  const outcome = await listViews();
  // What was asked before something was changed here does not know of it.
  if (mine !== turn) return;
  isBehind = waiting > 0;
  if (isBehind) return;
  if (outcome.ok) held.value = { views: outcome.value, failure: null };
  else held.value = { ...held.value, failure: outcome.failure };
}

/** Something has happened to a case. */
export function viewsMoved(): void {
  if (soon !== undefined) return;
  const wait = Math.max(SOON_MS, asked + APART_MS - performance.now());
  soon = setTimeout(() => {
    soon = undefined;
    // Nobody looks: as soon as somebody does, they are asked for.
    if (document.visibilityState === 'visible') void loadViews();
    else document.addEventListener('visibilitychange', viewsMoved, { once: true });
  }, wait);
}

export function forgetSoon(): void {
  clearTimeout(soon);
  soon = undefined;
  document.removeEventListener('visibilitychange', viewsMoved);
}

/** Keeps a list; null where that was refused, which has been said. */
export function keepView(form: CaseViewForm): Promise<SavedCaseView | null> {
  return inTurn(
    () => createView(form),
    (kept) => setSaved((saved) => [...saved, kept]),
  );
}

/** Changes a kept list; null where that was refused, which has been said. */
export function changeKept(
  view: SavedCaseView,
  changes: Partial<CaseViewForm>,
): Promise<SavedCaseView | null> {
  setSaved((saved) => saved.map((one) => (one.id === view.id ? { ...one, ...changes } : one)));
  return inTurn(
    () => {
      // Another change may have gone before.
      const version = known(view.id)?.version ?? view.version;
      const { name, filter, sort, order, columns } = { ...view, ...changes };
      return changeView(view.id, { name, filter, sort, order, columns, version });
    },
    (kept) => {
      // It does not know of what was changed after it.
      const { version, count } = kept;
      const now = (one: SavedCaseView): SavedCaseView => (waiting > 0 ? { ...one, version, count } : kept);
      setSaved((saved) => saved.map((one) => (one.id === view.id ? now(one) : one)));
    },
  );
}

/** Whether it is gone; if not, that has been said. */
export async function removeKept(view: SavedCaseView): Promise<boolean> {
  setSaved((saved) => saved.filter((one) => one.id !== view.id));
  return (await inTurn(async () => said(await removeView(view.id)))) !== null;
}

/** A place further on or back. */
export async function shiftKept(view: SavedCaseView, by: 1 | -1): Promise<void> {
  const ids = (held.value.views?.saved ?? []).map((one) => one.id);
  const order = shifted(ids, view.id, by);
  if (order === ids) return;
  setSaved((saved) =>
    order.flatMap((id) => {
      const one = saved.find((view) => view.id === id);
      return one === undefined ? [] : [one];
    }),
  );
  await inTurn(async () => said(await orderViews(order)));
}

/** What lists that are not kept show from now on. */
export async function chooseColumns(columns: readonly ColumnKey[]): Promise<void> {
  const { views } = held.value;
  if (views !== null) held.value = { ...held.value, views: { ...views, columns: [...columns] } };
  await inTurn(async () => said(await setColumns(columns)));
}

function known(id: string): SavedCaseView | undefined {
  return held.value.views?.saved.find((one) => one.id === id);
}

function setSaved(change: (saved: SavedCaseView[]) => SavedCaseView[]): void {
  turn += 1;
  const { views } = held.value;
  if (views !== null) held.value = { ...held.value, views: { ...views, saved: change(views.saved) } };
}

/** An empty answer, told apart from none. */
function said(outcome: Outcome<null>): Outcome<true> {
  return outcome.ok ? { ok: true, value: true } : outcome;
}

/** What is `taken` from an answer is there when the next change is sent. */
async function inTurn<T>(
  deed: () => Promise<Outcome<T>>,
  taken: (value: T) => void = () => undefined,
): Promise<T | null> {
  waiting += 1;
  const done = queue.then(async () => {
    try {
      return await deed();
    } finally {
      waiting -= 1;
    }
  });
  const settled = done.then((outcome) => {
    if (outcome.ok) taken(outcome.value);
    return outcome;
  });
  queue = settled.catch(() => undefined);
  const outcome = await settled;
  if (!outcome.ok) toast(failureWords(outcome.failure));
  // As the server has it.
  if (!outcome.ok || (isBehind && waiting === 0)) await loadViews();
  return outcome.ok ? outcome.value : null;
}
