/* Templates of checklists as the server tells them over HTTP, and what is done with them. */
import { call } from '../../net/http.ts';
import type { Outcome } from '../../net/socket.ts';
import type { ChecklistTemplateForm } from '../../protocol/ChecklistTemplateForm.ts';
import type { ChecklistTemplateView } from '../../protocol/ChecklistTemplateView.ts';
import type { ChecklistView } from '../../protocol/ChecklistView.ts';
import type { NewChecklist } from '../../protocol/NewChecklist.ts';

const COOKIE = { kind: 'cookie' } as const;
const TEMPLATES = '/api/v1/checklist-templates';

/** Answers with all of the case, as they are then. */
export function addChecklist(id: string, added: NewChecklist): Promise<Outcome<ChecklistView[]>> {
  return call('POST', `/api/v1/cases/${encodeURIComponent(id)}/checklists`, COOKIE, added);
}

export function listTemplates(): Promise<Outcome<ChecklistTemplateView[]>> {
  return call('GET', TEMPLATES, COOKIE);
}

export function createTemplate(form: ChecklistTemplateForm): Promise<Outcome<ChecklistTemplateView>> {
  return call('POST', TEMPLATES, COOKIE, form);
}

export function changeTemplate(
  id: string,
  form: ChecklistTemplateForm,
): Promise<Outcome<ChecklistTemplateView>> {
  return call('PUT', `${TEMPLATES}/${id}`, COOKIE, form);
}
