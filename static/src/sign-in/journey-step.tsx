import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { language, t } from '../i18n/i18n.ts';
import type { Failure } from '../net/socket.ts';
import type { Provider } from '../protocol/Provider.ts';
import type { SignInPurpose } from '../protocol/SignInPurpose.ts';
import { forgetVisitor } from '../stores/visitor.ts';
import { Button } from '../ui/button.tsx';
import { Again } from './again.tsx';
import { asVisitor } from './api.ts';
import { refusedWords } from './hint-words.ts';
import { begin, giveUp } from './outside-api.ts';

type Props = { provider: Provider; purpose: SignInPurpose; returnTo: string; onBack: () => void };

/** Sends the browser to a provider, which sends it back to `/sign-in`. */
export function JourneyStep({ provider, purpose, returnTo, onBack }: Props): JSX.Element {
  const [failure, setFailure] = useState<Failure | null>(null);
  const stopped = useRef(false);
  const leave = async (): Promise<void> => {
    setFailure(null);
    const form = {
      provider: provider.id,
      purpose,
      device: 'this' as const,
      return_to: returnTo,
      language: language(),
    };
    const outcome = await begin(form, purpose === 'link' ? { kind: 'cookie' } : asVisitor());
    // Whoever has stopped meanwhile stays.
    if (stopped.current) {
      if (outcome.ok) giveUp(outcome.value.id);
      return;
    }
    if (outcome.ok) {
      location.assign(outcome.value.launch ?? returnTo);
      return;
    }
    // A visitor whom the server has forgotten is nobody at the next try.
    if (purpose === 'sign_in' && outcome.failure.code === 'unauthenticated') forgetVisitor();
    setFailure(outcome.failure);
  };
  useEffect(() => {
    void leave();
    // Back by the browser's own button, the page is as it was left.
    const shown = (e: PageTransitionEvent): void => {
      if (e.persisted) onBack();
    };
    addEventListener('pageshow', shown);
    return () => {
      stopped.current = true;
      removeEventListener('pageshow', shown);
    };
  }, []);
  return (
    <div class="outside-step">
      {failure === null ? (
        <p role="status">{t('oidc-leaving', { provider: provider.name })}</p>
      ) : (
        <Again
          words={t(refusedWords('oidc', failure, 'begin', purpose), { provider: provider.name })}
          onAgain={() => void leave()}
        />
      )}
      <Button look="quiet" wide onClick={onBack}>
        {t(failure === null ? 'cancel' : purpose === 'link' ? 'back' : 'outside-other-way')}
      </Button>
    </div>
  );
}
