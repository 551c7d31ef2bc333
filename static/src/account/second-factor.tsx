import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { exactly } from '../i18n/time.ts';
import type { Failure } from '../net/socket.ts';
import type { SecondFactorView } from '../protocol/SecondFactorView.ts';
import type { TotpKey } from '../protocol/TotpKey.ts';
import { CodeForm } from '../sign-in/code-form.tsx';
import { beginTotp, confirmTotp, removeTotp, renewCodes, secondFactor } from '../sign-in/factor-calls.ts';
import { KeySteps, RecoveryCodes } from '../sign-in/key-steps.tsx';
import { Button } from '../ui/button.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import './account.css';

type Step =
  | { kind: 'rest' }
  /** Something that a code of the present app is needed for. */
  | { kind: 'code'; to: 'replace' | 'renew' | 'remove' }
  | { kind: 'key'; key: TotpKey }
  | { kind: 'codes'; codes: readonly string[] };

const REST: Step = { kind: 'rest' };

/** One's own second factor: set up, replaced, taken away, and its recovery codes. */
export function SecondFactorSettings(): JSX.Element {
  const [view, setView] = useState<SecondFactorView | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [step, setStep] = useState<Step>(REST);
  const load = async (): Promise<void> => {
    const outcome = await secondFactor();
    if (outcome.ok) setView(outcome.value);
    setFailure(outcome.ok ? null : outcome.failure);
  };
  useEffect(() => void load(), []);

  const begin = async (code: string): Promise<Failure | null> => {
    const outcome = await beginTotp(code);
    if (!outcome.ok) return outcome.failure;
    setStep({ kind: 'key', key: outcome.value });
    return null;
  };
  const withCode = async (to: 'replace' | 'renew' | 'remove', code: string): Promise<Failure | null> => {
    if (to === 'replace') return begin(code);
    if (to === 'renew') {
      const outcome = await renewCodes(code);
      if (!outcome.ok) return outcome.failure;
      setStep({ kind: 'codes', codes: outcome.value.codes });
      return null;
    }
    const outcome = await removeTotp(code);
    if (!outcome.ok) return outcome.failure;
    setStep(REST);
    await load();
    return null;
  };
  return (
    <section class="card account-part" aria-labelledby="factor-settings">
      <h2 id="factor-settings">{t('factor-settings')}</h2>
      {failure !== null && (
        <Banner look="warning">
          {failureWords(failure)} <Button onClick={() => void load()}>{t('try-again')}</Button>
        </Banner>
      )}
      {view === null && failure === null && <Skeleton lines={3} label={t('loading')} />}
      {view !== null && step.kind === 'rest' && (
        <Rest
          view={view}
          onAdd={async () => setFailure(await begin(''))}
          onAsk={(to) => setStep({ kind: 'code', to })}
        />
      )}
      {step.kind === 'code' && (
        <div class="factor">
          <p>{t(`factor-before-${step.to}`)}</p>
          <CodeForm
            ready
            digits
            label={t('factor-code')}
            go={t(`factor-${step.to}`)}
            send={(code) => withCode(step.to, code)}
          >
            <Button onClick={() => setStep(REST)}>{t('cancel')}</Button>
          </CodeForm>
        </div>
      )}
      {step.kind === 'key' && (
        <div class="factor">
          <KeySteps
            totp={step.key}
            send={async (code) => {
              const outcome = await confirmTotp(code);
              if (!outcome.ok) return outcome.failure;
              setStep({ kind: 'codes', codes: outcome.value.codes });
              return null;
            }}
          />
          <div>
            <Button onClick={() => setStep(REST)}>{t('cancel')}</Button>
          </div>
        </div>
      )}
      {step.kind === 'codes' && (
        <>
          <h3>{t('recovery-title')}</h3>
          <RecoveryCodes
            codes={step.codes}
            onKept={() => {
              setStep(REST);
              void load();
            }}
          />
        </>
      )}
    </section>
  );
}

type RestProps = {
  view: SecondFactorView;
  onAdd: () => void;
  onAsk: (to: 'replace' | 'renew' | 'remove') => void;
};

function Rest({ view, onAdd, onAsk }: RestProps): JSX.Element {
  if (view.totp_since === null)
    return (
      <>
        <p>{t('factor-none')}</p>
        <div>
          <Button look="primary" onClick={onAdd}>
            {t('factor-add')}
          </Button>
        </div>
      </>
    );
  return (
    <>
      <p>{t('factor-since', { date: exactly(new Date(view.totp_since)) })}</p>
      <p class={view.recovery_codes < 3 ? '' : 'muted'}>
        {t('factor-codes-left', { n: view.recovery_codes })}
      </p>
      {view.required && <p class="muted small">{t('factor-required')}</p>}
      <div class="factor-actions">
        <Button onClick={() => onAsk('renew')}>{t('factor-renew')}</Button>
        <Button onClick={() => onAsk('replace')}>{t('factor-replace')}</Button>
        {!view.required && <Button onClick={() => onAsk('remove')}>{t('factor-remove')}</Button>}
      </div>
    </>
  );
}
