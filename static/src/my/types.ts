/* The kinds of cases that one may open here, asked for once while the page lives. */
import type { Outcome } from '../net/socket.ts';
import type { CaseTypeView } from '../protocol/CaseTypeView.ts';
import { loadTypes } from './api.ts';
import { somebody } from './session.ts';

let held: readonly CaseTypeView[] | null = null;

export async function caseTypes(): Promise<Outcome<readonly CaseTypeView[]>> {
  if (held !== null) return { ok: true, value: held };
  const as = await somebody();
  if (!as.ok) return as;
  const outcome = await loadTypes(as.value);
  if (!outcome.ok) return outcome;
  held = outcome.value.filter((one) => !one.retired);
  return { ok: true, value: held };
}

/** To be asked for anew: a form has changed. */
export function forgetTypes(): void {
  held = null;
}

/** Of what an object's own address opens. */
const REPORT = 'service-report';

/** The form in which something about an object is reported, and the field for its number. */
export function reportOf(types: readonly CaseTypeView[]): { type: CaseTypeView; field: string } | null {
  const asksForObject = (type: CaseTypeView): string | null =>
    type.form.fields.find((field) => field.kind.type === 'object')?.key ?? null;
  const sorted = [...types].sort((one, other) => Number(other.slug === REPORT) - Number(one.slug === REPORT));
  for (const type of sorted) {
    const field = asksForObject(type);
    if (field !== null) return { type, field };
  }
  return null;
}
