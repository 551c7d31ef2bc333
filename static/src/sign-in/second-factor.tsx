import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Failure } from '../net/socket.ts';
import type { FactorWay } from '../protocol/FactorWay.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import type { TotpKey } from '../protocol/TotpKey.ts';
import { LinkButton } from '../ui/button.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import { CodeForm } from './code-form.tsx';
import { beginEnrolment, confirmEnrolment, showCode } from './factor-calls.ts';
import { KeySteps, RecoveryCodes } from './key-steps.tsx';
import { passkeysWork } from './passkey.ts';
import { PasskeyButton } from './passkey-button.tsx';

type StepProps = {
  ticket: string;
  /** With the answer that follows. */
  onAnswer: (answer: SignInAnswer) => void;
  /** Begins anew. */
  onBack: () => void;
};

/** The second of two things that are shown: a code of the app, a recovery code or a passkey. */
export function SecondFactorStep({
  ticket,
  ways,
  onAnswer,
  onBack,
}: StepProps & { ways: readonly FactorWay[] }): JSX.Element {
  const usable = ways.filter((way) => way !== 'passkey' || passkeysWork());
  const [way, setWay] = useState<FactorWay>(usable[0] ?? ways[0] ?? 'totp');
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <h1>{t('factor-title')}</h1>
        <p class="muted">{t(`factor-${way.replaceAll('_', '-')}-about`)}</p>
      </header>
      {way === 'passkey' ? (
        <PasskeyButton ticket={ticket} onAnswer={onAnswer} look="primary" />
      ) : (
        <CodeForm
          key={way}
          ready
          wide
          digits={way === 'totp'}
          label={t(way === 'totp' ? 'factor-code' : 'factor-recovery')}
          go={t('factor-go')}
          send={(code) => showCode(ticket, way, code)}
          onDone={onAnswer}
        />
      )}
      <ul class="sign-in-ways">
        {usable
          .filter((other) => other !== way)
          .map((other) => (
            <li key={other}>
              <LinkButton onClick={() => setWay(other)}>
                {t(`factor-use-${other.replaceAll('_', '-')}`)}
              </LinkButton>
            </li>
          ))}
        <li>
          <LinkButton onClick={onBack}>{t('factor-back')}</LinkButton>
        </li>
      </ul>
    </div>
  );
}

type Done = { answer: SignInAnswer; codes: readonly string[] };

/** Sets a second factor up at sign-in, since the role asks for one; the codes to keep are shown before anything else. */
export function EnrolStep({ ticket, onAnswer, onBack }: StepProps): JSX.Element {
  const [key, setKey] = useState<TotpKey | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  useEffect(() => {
    void beginEnrolment(ticket).then((outcome) => {
      if (outcome.ok) setKey(outcome.value);
      else setFailure(outcome.failure);
    });
  }, [ticket]);
  if (done !== null) {
    return (
      <div class="sign-in-step">
        <header class="sign-in-head">
          <h1>{t('recovery-title')}</h1>
        </header>
        <RecoveryCodes codes={done.codes} onKept={() => onAnswer(done.answer)} />
      </div>
    );
  }
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <h1>{t('enrol-title')}</h1>
        <p class="muted">{t('enrol-about')}</p>
      </header>
      <div role="alert">
        {failure !== null && (
          <Banner look="warning">
            {failure.code === 'unauthenticated' ? t('factor-lapsed') : failureWords(failure)}
          </Banner>
        )}
      </div>
      {key === null && failure === null && <Skeleton lines={5} label={t('loading')} />}
      {key !== null && (
        <KeySteps
          totp={key}
          send={(code) => confirmEnrolment(ticket, code)}
          onDone={({ answer, recovery }) => setDone({ answer, codes: recovery.codes })}
        />
      )}
      <LinkButton onClick={onBack}>{t('factor-back')}</LinkButton>
    </div>
  );
}
