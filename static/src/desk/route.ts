/*
 * Where in the staff pages one is, as the address tells it: the desk, the cases, the settings, the register, or one
 * conversation to look at. What was said on one page is taken away with it.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { dismiss } from '../ui/toast.tsx';

export type Route =
  | { page: 'desk' }
  /** `query` is the filters as `cases/filters.ts` writes them. */
  | { page: 'cases'; query: string }
  | { page: 'case'; number: string }
  | { page: 'new-case' }
  | { page: 'case-types' }
  | { page: 'checklists' }
  | { page: 'settings'; part?: SettingsPart }
  | { page: 'audit' }
  | { page: 'objects' }
  | { page: 'watch'; conversation: string };

/** Queues are what one sees first. */
export const SETTINGS = ['queues', 'staff', 'own'] as const;
export type SettingsPart = (typeof SETTINGS)[number];

const here = signal<Route>({ page: 'desk' });

export const route: ReadonlySignal<Route> = here;

export function routeOf(path: string, search: string): Route {
  const number = /^\/desk\/case\/([^/]+)$/.exec(path)?.[1];
  if (number !== undefined) return { page: 'case', number: decoded(number) };
  switch (path) {
    case '/desk/cases':
      return { page: 'cases', query: search.replace(/^\?/, '') };
    case '/desk/cases/new':
      return { page: 'new-case' };
    case '/desk/case-types':
      return { page: 'case-types' };
    case '/desk/checklists':
      return { page: 'checklists' };
    default:
      return atDesk(new URLSearchParams(search));
  }
}

function atDesk(query: URLSearchParams): Route {
  const conversation = query.get('conversation');
  if (conversation !== null && /^[0-9a-f-]{36}$/i.test(conversation)) return { page: 'watch', conversation };
  switch (query.get('page')) {
    case 'settings': {
      const part = SETTINGS.find((known) => known === query.get('part'));
      return part === undefined ? { page: 'settings' } : { page: 'settings', part };
    }
    case 'audit':
      return { page: 'audit' };
    case 'objects':
      return { page: 'objects' };
    default:
      return { page: 'desk' };
  }
}

export function addressOf(to: Route): string {
  switch (to.page) {
    case 'desk':
      return '/desk';
    case 'cases':
      return to.query === '' ? '/desk/cases' : `/desk/cases?${to.query}`;
    case 'case':
      return `/desk/case/${encodeURIComponent(to.number)}`;
    case 'new-case':
      return '/desk/cases/new';
    case 'case-types':
      return '/desk/case-types';
    case 'checklists':
      return '/desk/checklists';
    case 'settings':
      return to.part === undefined ? '/desk?page=settings' : `/desk?page=settings&part=${to.part}`;
    case 'audit':
      return '/desk?page=audit';
    case 'objects':
      return '/desk?page=objects';
    case 'watch':
      return `/desk?conversation=${to.conversation}`;
    default:
      return to satisfies never;
  }
}

export function go(to: Route): void {
  dismiss();
  if (addressOf(to) !== location.pathname + location.search) history.pushState(null, '', addressOf(to));
  here.value = to;
}

/** As [`go`], in the place of where one is: going back leads past it. */
export function goInstead(to: Route): void {
  dismiss();
  history.replaceState(null, '', addressOf(to));
  here.value = to;
}

export function startRoute(): void {
  const read = (): void => {
    dismiss();
    here.value = routeOf(location.pathname, location.search);
  };
  read();
  addEventListener('popstate', read);
}

/** An address that nobody of us made is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
