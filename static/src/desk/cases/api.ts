/*
 * Cases as the server tells them over HTTP, and what is done with them. Each answers with what came of it; the views say it.
 */
import { call } from '../../net/http.ts';
import type { Outcome } from '../../net/socket.ts';
import type { CaseChange } from '../../protocol/CaseChange.ts';
import type { CasePage } from '../../protocol/CasePage.ts';
import type { CasePeople } from '../../protocol/CasePeople.ts';
import type { CaseReceipt } from '../../protocol/CaseReceipt.ts';
import type { CaseTypeForm } from '../../protocol/CaseTypeForm.ts';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { CaseViewForm } from '../../protocol/CaseViewForm.ts';
import type { CaseViews } from '../../protocol/CaseViews.ts';
import type { NewCase } from '../../protocol/NewCase.ts';
import type { NewThread } from '../../protocol/NewThread.ts';
import type { OtherCase } from '../../protocol/OtherCase.ts';
import type { OwnerChange } from '../../protocol/OwnerChange.ts';
import type { SavedCaseView } from '../../protocol/SavedCaseView.ts';
import type { StatusChange } from '../../protocol/StatusChange.ts';
import type { ThreadCreated } from '../../protocol/ThreadCreated.ts';
import { type Filters, fileQuery, wireQuery } from './filters.ts';

const COOKIE = { kind: 'cookie' } as const;
const CASES = '/api/v1/cases';

const of = (id: string): string => `${CASES}/${encodeURIComponent(id)}`;

export function listCases(filters: Filters, after: string | null, limit: number): Promise<Outcome<CasePage>> {
  return call('GET', `${CASES}?${wireQuery(filters, after, limit)}`, COOKIE);
}

/** Where the browser gets what a list shows as a file. */
export function fileOf(filters: Filters, columns: readonly string[]): string {
  return `${CASES}.csv?${fileQuery(filters, columns)}`;
}

const VIEWS = '/api/v1/case-views';

export function listViews(): Promise<Outcome<CaseViews>> {
  return call('GET', VIEWS, COOKIE);
}

export function createView(form: CaseViewForm): Promise<Outcome<SavedCaseView>> {
  return call('POST', VIEWS, COOKIE, form);
}

/** What a press has changed on the page is kept, also when one leaves at once: so with the order and the columns. */
export function changeView(id: string, form: CaseViewForm): Promise<Outcome<SavedCaseView>> {
  return call('PUT', `${VIEWS}/${id}`, COOKIE, form, true);
}

export function removeView(id: string): Promise<Outcome<null>> {
  return call('DELETE', `${VIEWS}/${id}`, COOKIE);
}

export function orderViews(views: readonly string[]): Promise<Outcome<null>> {
  return call('PUT', '/api/v1/case-view-order', COOKIE, { views }, true);
}

export function setColumns(columns: readonly string[]): Promise<Outcome<null>> {
  return call('PUT', '/api/v1/case-columns', COOKIE, { columns }, true);
}

/** By its id or its number. */
export function loadCase(id: string): Promise<Outcome<CaseView>> {
  return call('GET', of(id), COOKIE);
}

export function openCase(form: NewCase): Promise<Outcome<CaseReceipt>> {
  return call('POST', CASES, COOKIE, form);
}

export function changeCase(id: string, change: CaseChange): Promise<Outcome<CaseView>> {
  return call('PUT', of(id), COOKIE, change);
}

export function changeStatus(id: string, change: StatusChange): Promise<Outcome<CaseView>> {
  return call('PUT', `${of(id)}/status`, COOKIE, change);
}

/** Whoever gives it away may not see it any more: it is asked for again. */
export function changeOwner(id: string, change: OwnerChange): Promise<Outcome<null>> {
  return call('PUT', `${of(id)}/owner`, COOKIE, change);
}

export function changePeople(id: string, change: CasePeople): Promise<Outcome<CaseView>> {
  return call('PUT', `${of(id)}/people`, COOKIE, change);
}

export function beginThread(id: string, thread: NewThread): Promise<Outcome<ThreadCreated>> {
  return call('POST', `${of(id)}/threads`, COOKIE, thread);
}

/** I take part in its threads from now on. */
export function takePart(id: string): Promise<Outcome<null>> {
  return call('POST', `${of(id)}/part`, COOKIE);
}

export function linkCase(id: string, other: OtherCase): Promise<Outcome<CaseView>> {
  return call('POST', `${of(id)}/links`, COOKIE, other);
}

export function unlinkCase(id: string, number: string): Promise<Outcome<null>> {
  return call('DELETE', `${of(id)}/links/${encodeURIComponent(number)}`, COOKIE);
}

/** Answers with the other, which everything has gone to. */
export function mergeCase(id: string, other: OtherCase): Promise<Outcome<CaseView>> {
  return call('POST', `${of(id)}/merge`, COOKIE, other);
}

export function listTypes(): Promise<Outcome<CaseTypeView[]>> {
  return call('GET', '/api/v1/case-types', COOKIE);
}

export function createType(form: CaseTypeForm): Promise<Outcome<CaseTypeView>> {
  return call('POST', '/api/v1/case-types', COOKIE, form);
}

export function changeType(id: string, form: CaseTypeForm): Promise<Outcome<CaseTypeView>> {
  return call('PUT', `/api/v1/case-types/${id}`, COOKIE, form);
}
