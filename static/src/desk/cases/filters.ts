/*
 * What is asked for in the list of cases, as the address bar carries it and as the server is asked. Pure.
 */
import type { CaseFilter } from '../../protocol/CaseFilter.ts';
import type { CaseSort } from '../../protocol/CaseSort.ts';
import type { CaseStatus } from '../../protocol/CaseStatus.ts';
import type { ReadyView } from '../../protocol/ReadyView.ts';
import type { SortOrder } from '../../protocol/SortOrder.ts';

export const STATUSES = ['new', 'active', 'waiting', 'paused', 'resolved', 'closed'] as const;
/** Those that somebody still has to do something about. */
export const OPEN: readonly CaseStatus[] = ['new', 'active', 'waiting', 'paused'];

export const SORTS = ['due', 'changed', 'newest'] as const satisfies readonly CaseSort[];
export type Sort = CaseSort;

/** Which way round, where nobody says. */
export function usualOrder(sort: Sort): SortOrder {
  return sort === 'due' ? 'asc' : 'desc';
}

export const DUES = ['', 'today', 'missed'] as const;

/** The server counts no further: one less than `MAX_COUNTED` on the wire. */
const MOST_COUNTED = 999;

/** Empty is anybody or anything. */
export type Filters = {
  search: string;
  /** Any of these; none is all of them. */
  status: readonly CaseStatus[];
  type: string;
  /** A person's id, `me` or `none`. */
  owner: string;
  team: string;
  urgent: boolean;
  /** Whose customer waits to be called. */
  callback: boolean;
  /** Whose it is. */
  customer: string;
  /** Parts of them. */
  object: string;
  street: string;
  invoice_reference: string;
  /** By the end of today, or only what is late. */
  due: (typeof DUES)[number];
  /** `YYYY-MM-DD`, both days included. */
  from: string;
  to: string;
  sort: Sort;
  order: SortOrder;
};

/** What one comes to: all that is open, what is due first. */
export const START: Filters = {
  search: '',
  status: OPEN,
  type: '',
  owner: '',
  team: '',
  urgent: false,
  callback: false,
  customer: '',
  object: '',
  street: '',
  invoice_reference: '',
  due: '',
  from: '',
  to: '',
  sort: 'due',
  order: 'asc',
};

/** Everything there is. */
export const EVERYTHING: Filters = { ...START, status: [] };

const WORDS = [
  'search',
  'type',
  'owner',
  'team',
  'customer',
  'object',
  'street',
  'invoice_reference',
  'from',
  'to',
] as const;

/** As they stand in the address; what is as at the start is left out. */
export function queryOf(filters: Filters): string {
  const query = new URLSearchParams();
  if (!sameStatus(filters.status, OPEN)) {
    if (filters.status.length === 0) query.set('status', 'all');
    for (const status of STATUSES) if (filters.status.includes(status)) query.append('status', status);
  }
  for (const word of WORDS) if (filters[word].trim() !== '') query.set(word, filters[word].trim());
  if (filters.urgent) query.set('urgent', 'true');
  if (filters.callback) query.set('callback', 'true');
  if (filters.due !== '') query.set('due', filters.due);
  if (filters.sort !== START.sort) query.set('sort', filters.sort);
  if (filters.order !== usualOrder(filters.sort)) query.set('order', filters.order);
  return query.toString();
}

/** As an address too, of the list `view` that one keeps, as it is or as it has been changed. */
export function addressIn(filters: Filters, view: string | null): string {
  const query = queryOf(filters);
  if (view === null) return query;
  return query === '' ? `view=${view}` : `${query}&view=${view}`;
}

/** Which of the lists that one keeps an address is of. */
export function viewIn(address: string): string | null {
  return new URLSearchParams(address).get('view');
}

/** What an address asks for; what it says that nobody understands is left out. */
export function filtersOf(address: string): Filters {
  const query = new URLSearchParams(address);
  const told = query.getAll('status');
  const known = STATUSES.filter((status) => told.includes(status));
  const status = told.includes('all') ? [] : known.length > 0 ? known : OPEN;
  const words = Object.fromEntries(WORDS.map((word) => [word, query.get(word) ?? '']));
  const sort = SORTS.find((one) => one === query.get('sort')) ?? START.sort;
  const order = query.get('order');
  return {
    ...START,
    ...words,
    from: dayOf(query.get('from')),
    to: dayOf(query.get('to')),
    status,
    urgent: query.get('urgent') === 'true',
    callback: query.get('callback') === 'true',
    due: DUES.find((due) => due === query.get('due')) ?? '',
    sort,
    order: order === 'asc' || order === 'desc' ? order : usualOrder(sort),
  };
}

