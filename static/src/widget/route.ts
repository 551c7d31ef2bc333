/** Where in the widget one is. Kept for the tab, so a reload comes back to the same place. */
import { signal } from '@preact/signals';

export type Route =
  | { view: 'home' }
  | { view: 'join'; queue: string }
  | { view: 'leave_message'; queue: string }
  | { view: 'conversation'; id: string };

const KEPT = 'samtal.route';
const HOME: Route = { view: 'home' };

export const route = signal<Route>(kept());

export function go(to: Route): void {
  route.value = to;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(to));
  } catch {
    // Denied; a reload then begins at home.
  }
}

function kept(): Route {
  try {
    const text = sessionStorage.getItem(KEPT);
    return text === null ? HOME : (JSON.parse(text) as Route);
  } catch {
    return HOME;
  }
}
