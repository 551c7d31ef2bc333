/* Checklists of a case over HTTP, for customers and staff alike. */
import { type Authority, call } from '../net/http.ts';
import type { Outcome } from '../net/socket.ts';
import type { ChecklistView } from '../protocol/ChecklistView.ts';
import type { StepChange } from '../protocol/StepChange.ts';
import type { StepFile } from '../protocol/StepFile.ts';

/** By the case's id or its number. */
export function listChecklists(as: Authority, id: string): Promise<Outcome<ChecklistView[]>> {
  return call('GET', `/api/v1/cases/${encodeURIComponent(id)}/checklists`, as);
}

export function changeStep(as: Authority, step: string, change: StepChange): Promise<Outcome<null>> {
  return call('PUT', `/api/v1/case-steps/${step}`, as, change);
}

export function addStepFile(as: Authority, step: string, file: string): Promise<Outcome<null>> {
  const body: StepFile = { file };
  return call('POST', `/api/v1/case-steps/${step}/files`, as, body);
}

export function removeStepFile(as: Authority, step: string, file: string): Promise<Outcome<null>> {
  return call('DELETE', `/api/v1/case-steps/${step}/files/${file}`, as);
}
