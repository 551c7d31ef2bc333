import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Banner } from '../ui/panel.tsx';
import { Preferences } from '../ui/preferences.tsx';
import { type SignInOutcome, signIn } from './session.ts';
import './sign-in.css';

/** Where staff say who they are. */
export function SignInPage(): JSX.Element {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<SignInOutcome | null>(null);
  const wait = useSecondsLeft(outcome);

  const submit = async (e: SubmitEvent): Promise<void> => {
    e.preventDefault();
    if (busy || wait > 0) return;
    setBusy(true);
    const result = await signIn({ email: email.trim(), password });
    setBusy(false);
    setOutcome(result);
    if (result.kind === 'wrong') setPassword('');
  };

  return (
    <div class="sign-in">
      <main class="sign-in-card card">
        <header class="sign-in-head">
          <img src="/icon.svg" alt="" width={40} height={40} />
          <h1>{t('sign-in-title')}</h1>
          <p class="muted">{t('sign-in-about')}</p>
        </header>
        <form onSubmit={submit}>
          <TextField
            label={t('sign-in-email')}
            type="email"
            name="email"
            autocomplete="username"
            required
            value={email}
            onInput={setEmail}
          />
          <TextField
            label={t('sign-in-password')}
            type="password"
            name="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={setPassword}
          />
          <div role="alert">
            {outcome?.kind === 'wrong' && <Banner look="danger">{t('sign-in-wrong')}</Banner>}
            {outcome?.kind === 'unreachable' && <Banner look="warning">{t('sign-in-unreachable')}</Banner>}
            {outcome?.kind === 'wait' && wait > 0 && <Banner look="warning">{t('sign-in-wait')}</Banner>}
          </div>
          <Button type="submit" look="primary" wide busy={busy} disabled={wait > 0}>
            {wait > 0 ? t('sign-in-in', { seconds: wait }) : t('sign-in')}
          </Button>
        </form>
      </main>
      <footer class="sign-in-foot">
        <Preferences />
      </footer>
    </div>
  );
}

/** Counts down after the server has asked for patience. */
function useSecondsLeft(outcome: SignInOutcome | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (outcome?.kind !== 'wait') return setLeft(0);
    setLeft(outcome.seconds);
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1_000);
    return () => clearInterval(timer);
  }, [outcome]);
  return left;
}
