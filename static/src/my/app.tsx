import { MapPinOff, WifiOff } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { PortalHead } from '../portal/head.tsx';
import '../portal/portal.css';
import { LinkButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { EmptyState } from '../ui/panel.tsx';
import { dismiss, Toaster } from '../ui/toast.tsx';
import { CasePageView } from './case-page.tsx';
import { FormPage, ReportPage } from './form-page.tsx';
import { KindsPage } from './kinds-page.tsx';
import { Link } from './link.tsx';
import { ListPage } from './list-page.tsx';
import './my.css';
import { ReceivedPage } from './received-page.tsx';
import { placeOf, type Route, route, startRoute } from './route.ts';
import { SearchPage } from './search-page.tsx';
import { connection, startSession } from './session.ts';
import { useTitle } from './title.ts';

/** A customer's own pages: their cases, one of them, and a new one. */
export function MyPages(): JSX.Element {
  const [started, setStarted] = useState(false);
  useEffect(() => {
    startRoute();
    startSession();
    setStarted(true);
  }, []);
  const to = route.value;
  const place = placeOf(to);
  useEffect(() => dismiss, [place]);
  return (
    <div class="portal my">
      <PortalHead />
      <main class={`my-main my-main-${to.page}`}>{started && <View key={place} to={to} />}</main>
      <ConnectionBar />
      <Toaster />
    </div>
  );
}

function View({ to }: { to: Route }): JSX.Element {
  switch (to.page) {
    case 'list':
      return <ListPage />;
    case 'search':
      return <SearchPage query={to.query} />;
    case 'kinds':
      return <KindsPage />;
    case 'form':
      return <FormPage slug={to.slug} />;
    case 'report':
      return <ReportPage object={to.object} />;
    case 'received':
      return <ReceivedPage number={to.number} />;
    case 'case':
      return <CasePageView number={to.number} thread={to.thread} />;
    case 'lost':
      return <Lost />;
    default:
      return to satisfies never;
  }
}

function Lost(): JSX.Element {
  useTitle(t('my-lost'));
  return (
    <EmptyState icon={MapPinOff} title={t('my-lost')}>
      <Link to={{ page: 'list' }} class="button button-primary">
        <span>{t('my-to-list')}</span>
      </Link>
    </EmptyState>
  );
}

/** A blink needs no words. */
const SAID_AFTER_MS = 2_000;

/** Says calmly that contact is gone, and what that means for what one writes. */
function ConnectionBar(): JSX.Element {
  const now = connection.value;
  const away = now.kind === 'lost';
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!away) return setLate(false);
    const timer = setTimeout(() => setLate(true), SAID_AFTER_MS);
    return () => clearTimeout(timer);
  }, [away]);
  return (
    <div role="status" class="my-connection">
      {now.kind === 'ended' && now.why === 'outdated' && (
        <p>
          <span>{t('error-outdated')}</span>
          <LinkButton onClick={() => location.reload()}>{t('reload')}</LinkButton>
        </p>
      )}
      {away && late && (
        <p>
          <Icon of={WifiOff} size={16} />
          <span>{t(navigator.onLine ? 'connection-lost' : 'connection-offline')}</span>
        </p>
      )}
    </div>
  );
}
