/* Where in a customer's own pages one is, as the address tells it. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { queryOf, searchOf } from './search.ts';

export type Route =
  | { page: 'list' }
  | { page: 'case'; number: string; thread: string | null }
  /** `query` as `search.ts` has it. */
  | { page: 'search'; query: string }
  | { page: 'kinds' }
  | { page: 'form'; slug: string }
  /** The service report's form about an object. */
  | { page: 'report'; object: string }
  | { page: 'received'; number: string }
  | { page: 'lost' };

const NUMBER = /^\d{4}-\d{1,9}$/;
const ID = /^[0-9a-f-]{36}$/i;

const here = signal<Route>({ page: 'list' });

export const route: ReadonlySignal<Route> = here;

/** Whether another page of these was gone to, and its heading has not been told yet. */
let hasArrived = false;

/** Whether whoever reads a page's heading has just come to it from another of these pages; told once. */
export function takeArrival(): boolean {
  const was = hasArrived;
  hasArrived = false;
  return was;
}

export function routeOf(path: string, search: string): Route {
  const [first, second, third, ...more] = path.split('/').filter((part) => part !== '');
  if (more.length > 0) return { page: 'lost' };
  if (first === 'report' && second !== undefined && third === undefined)
    return { page: 'report', object: unescaped(second) };
  if (first !== 'my') return { page: 'lost' };
  if (second === undefined) return { page: 'list' };
  switch (second) {
    case 'new':
      return third === undefined ? { page: 'kinds' } : { page: 'form', slug: third };
    case 'case':
      return third !== undefined && NUMBER.test(third) ? caseRoute(third, search) : { page: 'lost' };
    case 'search':
      return third === undefined ? { page: 'search', query: queryOf(searchOf(search)) } : { page: 'lost' };
    case 'received':
      return third !== undefined && NUMBER.test(third)
        ? { page: 'received', number: third }
        : { page: 'lost' };
    default:
      return { page: 'lost' };
  }
}

export function addressOf(to: Route): string {
  switch (to.page) {
    case 'list':
    case 'lost':
      return '/my';
    case 'case':
      return `/my/case/${to.number}${to.thread === null ? '' : `?thread=${to.thread}`}`;
    case 'search':
      return `/my/search${to.query === '' ? '' : `?${to.query}`}`;
    case 'kinds':
      return '/my/new';
    case 'form':
      return `/my/new/${to.slug}`;
    case 'report':
      return `/report/${encodeURIComponent(to.object)}`;
    case 'received':
      return `/my/received/${to.number}`;
    default:
      return to satisfies never;
  }
}

export function go(to: Route): void {
  if (addressOf(to) !== location.pathname + location.search) history.pushState(null, '', addressOf(to));
  show(to);
}

/** What `goInstead` left with this address under a name; empty when nothing was. */
export function keptText(name: string): string {
  const kept: unknown = history.state;
  const text = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>)[name] : '';
  return typeof text === 'string' ? text : '';
}

/** As if the address before had been this one: the way back doesn't lead to it. `kept` is there again after a reload. */
export function goInstead(to: Route, kept: unknown = null): void {
  history.replaceState(kept, '', addressOf(to));
  show(to);
}

export function startRoute(): void {
  here.value = routeOf(location.pathname, location.search);
  addEventListener('popstate', () => show(routeOf(location.pathname, location.search)));
}

/** What is another page to whoever reads it: a thread is a part of its case's. */
export function placeOf(to: Route): string {
  return to.page === 'case' ? `case ${to.number}` : JSON.stringify(to);
}

function show(to: Route): void {
  const before = here.peek();
  // Jumping within a page is no other place.
  if (JSON.stringify(before) === JSON.stringify(to)) return;
  const isElsewhere = placeOf(before) !== placeOf(to);
  hasArrived ||= isElsewhere;
  here.value = to;
  if (isElsewhere) scrollTo(0, 0);
}

function caseRoute(number: string, search: string): Route {
  const thread = new URLSearchParams(search).get('thread');
  return { page: 'case', number, thread: thread !== null && ID.test(thread) ? thread : null };
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
