import { MailX } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { call } from '../net/http.ts';
import type { Failure } from '../net/socket.ts';
import type { InvitationView } from '../protocol/InvitationView.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { welcomed } from '../sign-in/api.ts';
import { FactorSlot, type Missing } from '../sign-in/factor-slot.tsx';
import '../sign-in/panel.css';
import { ChosenPassword, missingIn } from '../sign-in/password-field.tsx';
import { Button } from '../ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { Preferences } from '../ui/preferences.tsx';
import { useSubmission } from '../ui/submission.ts';
import './invitation.css';

const COOKIE = { kind: 'cookie' } as const;

type Stage =
  | { kind: 'looking' }
  | { kind: 'gone' }
  | { kind: 'unreachable'; failure: Failure }
  | { kind: 'invited'; view: InvitationView }
  | { kind: 'missing'; missing: Missing }
  | { kind: 'in' };

/** Where somebody who is invited chooses a password and, where the role asks, sets up a second factor. */
export function InvitationPage(): JSX.Element {
  // After the `#`, so that no server and no log sees it; kept here, since the address is wiped.
  const [token] = useState(() => location.hash.slice(1));
  const [stage, setStage] = useState<Stage>({ kind: 'looking' });
  const look = async (): Promise<void> => {
    const outcome = await call<InvitationView>('POST', '/api/v1/invitations/look', COOKIE, { token });
    if (outcome.ok) setStage({ kind: 'invited', view: outcome.value });
    else if (outcome.failure.code === 'not_found') setStage({ kind: 'gone' });
    else setStage({ kind: 'unreachable', failure: outcome.failure });
  };
  useEffect(() => {
    document.title = t('title-invitation');
    void look();
  }, []);
  return (
    <div class="sign-in">
      <main class="sign-in-card card">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <View stage={stage} token={token} onAgain={() => void look()} onStage={setStage} />
      </main>
      <footer>
        <Preferences />
      </footer>
    </div>
  );
}

type ViewProps = { stage: Stage; token: string; onAgain: () => void; onStage: (stage: Stage) => void };

function View({ stage, token, onAgain, onStage }: ViewProps): JSX.Element {
  switch (stage.kind) {
    case 'looking':
      return <Skeleton lines={5} label={t('loading')} />;
    case 'gone':
      return (
        <Titled title={t('invitation-gone')}>
          <EmptyState icon={MailX} title={t('invitation-gone-about')} />
          <a href="/desk">{t('invitation-to-desk')}</a>
        </Titled>
      );
    case 'unreachable':
      return (
        <Titled title={t('invitation-title')}>
          <Banner look="warning">
            {failureWords(stage.failure)} <Button onClick={onAgain}>{t('try-again')}</Button>
          </Banner>
        </Titled>
      );
    case 'invited':
      return <Choose view={stage.view} token={token} onStage={onStage} />;
    case 'missing':
      return (
        <FactorSlot
          missing={stage.missing}
          onAnswer={(answer) => onStage(taken(answer))}
          onBack={() => location.assign('/desk')}
        />
      );
    case 'in':
      return <Skeleton lines={3} label={t('loading')} />;
    default:
      return stage satisfies never;
  }
}

function Titled({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="sign-in-step">
      <h1>{title}</h1>
      {children}
    </div>
  );
}

/** What comes after an answer; whoever is in goes to work. */
function taken(answer: SignInAnswer): Stage {
  welcomed(answer);
  if (answer.state !== 'signed_in') return { kind: 'missing', missing: answer };
  location.assign('/desk');
  return { kind: 'in' };
}

type ChooseProps = { view: InvitationView; token: string; onStage: (stage: Stage) => void };

function Choose({ view, token, onStage }: ChooseProps): JSX.Element {
  const [password, setPassword] = useState('');
  const { busy, failure, submit } = useSubmission({
    ready: () => missingIn(password) === 0,
    send: () => call<SignInAnswer>('POST', '/api/v1/invitations/accept', COOKIE, { token, password }),
    onDone: (answer) => {
      history.replaceState(null, '', '/invitation');
      onStage(taken(answer));
    },
    onRefused: ({ code }) => {
      if (code === 'not_found') onStage({ kind: 'gone' });
    },
  });
  const refused = failure?.code === 'invalid' ? t('password-refused') : undefined;
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <h1>{t('invitation-welcome', { name: view.name })}</h1>
        <p class="muted">
          {view.title === '' ? t('invitation-about') : t('invitation-about-title', { title: view.title })}
        </p>
      </header>
      <form onSubmit={submit}>
        <div class="field">
          <span class="field-label">{t('invitation-email')}</span>
          <span class="invitation-email">{view.email}</span>
          {/* For password keepers, which want to know whose it is. */}
          <input type="hidden" name="username" autocomplete="username" value={view.email} />
        </div>
        <ChosenPassword
          label={t('ways-password-new')}
          value={password}
          onInput={setPassword}
          error={refused}
        />
        <div role="alert">
          {failure !== null && refused === undefined && (
            <Banner look="warning">{failureWords(failure)}</Banner>
          )}
        </div>
        <Button type="submit" look="primary" wide busy={busy}>
          {t('invitation-go')}
        </Button>
      </form>
    </div>
  );
}
