import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { LinkButton } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { createAccount } from './api.ts';
import { ChosenPassword, missingIn } from './password-field.tsx';
import { RefusalWords, SubmitButton, usePatientForm } from './refusal.tsx';

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
  const form = usePatientForm({
    ready: () => missingIn(password) === 0,
    send: () => createAccount({ email: email.trim(), password, name: name.trim() }, next),
    onDone: () => onSent(email.trim()),
  });
  // The browser's own check lets an address pass that ours doesn't: one without a dot.
  const refusedAddress = !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email.trim());
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <h1>{t('create-title')}</h1>
        <p class="muted">{t('create-about')}</p>
      </header>
      <form onSubmit={form.submit}>
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
        <RefusalWords
          refusal={form.refusal}
          wrong={t(refusedAddress ? 'address-refused' : 'password-refused')}
        />
        <SubmitButton form={form} look="primary" wide>
          {t('create-ask')}
        </SubmitButton>
      </form>
      <LinkButton onClick={onBack}>{t('back')}</LinkButton>
    </div>
  );
}
