import { Lock } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Failure } from '../net/socket.ts';
import { PortalHead } from '../portal/head.tsx';
import '../portal/portal.css';
import type { AccountView } from '../protocol/AccountView.ts';
import { isOut } from '../sign-in/api.ts';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { Toaster } from '../ui/toast.tsx';
import './account.css';
import { loadAccount } from './api.ts';
import { Details } from './details.tsx';
import { Passkeys } from './passkeys.tsx';
import { SecondFactorSettings } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';
import { Ways } from './ways.tsx';

type State =
  | { kind: 'asking' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'here'; account: AccountView };

/** One's own account: what is known, by what one signs in, where one is signed in. */
export function AccountPage(): JSX.Element {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const load = async (): Promise<void> => {
    const outcome = await loadAccount();
    setState(
      outcome.ok ? { kind: 'here', account: outcome.value } : { kind: 'failed', failure: outcome.failure },
    );
  };
  useEffect(() => void load(), []);
  return (
    <div class="portal">
      <PortalHead />
      <main class="account">
        <h1>{t('account-title')}</h1>
        {state.kind === 'asking' && <Skeleton lines={8} label={t('loading')} />}
        {state.kind === 'failed' && <Out failure={state.failure} />}
        {state.kind === 'here' && (
          <div class="account-parts">
            <div class="account-column">
              <Details account={state.account} />
              <Sessions />
            </div>
            <div class="account-column">
              <Ways account={state.account} onChange={() => void load()} />
              <SecondFactorSettings />
              <Passkeys />
            </div>
          </div>
        )}
      </main>
      <Toaster />
    </div>
  );
}

function Out({ failure }: { failure: Failure }): JSX.Element {
  if (!isOut(failure)) return <Banner look="warning">{failureWords(failure)}</Banner>;
  return (
    <EmptyState icon={Lock} title={t('account-out-title')}>
      <a class="button button-primary" href="/sign-in?next=%2Faccount">
        <span>{t('sign-in')}</span>
      </a>
    </EmptyState>
  );
}
