import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { ObjectHint } from '../protocol/ObjectHint.ts';
import { Banner } from '../ui/panel.tsx';
import { loadHint } from './api.ts';
import { somebody } from './session.ts';

/**
 * What stands before whoever read a label, so that they see that it is the right one; and at once that we know of no such
 * thing. Where it can't be asked, nothing: the form works without.
 */
export function ReportedObject({ number }: { number: string }): JSX.Element | null {
  const [found, setFound] = useState<ObjectHint | 'unknown' | null>(null);
  useEffect(() => {
    let gone = false;
    void asked(number).then((hint) => gone || setFound(hint));
    return () => {
      gone = true;
    };
  }, [number]);
  if (found === null) return null;
  if (found === 'unknown') {
    return (
      <div role="status">
        <Banner look="warning">{t('my-report-unknown', { number })}</Banner>
      </div>
    );
  }
  const made = [found.maker, found.model].filter((part) => part !== '').join(' ');
  return (
    <div class="card my-reported">
      <span class="small muted">{t('my-report-object')}</span>
      <strong dir="auto">{found.name}</strong>
      <span class="small muted" dir="auto">
        {made === '' ? found.number : `${found.number} · ${made}`}
      </span>
    </div>
  );
}

async function asked(number: string): Promise<ObjectHint | 'unknown' | null> {
  const as = await somebody();
  if (!as.ok) return null;
  const outcome = await loadHint(as.value, number);
  if (outcome.ok) return outcome.value;
  return ['not_found', 'invalid'].includes(outcome.failure.code) ? 'unknown' : null;
}
