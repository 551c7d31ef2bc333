import { MailCheck } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Outcome } from '../net/socket.ts';
import type { Refusal } from '../sign-in/api.ts';
import { ChosenPassword } from '../sign-in/password-field.tsx';
import { RefusalWords, SubmitButton, usePatientForm } from '../sign-in/refusal.tsx';
import { TextField } from '../ui/field.tsx';
import { Banner } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { askForAddress, savePassword, saveUserName } from './api.ts';

type FormProps = {
  button: string;
  /** What a refusal means here. */
  wrong: (refusal: Refusal | null) => string;
  send: () => Promise<Outcome<null>>;
  onDone: () => void;
  children: ComponentChildren;
};

/** A few fields and a button; what went wrong is told above it. */
function SmallForm({ button, wrong, send, onDone, children }: FormProps): JSX.Element {
  const form = usePatientForm({ send, onDone });
  return (
    <form onSubmit={form.submit}>
      {children}
      <RefusalWords refusal={form.refusal} wrong={wrong(form.refusal)} />
      <SubmitButton form={form}>{button}</SubmitButton>
    </form>
  );
}

function codeOf(refusal: Refusal | null): string {
  return refusal?.kind === 'wrong' ? refusal.failure.code : '';
}

/** Whether the address is somebody's already is told in the mail, and nowhere else. */
export function AddressForm(): JSX.Element {
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo !== null) {
    return (
      <div role="status">
        <Banner icon={MailCheck}>{t('ways-add-email-sent', { email: sentTo })}</Banner>
      </div>
    );
  }
  return (
    <SmallForm
      button={t('ways-add-email-ask')}
      wrong={() => t('address-refused')}
      send={() => askForAddress(email.trim())}
      onDone={() => setSentTo(email.trim())}
    >
      <TextField
        label={t('ways-add-email')}
        hint={t('ways-add-email-hint')}
        type="email"
        autocomplete="email"
        required
        value={email}
        onInput={setEmail}
      />
    </SmallForm>
  );
}

export function UserNameForm({ before, onChange }: { before: string; onChange: () => void }): JSX.Element {
  const [name, setName] = useState(before);
  return (
    <SmallForm
      button={t('ways-user-name-save')}
      wrong={(refusal) => t(codeOf(refusal) === 'conflict' ? 'ways-user-name-taken' : 'ways-user-name-wrong')}
      send={() => saveUserName(name.trim())}
      onDone={() => {
        toast(t('account-saved'));
        onChange();
      }}
    >
      <TextField
        label={t('ways-user-name')}
        hint={t('ways-user-name-hint')}
        autocomplete="off"
        required
        maxLength={40}
        value={name}
        onInput={setName}
      />
    </SmallForm>
  );
}

export function PasswordForm({ hasOld, onChange }: { hasOld: boolean; onChange: () => void }): JSX.Element {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  return (
    <SmallForm
      button={t(hasOld ? 'ways-password-save' : 'ways-password-set')}
      wrong={(refusal) => t(codeOf(refusal) === 'forbidden' ? 'ways-password-wrong' : 'password-refused')}
      send={() => savePassword(hasOld ? old : null, fresh)}
      onDone={() => {
        setOld('');
        setFresh('');
        toast(t('ways-password-done'));
        onChange();
      }}
    >
      <p class="small muted">{t('ways-password-about')}</p>
      {hasOld && (
        <TextField
          label={t('ways-password-old')}
          type="password"
          autocomplete="current-password"
          required
          value={old}
          onInput={setOld}
        />
      )}
      <ChosenPassword label={t('ways-password-new')} value={fresh} onInput={setFresh} />
    </SmallForm>
  );
}
