/*
 * A form that has been begun, kept on the device until it is sent: a reload loses nothing, and the id under which it is
 * sent stays the same, so that however often it goes it becomes one case.
 */
import type { Values } from '../cases/form.ts';
import type { FileView } from '../protocol/FileView.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { newClientId } from '../stores/outbox.ts';

export type Draft = {
  readonly client_id: string;
  readonly title: string;
  readonly description: string;
  readonly values: Values;
  readonly urgent: boolean;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** Where its files lie, once there are any. */
  readonly papers: string | null;
  /** What has arrived there. */
  readonly files: readonly FileView[];
};

export function newDraft(): Draft {
  return {
    client_id: newClientId(),
    title: '',
    description: '',
    values: {},
    urgent: false,
    name: '',
    email: '',
    phone: '',
    papers: null,
    files: [],
  };
}

/** Whose draft of what: that of an account is its own, a visit's is the device's. */
export function draftKey(form: string, account: string | null): string {
  return `case.${account ?? 'visit'}.${form}`;
}

/** What was begun of this form; who signed in meanwhile goes on with what they began before. */
export function readFormDraft(form: string, account: string | null): Draft | null {
  const own = parsed(readDraft(draftKey(form, account)));
  if (own !== null || account === null) return own;
  const visits = parsed(readDraft(draftKey(form, null)));
  if (visits === null) return null;
  keepFormDraft(form, account, visits);
  keepDraft(draftKey(form, null), '');
  return visits;
}

export function keepFormDraft(form: string, account: string | null, draft: Draft): void {
  keepDraft(draftKey(form, account), JSON.stringify(draft));
}

export function forgetFormDraft(form: string, account: string | null): void {
  keepDraft(draftKey(form, account), '');
}

/** Whether there is anything that one would miss. */
export function isBegun(draft: Draft): boolean {
  const { title, description, values, name, email, phone, urgent } = draft;
  const words = [title, description, name, email, phone].join('').trim();
  return words !== '' || urgent || Object.keys(values).length > 0;
}

/** Draft of another age of the page: what is missing is as new. */
function parsed(kept: string): Draft | null {
  if (kept === '') return null;
  try {
    const draft: unknown = JSON.parse(kept);
    return typeof draft === 'object' && draft !== null ? { ...newDraft(), ...draft } : null;
  } catch {
    return null;
  }
}
