import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button, type ButtonProps } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';
import { type Form, useSubmission } from '../ui/submission.ts';
import { type Refusal, refusalOf } from './api.ts';

export type PatientForm = {
  busy: boolean;
  refusal: Refusal | null;
  /** Seconds before it may be sent again. */
  wait: number;
  submit: (e: Event) => void;
};

/** [`useSubmission`] where the server counts attempts: after too many, nothing goes before its time. */
export function usePatientForm<T>(form: Form<T>): PatientForm {
  const { busy, failure, submit } = useSubmission(form);
  const refusal = useMemo(() => (failure === null ? null : refusalOf(failure)), [failure]);
  const wait = useSecondsLeft(refusal);
  return { busy, refusal, wait, submit: (e) => (wait > 0 ? e.preventDefault() : submit(e)) };
}

/** Why nothing came of it, read aloud when it comes. `wrong` is what a refusal by the server means here. */
export function RefusalWords({ refusal, wrong }: { refusal: Refusal | null; wrong: string }): JSX.Element {
  return (
    <div role="alert">
      {refusal?.kind === 'wrong' && <Banner look="danger">{wrong}</Banner>}
      {refusal?.kind === 'unreachable' && <Banner look="warning">{t('sign-in-unreachable')}</Banner>}
      {refusal?.kind === 'wait' && <Banner look="warning">{t('sign-in-wait')}</Banner>}
    </div>
  );
}

type SubmitProps = Pick<ButtonProps, 'look' | 'wide'> & { form: PatientForm; children: ComponentChildren };

/** Sends the form, or says when it can be sent. */
export function SubmitButton({ form, children, ...rest }: SubmitProps): JSX.Element {
  const { busy, wait } = form;
  return (
    <Button type="submit" {...rest} busy={busy} disabled={wait > 0}>
      {wait > 0 ? t('sign-in-in', { seconds: wait }) : children}
    </Button>
  );
}

/** Counts down after the server has asked for patience. */
function useSecondsLeft(refusal: Refusal | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (refusal?.kind !== 'wait') return setLeft(0);
    setLeft(refusal.seconds);
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1_000);
    return () => clearInterval(timer);
  }, [refusal]);
  return left;
}
