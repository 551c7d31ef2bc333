import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { badgeTitle } from './alerts.ts';
import { AuditPage } from './audit-page.tsx';
import { CaseListPage } from './cases/case-list-page.tsx';
import { CasePage } from './cases/case-page.tsx';
import { CaseTypesPage } from './cases/case-types-page.tsx';
import { NewCasePage } from './cases/new-case-page.tsx';
import { TemplatesPage } from './checklists/templates-page.tsx';
import { holdMine } from './conversations.ts';
import { DeskPage } from './desk-page.tsx';
import { offers, unread } from './desk-store.ts';
import { desk, watchForNews } from './fresh.ts';
import { followDesk } from './live.ts';
import { meetings } from './meetings.ts';
import { waitingForMe } from './meetings-store.ts';
import { ObjectsPage } from './objects/objects-page.tsx';
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
  switch (here.page) {
    case 'desk':
      return <DeskPage me={me} />;
    case 'settings':
      return <SettingsPage me={me} part={here.part} />;
    case 'cases':
      return <CaseListPage me={me} query={here.query} />;
    case 'case':
      return <CasePage me={me} number={here.number} />;
    case 'new-case':
      return <NewCasePage me={me} />;
    case 'case-types':
      return <CaseTypesPage me={me} />;
    case 'checklists':
      return <TemplatesPage me={me} />;
    case 'audit':
      return <AuditPage me={me} />;
    case 'objects':
      return <ObjectsPage me={me} />;
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
    case 'objects':
      return t('title-objects');
    case 'cases':
    case 'new-case':
      return t('title-cases');
    case 'case':
      return t('title-case', { number: route.value.number });
    case 'case-types':
      return t('title-case-types');
    case 'checklists':
      return t('title-checklists');
    default:
      return t('title-desk');
  }
}
