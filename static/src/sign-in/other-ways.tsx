import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { Provider } from '../protocol/Provider.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { Skeleton } from '../ui/panel.tsx';
import { ProviderButtons, useProviders } from './outside.tsx';
import { passkeysWork } from './passkey.ts';
import { PasskeyButton } from './passkey-button.tsx';

type Props = { onChoose: (provider: Provider) => void; onAnswer: (answer: SignInAnswer) => void };

/** Ways in without a password: whoever vouches from outside, and passkeys. */
export function OtherWays({ onChoose, onAnswer }: Props): JSX.Element | null {
  const all = useProviders();
  if (all?.length === 0 && !passkeysWork()) return null;
  return (
    <div class="outside">
      <p class="outside-or muted small">{t('outside-or')}</p>
      <div class="outside-ways">
        {all === null ? (
          // All at once: a button that moves away is not the one that was meant.
          <Skeleton lines={5} label={t('loading')} />
        ) : (
          <>
            <ProviderButtons all={all} purpose="sign_in" onChoose={onChoose} />
            <PasskeyButton onAnswer={onAnswer} />
          </>
        )}
      </div>
    </div>
  );
}
