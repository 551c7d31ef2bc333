/*
 * One case kept as the server has it, while a page shows it. What I send carries the version that I saw; when somebody
 * was faster, the page says who and shows theirs beside what I had begun.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { listChecklists } from '../../checklists/api.ts';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { createRefresher } from '../../net/refresh.ts';
import type { Failure, Outcome } from '../../net/socket.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { ChecklistView } from '../../protocol/ChecklistView.ts';
import { toast } from '../../ui/toast.tsx';
import { sayFailure, socket } from '../connection.ts';
import { loadCase, takePart } from './api.ts';
import { whoWasFaster } from './faster.ts';
import { createInTurn } from './in-turn.ts';

/** Why a change was not done, and what it was a change of. */
export type Refusal = { failure: Failure; before: CaseView };

export type LiveCase = {
  /** Null until it is here. */
  readonly view: ReadonlySignal<CaseView | null>;
  /** Its checklists; null until they are here. */
  readonly lists: ReadonlySignal<readonly ChecklistView[] | null>;
  /** Why the checklists can't be shown anew; what was shown before stays. */
  readonly listsFailure: ReadonlySignal<Failure | null>;
  /** Why it can't be shown; what was shown before stays. */
  readonly failure: ReadonlySignal<Failure | null>;
  /** As a command's answer told it. */
  take: (view: CaseView) => void;
  reload: () => Promise<void>;
  /** Takes part, once, so that one can write and upload here. */
  join: () => Promise<Outcome<null>>;
  /** Sends a change of what is shown, after those that are on their way, and says what came of it. */
  change: (send: Send) => Promise<boolean>;
  /** As `change`, for a caller who says themselves why it was not done; null when it was. */
  attempt: (send: Send) => Promise<Refusal | null>;
};

type Send = (view: CaseView) => Promise<Outcome<CaseView | null>>;

const TOGETHER_MS = 250;
const COOKIE = { kind: 'cookie' } as const;

/** Keeps the case with this number open as long as the view is there. */
export function useCase(number: string): LiveCase {
  const [live] = useState(() => newLive(number));
  useEffect(() => void live.reload(), [live]);
  const id = live.view.value?.row.id ?? null;
  useLayoutEffect(() => (id === null ? undefined : follow(id, live)), [id, live]);
  return live;
}

function newLive(number: string): LiveCase {
  const view = signal<CaseView | null>(null);
  const failure = signal<Failure | null>(null);
  const lists = signal<readonly ChecklistView[] | null>(null);
  const listsFailure = signal<Failure | null>(null);
  const inTurn = createInTurn<CaseView>();
  let asked = 0;
  let taken = 0;
  let joined: Promise<Outcome<null>> | null = null;
  const take = (told: CaseView): void => {
    // An answer that was on its way when a later one came is old news.
    if (view.value !== null && view.value.row.id === told.row.id && told.version < view.value.version) return;
    view.value = told;
    failure.value = null;
  };
  const takeLists = (told: Outcome<ChecklistView[]>): void => {
    listsFailure.value = told.ok ? null : told.failure;
    if (told.ok) lists.value = told.value;
  };
  const reload = async (): Promise<void> => {
    const id = view.value?.row.id ?? number;
    const mine = ++asked;
    const [outcome, listed] = await Promise.all([loadCase(id), listChecklists(COOKIE, id)]);
    if (outcome.ok) take(outcome.value);
    else failure.value = outcome.failure;
    // Lists have no version: an answer that was asked for before the one that is shown is old news.
    if (mine < taken) return;
    taken = mine;
    takeLists(listed);
  };
  const attempt = async (send: Send): Promise<Refusal | null> => {
    const seen = view.value;
    if (seen === null) return null;
    return inTurn<Refusal | null>(seen, async (before) => {
      const outcome = await send(before);
      if (!outcome.ok) {
        if (outcome.failure.code === 'conflict') await reload();
        return { result: { failure: outcome.failure, before }, left: before };
      }
      if (outcome.value === null) await reload();
      else take(outcome.value);
      // Where the answer tells nothing, what is shown after it is what there is to go on from.
      return { result: null, left: outcome.value ?? view.value ?? before };
    });
  };
  return {
    view,
    lists,
    listsFailure,
    failure,
    take,
    reload,
    join() {
      const id = view.value?.row.id;
      if (id === undefined) return Promise.resolve({ ok: true, value: null });
      joined ??= takePart(id).then((outcome) => {
        // What failed may succeed the next time.
        if (!outcome.ok) joined = null;
        return outcome;
      });
      return joined;
    },
    attempt,
    async change(send) {
      if (view.value === null) return false;
      const refusal = await attempt(send);
      if (refusal !== null) sayRefusal(refusal, view.value);
      return refusal === null;
    },
  };
}

/** Says why a change was not done: somebody was faster, or what else there is to say. */
export function sayRefusal({ failure, before }: Refusal, after: CaseView | null): void {
  if (failure.code !== 'conflict') return sayFailure(failure);
  toast(fasterWords(before, after) ?? failureWords(failure));
}

/** "Bo Hallström hann före: ägare. …", if somebody did. */
export function fasterWords(before: CaseView, after: CaseView | null): string | null {
  if (after === null || after.version === before.version) return null;
  const who = whoWasFaster(before, after);
  return who === null ? t('case-faster') : t('case-faster-who', { name: who });
}

function follow(id: string, live: LiveCase): () => void {
  const refresher = createRefresher(live.reload, TOGETHER_MS);
  const unfollow = socket.follow({
    topic: () => `case:${id}`,
    start: (topic) => ({ type: 'subscribe', topic }),
    // Between the answer and this, and in a break, anything may have happened.
    onState: () => void live.reload(),
    onEvent: (event) => {
      if (event.type === 'case' && event.case === id) refresher.soon();
    },
  });
  return () => {
    refresher.stop();
    unfollow();
  };
}
