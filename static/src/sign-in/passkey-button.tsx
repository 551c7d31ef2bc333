import { KeyRound } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';
import { passkeysWork, signInByPasskey } from './passkey.ts';

type Props = {
  /** Of the first step; none where the passkey says by itself who it is. */
  ticket?: string;
  look?: 'primary' | 'secondary';
  onAnswer: (answer: SignInAnswer) => void;
};

/** Signs in by a passkey. Not there where the browser or the address has none. */
export function PasskeyButton({ ticket = '', look = 'secondary', onAnswer }: Props): JSX.Element | null {
  const [busy, setBusy] = useState(false);
  const [words, setWords] = useState('');
  if (!passkeysWork()) return null;
  const press = async (): Promise<void> => {
    setBusy(true);
    setWords('');
    const outcome = await signInByPasskey(ticket);
    setBusy(false);
    switch (outcome.kind) {
      case 'done':
        return onAnswer(outcome.value);
      case 'failed':
        return setWords(
          outcome.failure.code === 'unauthenticated' ? t('passkey-unknown') : failureWords(outcome.failure),
        );
      case 'dismissed':
      case 'known':
        return setWords(t('passkey-dismissed'));
      default:
        return outcome satisfies never;
    }
  };
  return (
    <div class="passkey-way">
      <Button look={look} icon={KeyRound} wide busy={busy} onClick={() => void press()}>
        {t('passkey-sign-in')}
      </Button>
      <div role="alert">{words !== '' && <Banner look="warning">{words}</Banner>}</div>
    </div>
  );
}
