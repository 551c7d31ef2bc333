/*
 * A draft while its form is on screen: each change is kept on the device at once, what arrives of files too.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { createFormUploads, type FormUploads } from '../cases/form-uploads.ts';
import { onlyAsked, withFile } from '../cases/values.ts';
import type { Outcome } from '../net/socket.ts';
import type { CaseForm } from '../protocol/CaseForm.ts';
import { makePapers } from './api.ts';
import { type Draft, forgetFormDraft, isBegun, keepFormDraft, newDraft, readFormDraft } from './draft.ts';
import { authority, somebody } from './session.ts';

export type FormDraft = {
  readonly held: ReadonlySignal<Draft>;
  /** Whether one goes on with what was begun before. */
  readonly wasBegun: boolean;
  readonly uploads: FormUploads;
  change: (change: Partial<Draft>) => void;
  /** Empties the form; gives what fills it again as it was. */
  beginAgain: () => () => void;
  /** It was sent. */
  forget: () => void;
};

/** `given` is filled in from the beginning. */
export function createFormDraft(
  asked: CaseForm,
  form: string,
  account: string | null,
  given: { readonly [key: string]: string },
): FormDraft {
  const kept = readFormDraft(form, account);
  const fresh = (): Draft => ({ ...newDraft(), values: given });
  const before = kept === null ? null : { ...kept, values: { ...onlyAsked(asked, kept.values), ...given } };
  const held = signal<Draft>(before ?? fresh());
  let isSent = false;

  const put = (next: Draft): void => {
    held.value = next;
    if (isSent) return;
    if (isBegun(next) || next.papers !== null) keepFormDraft(form, account, next);
    else forgetFormDraft(form, account);
  };
  const change = (changed: Partial<Draft>): void => put({ ...held.peek(), ...changed });

  let underWay: Promise<Outcome<string>> | null = null;
  const papers = (): Promise<Outcome<string>> => {
    const known = held.peek().papers;
    if (known !== null) return Promise.resolve({ ok: true, value: known });
    // Two fields may ask at once.
    underWay ??= askPapers().then((outcome) => {
      underWay = null;
      if (outcome.ok) change({ papers: outcome.value });
      return outcome;
    });
    return underWay;
  };

  return {
    held,
    wasBegun: before !== null && isBegun({ ...before, values: kept?.values ?? {} }),
    uploads: createFormUploads({
      authority,
      papers,
      known: before?.files ?? [],
      onArrived: (field, file) => {
        const { values, files } = held.peek();
        change({ values: withFile(values, field, file.id), files: [...files, file] });
      },
    }),
    change,
    beginAgain() {
      const was = held.peek();
      put(fresh());
      return () => put(was);
    },
    forget() {
      isSent = true;
      forgetFormDraft(form, account);
    },
  };
}

async function askPapers(): Promise<Outcome<string>> {
  const as = await somebody();
  if (!as.ok) return as;
  const outcome = await makePapers(as.value);
  return outcome.ok ? { ok: true, value: outcome.value.conversation } : outcome;
}
