import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { dismiss } from '../ui/toast.tsx';
import { badgeTitle } from './alerts.ts';
import { AuditPage } from './audit-page.tsx';
import { holdMine } from './conversations.ts';
import { DeskPage } from './desk-page.tsx';
import { offers, unread } from './desk-store.ts';
import { desk, watchForNews } from './fresh.ts';
import { followDesk } from './live.ts';
import { meetings } from './meetings.ts';
import { waitingForMe } from './meetings-store.ts';
import { route } from './route.ts';
import { SettingsPage } from './settings-page.tsx';
import { StaffPage } from './staff-page.tsx';
import { WatchPage } from './watch-page.tsx';
import './desk.css';
import type { Me } from './session.ts';

/** The staff's workplace. */
export function App(): JSX.Element {
  return <StaffPage place="desk">{(me) => <Workplace me={me} />}</StaffPage>;
}

function Workplace({ me }: { me: Me }): JSX.Element {
  useEffect(followDesk, []);
  useEffect(holdMine, []);
  useEffect(watchForNews, []);
  useEffect(() => badgeTitle(titleHere, waitsForMe), []);
  const here = route.value;
  useEffect(() => dismiss, [here]);
  switch (here.page) {
    case 'desk':
      return <DeskPage me={me} />;
    case 'settings':
      return <SettingsPage me={me} part={here.part} />;
    case 'audit':
      return <AuditPage me={me} />;
    case 'watch':
      return <WatchPage me={me} conversation={here.conversation} />;
    default:
      return here satisfies never;
  }
}

/** Offers, customers who wait for an answer, and those at the door of a meeting. */
function waitsForMe(): number {
  const knocking = waitingForMe(meetings.value, desk.value.me?.name);
  return offers(desk.value).length + unread(desk.value) + knocking;
}

function titleHere(): string {
  switch (route.value.page) {
    case 'settings':
      return t('title-settings');
    case 'audit':
      return t('title-audit');
    default:
      return t('title-desk');
  }
}
