import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Banner } from '../ui/panel.tsx';
import type { Refusal } from './api.ts';

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

/** Counts down after the server has asked for patience. */
export function useSecondsLeft(refusal: Refusal | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (refusal?.kind !== 'wait') return setLeft(0);
    setLeft(refusal.seconds);
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1_000);
    return () => clearInterval(timer);
  }, [refusal]);
  return left;
}
