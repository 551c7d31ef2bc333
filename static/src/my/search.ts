/*
 * What a customer looks for among their cases, as the address of the page has it: a search can be kept and sent. Pure.
 */
import type { CaseStatus } from '../protocol/CaseStatus.ts';

export type Search = {
  readonly search: string;
  readonly invoice_reference: string;
  readonly object: string;
  readonly street: string;
  /** One of them; empty for all. */
  readonly status: CaseStatus | '';
  /** Days like `2026-01-31`; empty for any. */
  readonly from: string;
  readonly to: string;
};

export const EVERYTHING: Search = {
  search: '',
  invoice_reference: '',
  object: '',
  street: '',
  status: '',
  from: '',
  to: '',
};

export const STATUSES = [
  'new',
  'active',
  'paused',
  'waiting',
  'resolved',
  'closed',
] as const satisfies readonly CaseStatus[];

const KEYS = Object.keys(EVERYTHING) as (keyof Search)[];

/** Without what narrows nothing; the same words for the server and for the address. */
export function queryOf(search: Search): string {
  const query = new URLSearchParams();
  for (const key of KEYS) {
    const value = search[key].trim();
    if (value !== '') query.set(key, value);
  }
  return query.toString();
}

export function searchOf(query: string): Search {
  const told = new URLSearchParams(query);
  const status = STATUSES.find((one) => one === told.get('status')) ?? '';
  const text = (key: keyof Search): string => told.get(key) ?? '';
  return {
    search: text('search'),
    invoice_reference: text('invoice_reference'),
    object: text('object'),
    street: text('street'),
    status,
    from: text('from'),
    to: text('to'),
  };
}
