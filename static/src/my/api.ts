/* What a customer's own pages ask of the server, as whoever they are on this device. */
import type { Authority } from '../net/http.ts';
import { call } from '../net/http.ts';
import type { Outcome } from '../net/socket.ts';
import type { CaseClaim } from '../protocol/CaseClaim.ts';
import type { CasePage } from '../protocol/CasePage.ts';
import type { CasePapers } from '../protocol/CasePapers.ts';
import type { CaseReceipt } from '../protocol/CaseReceipt.ts';
import type { CaseTypeView } from '../protocol/CaseTypeView.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import type { ClaimableCases } from '../protocol/ClaimableCases.ts';
import type { NewCase } from '../protocol/NewCase.ts';
import type { NewThread } from '../protocol/NewThread.ts';
import type { ObjectHint } from '../protocol/ObjectHint.ts';
import type { ThreadCreated } from '../protocol/ThreadCreated.ts';

export function loadTypes(as: Authority): Promise<Outcome<CaseTypeView[]>> {
  return call<CaseTypeView[]>('GET', '/api/v1/case-types', as);
}

/** What an object is, by the number on its label. */
export function loadHint(as: Authority, number: string): Promise<Outcome<ObjectHint>> {
  return call<ObjectHint>('GET', `/api/v1/objects/by-number/${encodeURIComponent(number)}`, as);
}

export function loadMine(as: Authority, after: string | null): Promise<Outcome<CasePage>> {
  const from = after === null ? '' : `?after=${encodeURIComponent(after)}`;
  return call<CasePage>('GET', `/api/v1/my-cases${from}`, as);
}

/** `query` as the page's address has it. */
export function searchMine(as: Authority, query: string, after: string | null): Promise<Outcome<CasePage>> {
  const wanted = new URLSearchParams(query);
  wanted.set('limit', '50');
  if (after !== null) wanted.set('after', after);
  return call<CasePage>('GET', `/api/v1/my-cases?${wanted}`, as);
}

export function loadClaims(as: Authority): Promise<Outcome<ClaimableCases>> {
  return call<ClaimableCases>('GET', '/api/v1/claims', as);
}

export function claimCases(as: Authority, cases: string[]): Promise<Outcome<CaseClaim>> {
  return call<CaseClaim>('POST', '/api/v1/claims', as, { cases });
}

export function loadCase(as: Authority, number: string): Promise<Outcome<CaseView>> {
  return call<CaseView>('GET', `/api/v1/cases/${number}`, as);
}

export function makePapers(as: Authority): Promise<Outcome<CasePapers>> {
  return call<CasePapers>('POST', '/api/v1/case-papers', as, {});
}

export function openCase(as: Authority, form: NewCase): Promise<Outcome<CaseReceipt>> {
  return call<CaseReceipt>('POST', '/api/v1/cases', as, form);
}

export function beginThread(as: Authority, id: string, form: NewThread): Promise<Outcome<ThreadCreated>> {
  return call<ThreadCreated>('POST', `/api/v1/cases/${id}/threads`, as, form);
}
