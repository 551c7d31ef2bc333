import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { exactly } from '../i18n/time.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { SecondFactorView } from '../protocol/SecondFactorView.ts';
import type { TotpKey } from '../protocol/TotpKey.ts';
import { CodeForm } from '../sign-in/code-form.tsx';
import { beginTotp, confirmTotp, removeTotp, renewCodes, secondFactor } from '../sign-in/factor-calls.ts';
import { KeySteps, RecoveryCodes } from '../sign-in/key-steps.tsx';
import { Button } from '../ui/button.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import './account.css';

/** What a code of the present app is needed for. */
type Guarded = 'replace' | 'renew' | 'remove';

type Step =
  | { kind: 'rest' }
  | { kind: 'code'; to: Guarded }
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

  const goOn = (next: Step): void => {
    setStep(next);
    if (next.kind === 'rest') void load();
  };
  const add = async (): Promise<void> => {
    const outcome = await withCode('replace', '');
    setFailure(outcome.ok ? null : outcome.failure);
    if (outcome.ok) goOn(outcome.value);
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
        <Rest view={view} onAdd={() => void add()} onAsk={(to) => setStep({ kind: 'code', to })} />
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
            onDone={goOn}
          >
            <Button onClick={() => setStep(REST)}>{t('cancel')}</Button>
          </CodeForm>
        </div>
      )}
      {step.kind === 'key' && (
        <div class="factor">
          <KeySteps
            totp={step.key}
            send={confirmTotp}
            onDone={({ codes }) => setStep({ kind: 'codes', codes })}
          />
          <div>
            <Button onClick={() => setStep(REST)}>{t('cancel')}</Button>
          </div>
        </div>
      )}
      {step.kind === 'codes' && (
        <>
          <h3>{t('recovery-title')}</h3>
          <RecoveryCodes codes={step.codes} onKept={() => goOn(REST)} />
        </>
      )}
    </section>
  );
}

/** Does it; what comes next. */
async function withCode(to: Guarded, code: string): Promise<Outcome<Step>> {
  switch (to) {
    case 'replace':
      return leading(await beginTotp(code), (key) => ({ kind: 'key', key }));
    case 'renew':
      return leading(await renewCodes(code), ({ codes }) => ({ kind: 'codes', codes }));
    case 'remove':
      return leading(await removeTotp(code), () => REST);
    default:
      return to satisfies never;
  }
}

function leading<T>(outcome: Outcome<T>, step: (value: T) => Step): Outcome<Step> {
  return outcome.ok ? { ok: true, value: step(outcome.value) } : outcome;
}

type RestProps = { view: SecondFactorView; onAdd: () => void; onAsk: (to: Guarded) => void };

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