/** As the server keeps them. */
export function keptAs(filters: Filters): CaseFilter {
  const some = (id: string): string | null => (id === '' ? null : id);
  return {
    search: filters.search,
    status: [...filters.status],
    type: some(filters.type),
    owner: filters.owner,
    team: some(filters.team),
    urgent: filters.urgent ? true : null,
    callback: filters.callback ? true : null,
    customer: some(filters.customer),
    object: filters.object,
    street: filters.street,
    invoice_reference: filters.invoice_reference,
    due: filters.due === '' ? null : filters.due,
    from: filters.from,
    to: filters.to,
  };
}

/** What is kept, as it is asked for here. */
export function filtersOfKept(kept: { filter: CaseFilter; sort: Sort; order: SortOrder }): Filters {
  const { filter, sort, order } = kept;
  return {
    search: filter.search,
    status: STATUSES.filter((status) => filter.status.includes(status)),
    type: filter.type ?? '',
    owner: filter.owner,
    team: filter.team ?? '',
    urgent: filter.urgent === true,
    callback: filter.callback === true,
    customer: filter.customer ?? '',
    object: filter.object,
    street: filter.street,
    invoice_reference: filter.invoice_reference,
    due: filter.due ?? '',
    from: filter.from,
    to: filter.to,
    sort,
    order,
  };
}

/** The same as the server is asked for a page of it. */
export function wireQuery(filters: Filters, after: string | null, limit: number): string {
  const query = asked(filters);
  if (after !== null) query.set('after', after);
  query.set('limit', `${limit}`);
  return query.toString();
}

/** And for a file of it. */
export function fileQuery(filters: Filters, columns: readonly string[]): string {
  const query = asked(filters);
  query.set('columns', columns.join(','));
  return query.toString();
}

function asked(filters: Filters): URLSearchParams {
  const query = new URLSearchParams();
  const put = (name: string, value: string): void => {
    if (value.trim() !== '') query.set(name, value.trim());
  };
  put('search', filters.search);
  put('status', filters.status.join(','));
  put('type', filters.type);
  put('owner', filters.owner);
  put('team', filters.team);
  if (filters.urgent) query.set('urgent', 'true');
  if (filters.callback) query.set('callback', 'true');
  put('customer', filters.customer);
  put('object', filters.object);
  put('street', filters.street);
  put('invoice_reference', filters.invoice_reference);
  put('due', filters.due);
  put('from', filters.from);
  put('to', filters.to);
  query.set('sort', filters.sort);
  if (filters.order !== usualOrder(filters.sort)) query.set('order', filters.order);
  return query;
}

/** Whether anything but the order is asked for beyond the start. */
export function isNarrowed(filters: Filters): boolean {
  return queryOf(inUsualOrder(filters)) !== '';
}

export const VIEWS = [
  'mine',
  'nobody',
  'urgent',
  'due',
  'waiting',
  'open',
  'all',
] as const satisfies readonly ReadyView[];
export type View = ReadyView;

/** The lists that everybody wants, each a click away. */
export function viewed(view: View): Filters {
  switch (view) {
    case 'mine':
      return { ...START, owner: 'me' };
    case 'nobody':
      return { ...START, owner: 'none' };
    case 'urgent':
      return { ...START, urgent: true };
    case 'due':
      return { ...START, due: 'today' };
    case 'waiting':
      return { ...START, status: ['waiting'] };
    case 'open':
      return START;
    case 'all':
      return { ...EVERYTHING, sort: 'changed', order: 'desc' };
    default:
      return view satisfies never;
  }
}

/** Which of them these are, whatever their order. */
export function viewOf(filters: Filters): View | null {
  const bare = queryOf(inUsualOrder(filters));
  return VIEWS.find((view) => queryOf(inUsualOrder(viewed(view))) === bare) ?? null;
}

function inUsualOrder(filters: Filters): Filters {
  return { ...filters, sort: START.sort, order: START.order };
}

/** As many as there are; more than the server counts are told as more than that. */
export function countWords(count: number): string {
  return count > MOST_COUNTED ? `${MOST_COUNTED}+` : `${count}`;
}

/** With `status` if it was not there, without it otherwise. */
export function toggled(statuses: readonly CaseStatus[], status: CaseStatus): CaseStatus[] {
  return STATUSES.filter((one) => (one === status ? !statuses.includes(one) : statuses.includes(one)));
}

export function sameStatus(some: readonly CaseStatus[], others: readonly CaseStatus[]): boolean {
  return some.length === others.length && some.every((status) => others.includes(status));
}

function dayOf(text: string | null): string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '';
}
