import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { createAccount, type Refusal, refusalOf } from './api.ts';
import { ChosenPassword, missingIn } from './password-field.tsx';
import { RefusalWords, useSecondsLeft } from './refusal.tsx';

type Props = {
  next: string;
  email: string;
  onEmail: (email: string) => void;
  onSent: (email: string) => void;
  onBack: () => void;
};

/** Asks for an account: it is there once the link in the mail has been followed. */
export function CreateStep({ next, email, onEmail, onSent, onBack }: Props): JSX.Element {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const wait = useSecondsLeft(refusal);
  const submit = async (e: SubmitEvent): Promise<void> => {
    e.preventDefault();
    if (busy || wait > 0 || missingIn(password) > 0) return;
    setBusy(true);
    const outcome = await createAccount({ email: email.trim(), password, name: name.trim() }, next);
    setBusy(false);
    if (outcome.ok) onSent(email.trim());
    else setRefusal(refusalOf(outcome.failure));
  };
  // The browser's own check lets an address pass that ours doesn't: one without a dot.
  const refusedAddress = !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email.trim());
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <h1>{t('create-title')}</h1>
        <p class="muted">{t('create-about')}</p>
      </header>
      <form onSubmit={submit}>
        <TextField
          label={t('create-name')}
          name="name"
          autocomplete="name"
          optional
          maxLength={100}
          value={name}
          onInput={setName}
        />
        <TextField
          label={t('sign-in-email')}
          type="email"
          name="email"
          autocomplete="username"
          required
          value={email}
          onInput={onEmail}
        />
        <ChosenPassword label={t('create-password')} value={password} onInput={setPassword} />
        <RefusalWords refusal={refusal} wrong={t(refusedAddress ? 'address-refused' : 'password-refused')} />
        <Button type="submit" look="primary" wide busy={busy} disabled={wait > 0}>
          {wait > 0 ? t('sign-in-in', { seconds: wait }) : t('create-ask')}
        </Button>
      </form>
      <LinkButton onClick={onBack}>{t('back')}</LinkButton>
    </div>
  );
}
