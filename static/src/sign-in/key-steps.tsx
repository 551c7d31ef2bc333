import { Copy } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Outcome } from '../net/socket.ts';
import type { TotpKey } from '../protocol/TotpKey.ts';
import { Button } from '../ui/button.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { CodeForm } from './code-form.tsx';
import './second-factor.css';

type KeyProps<T> = {
  totp: TotpKey;
  send: (code: string) => Promise<Outcome<T>>;
  onDone: (value: T) => void;
};

/** How an app takes the key in: scanned or typed, then confirmed by its first code. */
export function KeySteps<T>({ totp, send, onDone }: KeyProps<T>): JSX.Element {
  return (
    <ol class="factor-steps">
      <li>{t('enrol-app')}</li>
      <li>
        {t('enrol-scan')}
        <div class="factor-key">
          <QrCode text={totp.uri} label={t('enrol-qr')} />
          <p class="small muted">{t('enrol-type')}</p>
          <code class="factor-secret">{totp.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</code>
        </div>
      </li>
      <li>
        {t('enrol-code')}
        <CodeForm digits label={t('factor-code')} go={t('enrol-go')} send={send} onDone={onDone} />
      </li>
    </ol>
  );
}

type RecoveryProps = { codes: readonly string[]; onKept: () => void };

/** Codes for the day on which the phone is gone. They are shown once. */
export function RecoveryCodes({ codes, onKept }: RecoveryProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'));
      setCopied(true);
    } catch {
      // The clipboard may be denied; the codes stand on the page.
      setCopied(false);
    }
  };
  return (
    <div class="factor">
      <p>{t('recovery-about')}</p>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="factor-actions">
        <Button look="primary" onClick={onKept}>
          {t('recovery-kept')}
        </Button>
        <Button icon={Copy} onClick={() => void copy()}>
          {t(copied ? 'recovery-copied' : 'recovery-copy')}
        </Button>
      </div>
    </div>
  );
}
