import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { exactly, when } from '../i18n/time.ts';
import type { Outcome } from '../net/socket.ts';
import type { CallbackForm } from '../protocol/CallbackForm.ts';
import type { CallbackView } from '../protocol/CallbackView.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Banner } from '../ui/panel.tsx';
import { isPhone, PHONE_CHARS, WISH_CHARS } from '../ui/phone.ts';
import { useSubmission } from '../ui/submission.ts';
import { written } from './callbacks.ts';
import './callback.css';

type Props<T> = {
  /** What is asked now, to be changed; else where the customer is likely to be reached. */
  begun: CallbackForm;
  /** What sending it is called. */
  deed: string;
  /** Whether the number is one's own, which the browser may know. */
  autocomplete: 'tel' | 'off';
  send: (form: CallbackForm) => Promise<Outcome<T>>;
  onSent: (answer: T) => void;
  onStop: () => void;
  children?: ComponentChildren;
};

/** Where to call and when it suits. Enter sends it, Escape leaves it. */
export function CallbackFields<T>(props: Props<T>): JSX.Element {
  const { begun, deed, autocomplete, send, onSent, onStop, children } = props;
  const [phone, setPhone] = useState(begun.phone);
  const [wish, setWish] = useState(begun.wish ?? '');
  const [fault, setFault] = useState<string | undefined>();
  const root = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => root.current?.querySelector('input')?.focus(), []);
  const form = written({ phone, wish });
  const { busy, failure, submit } = useSubmission({
    ready: () => {
      const fits = isPhone(form.phone);
      setFault(fits ? undefined : t('case-fault-phone'));
      if (!fits) root.current?.querySelector('input')?.focus();
      return fits;
    },
    send: () => send(form),
    onDone: onSent,
  });
  return (
    <form
      ref={root}
      class="callback-form"
      aria-label={t('callback-form')}
      noValidate
      onSubmit={submit}
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return;
        e.stopPropagation();
        onStop();
      }}
    >
      {children}
      <div class="callback-fields">
        <TextField
          label={t('callback-phone')}
          type="tel"
          name="phone"
          autocomplete={autocomplete}
          maxLength={PHONE_CHARS}
          error={fault}
          value={phone}
          onInput={(text) => {
            setPhone(text);
            setFault(undefined);
          }}
        />
        <TextField
          label={t('callback-wish')}
          name="wish"
          autocomplete="off"
          optional
          maxLength={WISH_CHARS}
          placeholder={t('callback-wish-hint')}
          value={wish}
          onInput={setWish}
        />
      </div>
      <div role="alert">
        {failure !== null && (
          <Banner look="danger">
            {failure.code === 'ended' ? t('callback-closed') : failureWords(failure)}
          </Banner>
        )}
      </div>
      <div class="callback-deeds">
        <Button type="submit" look="primary" busy={busy}>
          {deed}
        </Button>
        <Button onClick={onStop}>{t('cancel')}</Button>
      </div>
    </form>
  );
}

/** "14:05", and all of it where one points. */
export function Then({ at, now }: { at: string; now: Date }): JSX.Element {
  const then = new Date(at);
  return (
    <time dateTime={at} title={exactly(then)}>
      {when(then, now)}
    </time>
  );
}

/** "Efter klockan 15", as it was written. */
export function Wish({ callback }: { callback: CallbackView }): JSX.Element | null {
  if (callback.wish === '') return null;
  return (
    <p class="small">
      {t('callback-suits')} <bdi>{callback.wish}</bdi>
    </p>
  );
}
