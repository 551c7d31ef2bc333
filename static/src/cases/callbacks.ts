/* A call that the customer of a case waits for: asked for, taken back, told of; on their page and at the desk. */
import { type Authority, call } from '../net/http.ts';
import type { Outcome } from '../net/socket.ts';
import type { CallbackForm } from '../protocol/CallbackForm.ts';
import type { CallMade } from '../protocol/CallMade.ts';
import type { CaseView } from '../protocol/CaseView.ts';

const of = (id: string): string => `/api/v1/cases/${encodeURIComponent(id)}/callback`;

/** Asks for a call, or changes what was asked. */
export function askForCall(as: Authority, id: string, form: CallbackForm): Promise<Outcome<CaseView>> {
  return call('PUT', of(id), as, form);
}

export function withdrawCall(as: Authority, id: string): Promise<Outcome<null>> {
  return call('DELETE', of(id), as);
}

/** How a call went. */
export function tellOfCall(as: Authority, id: string, made: CallMade): Promise<Outcome<CaseView>> {
  return call('POST', `${of(id)}/calls`, as, made);
}

/** Where the customer is likely to be reached: where they always are, or by what they wrote in the form. */
export function phoneOf({ contact, form, values }: Pick<CaseView, 'contact' | 'form' | 'values'>): string {
  if (contact.phone !== '') return contact.phone;
  for (const { key, kind } of form.fields) {
    const written = values[key];
    if (kind.type === 'phone' && typeof written === 'string') return written;
  }
  return '';
}

/** What is written as it is sent: a number may be pasted with spaces that do not break. */
export function written({ phone, wish = '' }: CallbackForm): Required<CallbackForm> {
  return { phone: phone.replace(/\s/g, ' ').trim(), wish: wish.replace(/\s+/g, ' ').trim() };
}

/** Why a call that was told of was not taken, from the case before and after: none where it is something else. */
export function whyNotTaken(
  asked_at: string,
  after: Pick<CaseView, 'callback'> | null,
): 'gone' | 'anew' | null {
  if (after === null) return null;
  if (after.callback === undefined) return 'gone';
  return after.callback.asked_at === asked_at ? null : 'anew';
}
