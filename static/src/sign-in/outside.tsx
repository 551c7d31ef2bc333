import { ExternalLink, IdCard } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Provider } from '../protocol/Provider.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import type { SignInPurpose } from '../protocol/SignInPurpose.ts';
import { Button } from '../ui/button.tsx';
import { AppStep } from './app-step.tsx';
import { JourneyStep } from './journey-step.tsx';
import { providers } from './outside-api.ts';
import './outside.css';

/** Who confirms sign-ins from outside; null until the server has said. */
export function useProviders(): readonly Provider[] | null {
  const [all, setAll] = useState<readonly Provider[] | null>(null);
  useEffect(() => {
    let gone = false;
    void providers().then((outcome) => {
      // Without an answer there are the other ways.
      if (!gone) setAll(outcome.ok ? outcome.value.filter(isKnown) : []);
    });
    return () => {
      gone = true;
    };
  }, []);
  return all;
}

/** A newer server may have ways that this page can't show. */
function isKnown({ kind }: Provider): boolean {
  return (['bankid', 'freja', 'oidc'] as string[]).includes(kind);
}

type ButtonsProps = {
  all: readonly Provider[];
  purpose: SignInPurpose;
  onChoose: (provider: Provider) => void;
};

/** One button for each. */
export function ProviderButtons({ all, purpose, onChoose }: ButtonsProps): JSX.Element {
  return (
    <>
      {all.map((provider) => (
        <Button
          key={provider.id}
          wide
          icon={provider.kind === 'oidc' ? ExternalLink : IdCard}
          onClick={() => onChoose(provider)}
        >
          {t(purpose === 'link' ? 'outside-add' : 'outside-by', { provider: provider.name })}
        </Button>
      ))}
    </>
  );
}

type StepProps = {
  provider: Provider;
  purpose: SignInPurpose;
  /** A path of ours, where the browser goes when an app or a provider brings it back. */
  returnTo: string;
  onAnswer: (answer: SignInAnswer) => void;
  onBack: () => void;
};

/** What the chosen one asks for. */
export function OutsideStep(props: StepProps): JSX.Element {
  return props.provider.kind === 'oidc' ? <JourneyStep {...props} /> : <AppStep {...props} />;
}
