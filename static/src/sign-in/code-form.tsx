import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';
import { useSubmission } from '../ui/submission.ts';
import './second-factor.css';

type Props<T> = {
  label: string;
  /** Six digits of an app, or a recovery code. */
  digits: boolean;
  go: string;
  send: (code: string) => Promise<Outcome<T>>;
  onDone: (value: T) => void;
  /** The keyboard begins here. */
  ready?: boolean;
  /** The button is as wide as the field. */
  wide?: boolean;
  children?: ComponentChildren;
};

/** One field for a code, which phones and password keepers fill in, and the button that sends it. */
export function CodeForm<T>({
  label,
  digits,
  go,
  send,
  onDone,
  ready = false,
  wide = false,
  children,
}: Props<T>): JSX.Element {
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (ready) field.current?.focus();
  }, [ready, digits]);

  const { busy, failure, submit } = useSubmission({
    send: () => send(code.trim()),
    onDone,
    onRefused: (why) => {
      if (why.code !== 'invalid') return;
      setCode('');
      field.current?.focus();
    },
  });
  return (
    <form onSubmit={submit}>
      <div class="field">
        <label class="field-label" for={id}>
          {label}
        </label>
        <input
          ref={field}
          id={id}
          class="input code-field"
          name="code"
          autocomplete={digits ? 'one-time-code' : 'off'}
          inputMode={digits ? 'numeric' : 'text'}
          autocapitalize="off"
          spellcheck={false}
          required
          maxLength={digits ? 12 : 40}
          value={code}
          {...(failure?.code === 'invalid'
            ? { 'aria-invalid': true, 'aria-describedby': `${id}-wrong` }
            : {})}
          onInput={(e) => setCode(e.currentTarget.value)}
        />
      </div>
      <div role="alert" id={`${id}-wrong`}>
        {failure !== null && (
          <Banner look={failure.code === 'invalid' ? 'danger' : 'warning'}>{codeWords(failure)}</Banner>
        )}
      </div>
      <div class="factor-actions">
        <Button type="submit" look="primary" wide={wide} busy={busy}>
          {go}
        </Button>
        {children}
      </div>
    </form>
  );
}

function codeWords(failure: Failure): string {
  switch (failure.code) {
    case 'invalid':
      return t('factor-wrong');
    case 'rate_limited':
      return t('factor-wait', { seconds: Math.max(1, Math.ceil(failure.retryAfterMs / 1_000)) });
    case 'unauthenticated':
      return t('factor-lapsed');
    default:
      return failureWords(failure);
  }
}
