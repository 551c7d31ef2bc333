import { check } from '../cases/form.ts';
import { language } from '../i18n/i18n.ts';
import type { Outcome } from '../net/socket.ts';
import type { CaseReceipt } from '../protocol/CaseReceipt.ts';
import type { CaseTypeView } from '../protocol/CaseTypeView.ts';
import { openCase } from './api.ts';
import type { Draft } from './draft.ts';
import { somebody } from './session.ts';

/** Sends what was filled in. The draft's own id goes along: sent again, it is the same case. */
export async function sendCase(type: CaseTypeView, draft: Draft): Promise<Outcome<CaseReceipt>> {
  const as = await somebody();
  if (!as.ok) return as;
  return openCase(as.value, {
    client_id: draft.client_id,
    type: type.id,
    version: type.version,
    title: draft.title.trim(),
    description: draft.description.trim(),
    values: check(type.form, 'customer', draft.values).kept,
    urgent: draft.urgent,
    contact: {
      name: draft.name.trim(),
      email: draft.email.trim(),
      phone: draft.phone.trim(),
      language: language(),
    },
    ...(draft.papers === null ? {} : { papers: draft.papers }),
  });
}
