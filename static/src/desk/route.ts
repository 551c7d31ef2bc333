/*
 * Where in the staff pages one is, as the address tells it: the desk, the settings, or one conversation to look at.
 */
import { type ReadonlySignal, signal } from '@preact/signals';

export type Route =
  | { page: 'desk' }
  | { page: 'settings'; part?: SettingsPart }
  | { page: 'audit' }
  | { page: 'watch'; conversation: string };

/** Queues are what one sees first. */
export const SETTINGS = ['queues', 'staff', 'own'] as const;
export type SettingsPart = (typeof SETTINGS)[number];

const here = signal<Route>({ page: 'desk' });

export const route: ReadonlySignal<Route> = here;

export function routeOf(search: string): Route {
  const query = new URLSearchParams(search);
  const conversation = query.get('conversation');
  if (conversation !== null && /^[0-9a-f-]{36}$/i.test(conversation)) return { page: 'watch', conversation };
  switch (query.get('page')) {
    case 'settings': {
      const part = SETTINGS.find((known) => known === query.get('part'));
      return part === undefined ? { page: 'settings' } : { page: 'settings', part };
    }
    case 'audit':
      return { page: 'audit' };
    default:
      return { page: 'desk' };
  }
}

export function addressOf(to: Route): string {
  switch (to.page) {
    case 'desk':
      return '/desk';
    case 'settings':
      return to.part === undefined ? '/desk?page=settings' : `/desk?page=settings&part=${to.part}`;
    case 'audit':
      return '/desk?page=audit';
    case 'watch':
      return `/desk?conversation=${to.conversation}`;
    default:
      return to satisfies never;
  }
}

export function go(to: Route): void {
  if (addressOf(to) !== location.pathname + location.search) history.pushState(null, '', addressOf(to));
  here.value = to;
}

export function startRoute(): void {
  here.value = routeOf(location.search);
  addEventListener('popstate', () => {
    here.value = routeOf(location.search);
  });
}
