import { Lock } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { Toaster } from '../ui/toast.tsx';
import { startClock } from './clock.ts';
import { connect } from './connection.ts';
import { ConnectionBanner, type Place } from './connection-banner.tsx';
import { askSession, type Me, session, signOut } from './session.ts';
import { SignInPage } from './sign-in.tsx';

type Props = { place: Place; children: (me: Me) => ComponentChildren };

/** What every page for staff begins with: who it is, the connection, and a place for words about both. */
export function StaffPage({ place, children }: Props): JSX.Element {
  useEffect(() => void askSession(), []);
  const state = session.value;
  switch (state.kind) {
    case 'asking':
      return <Skeleton lines={4} label={t('loading')} />;
    case 'unreachable':
      return <Banner look="warning">{t('server-unreachable')}</Banner>;
    case 'out':
      return <SignInPage />;
    case 'customer':
      return <NotStaff />;
    case 'in':
      return <SignedIn key={state.me.person} me={state.me} place={place} view={children} />;
    default:
      return state satisfies never;
  }
}

/** A customer who came to the wrong door. */
function NotStaff(): JSX.Element {
  return (
    <EmptyState icon={Lock} title={t('not-staff')}>
      <Button onClick={() => void signOut()}>{t('sign-out')}</Button>
    </EmptyState>
  );
}

type SignedInProps = { me: Me; place: Place; view: (me: Me) => ComponentChildren };

function SignedIn({ me, place, view }: SignedInProps): JSX.Element {
  useEffect(() => connect(me.person), [me.person]);
  useEffect(startClock, []);
  return (
    <>
      <ConnectionBanner place={place} />
      {view(me)}
      <Toaster />
    </>
  );
}
