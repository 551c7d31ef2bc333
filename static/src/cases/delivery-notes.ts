/* Delivery notes of a case over HTTP, and kept as they are on the server while the desk shows the case. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Authority, call } from '../net/http.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import type { DeliveryNoteChange } from '../protocol/DeliveryNoteChange.ts';
import type { DeliveryNoteView } from '../protocol/DeliveryNoteView.ts';
import type { NewDeliveryNote } from '../protocol/NewDeliveryNote.ts';
import type { SignDeliveryNote } from '../protocol/SignDeliveryNote.ts';

const COOKIE: Authority = { kind: 'cookie' };

export function listNotes(as: Authority, id: string): Promise<Outcome<DeliveryNoteView[]>> {
  return call('GET', `/api/v1/cases/${id}/delivery-notes`, as);
}

export function writeNote(id: string, note: NewDeliveryNote): Promise<Outcome<DeliveryNoteView>> {
  return call('POST', `/api/v1/cases/${id}/delivery-notes`, COOKIE, note);
}

export function changeNote(id: string, change: DeliveryNoteChange): Promise<Outcome<DeliveryNoteView>> {
  return call('PUT', `/api/v1/delivery-notes/${id}`, COOKIE, change);
}

export function removeNote({ id, version }: DeliveryNoteView): Promise<Outcome<null>> {
  return call('DELETE', `/api/v1/delivery-notes/${id}?version=${version}`, COOKIE);
}

export function signNote(
  as: Authority,
  id: string,
  form: SignDeliveryNote,
): Promise<Outcome<DeliveryNoteView>> {
  return call('POST', `/api/v1/delivery-notes/${id}/signature`, as, form);
}

export type Notes = {
  /** The oldest first; null until they are here. */
  notes: readonly DeliveryNoteView[] | null;
  /** Why they can't be shown; what was shown before stays. */
  failure: Failure | null;
};

export const NO_NOTES: Notes = { notes: null, failure: null };

export function notesAfter({ notes }: Notes, outcome: Outcome<DeliveryNoteView[]>): Notes {
  return outcome.ok ? { notes: outcome.value, failure: null } : { notes, failure: outcome.failure };
}

/** At the desk. They are asked for anew whenever the case is: whatever happens to one is told as a change of its case. */
export function useDeliveryNotes(view: CaseView): Notes & { reload: () => void } {
  const [held, setHeld] = useState(NO_NOTES);
  const asked = useRef(0);
  const { id } = view.row;
  const reload = useCallback(() => {
    asked.current += 1;
    const mine = asked.current;
    void listNotes(COOKIE, id).then((outcome) => {
      // A later question may have been answered first.
      if (mine === asked.current) setHeld((before) => notesAfter(before, outcome));
    });
  }, [id]);
  useEffect(reload, [view, reload]);
  useEffect(
    () => () => {
      asked.current += 1;
    },
    [],
  );
  return { ...held, reload };
}
