import { BriefcaseBusiness, MessagesSquare } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Badge } from '../ui/badge.tsx';
import { Icon } from '../ui/icon.tsx';
import { unread } from './desk-store.ts';
import { desk } from './fresh.ts';
import { addressOf, go, type Route, route } from './route.ts';
import './places.css';

/** The two sides of the work, always a press away: chats and cases. */
export function Places(): JSX.Element {
  const { page } = route.value;
  const atCases = page === 'cases' || page === 'case' || page === 'new-case';
  return (
    <div class="places">
      <Place to={{ page: 'desk' }} icon={MessagesSquare} current={!atCases} count={unread(desk.value)}>
        {t('place-chats')}
      </Place>
      <Place to={{ page: 'cases', query: '' }} icon={BriefcaseBusiness} current={atCases}>
        {t('place-cases')}
      </Place>
    </div>
  );
}

type PlaceProps = {
  to: Route;
  icon: typeof MessagesSquare;
  current: boolean;
  count?: number;
  children: string;
};

function Place({ to, icon, current, count = 0, children }: PlaceProps): JSX.Element {
  return (
    <a
      class="place"
      href={addressOf(to)}
      {...(current ? { 'aria-current': 'page' as const } : {})}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey) return;
        e.preventDefault();
        go(to);
      }}
    >
      <Icon of={icon} size={16} />
      {children}
      {count > 0 && <Badge look="accent">{count}</Badge>}
    </a>
  );
}
