import { useEffect, useState } from 'preact/hooks';
import { listNotes, NO_NOTES, type Notes, notesAfter } from '../cases/delivery-notes.ts';
import { listChecklists } from '../checklists/api.ts';
import { createRefresher } from '../net/refresh.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import type { ChecklistView } from '../protocol/ChecklistView.ts';
import type { DeliveryNoteView } from '../protocol/DeliveryNoteView.ts';
import { loadCase } from './api.ts';
import { authority, followCases } from './session.ts';

/** A case's checklists, or why they can't be shown. */
export type Lists = { kind: 'failed'; failure: Failure } | { kind: 'here'; all: readonly ChecklistView[] };

export type CaseState =
  | { kind: 'asking' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'here'; view: CaseView; lists: Lists; notes: Notes };

const NOBODY: Failure = { code: 'unauthenticated', message: '', retryAfterMs: 0 };

/** A case kept as it is on the server with its checklists and delivery notes, and what asks for it anew. */
export function useCase(number: string): [state: CaseState, refresh: () => void] {
  const [state, setState] = useState<CaseState>({ kind: 'asking' });
  const [refresher] = useState(() =>
    createRefresher(async () => {
      const [outcome, lists, notes] = await load(number);
      setState((before) => {
        const listed = isAway(lists) && before.kind === 'here' ? before.lists : listsOf(lists);
        const noted = notesAfter(before.kind === 'here' ? before.notes : NO_NOTES, notes);
        if (outcome.ok) return { kind: 'here', view: outcome.value, lists: listed, notes: noted };
        // What is shown stays when it can't be asked for anew, unless it is no longer to be seen.
        return before.kind === 'here' && isAway(outcome)
          ? before
          : { kind: 'failed', failure: outcome.failure };
      });
    }),
  );
  const id = state.kind === 'here' ? state.view.row.id : null;
  useEffect(() => {
    refresher.now();
    return refresher.stop;
  }, [refresher]);
  useEffect(() => (id === null ? undefined : followCases(id, refresher.soon)), [id, refresher]);
  return [state, refresher.soon];
}

type Loaded = [Outcome<CaseView>, Outcome<ChecklistView[]>, Outcome<DeliveryNoteView[]>];

async function load(number: string): Promise<Loaded> {
  const as = authority();
  if (as === null) return [refused(), refused(), refused()];
  return Promise.all([loadCase(as, number), listChecklists(as, number), listNotes(as, number)]);
}

function refused(): { ok: false; failure: Failure } {
  return { ok: false, failure: NOBODY };
}

function isAway(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && (outcome.failure.code === 'disconnected' || outcome.failure.code === 'unavailable');
}

function listsOf(outcome: Outcome<ChecklistView[]>): Lists {
  return outcome.ok ? { kind: 'here', all: outcome.value } : { kind: 'failed', failure: outcome.failure };
}
