import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { ObjectHint } from '../protocol/ObjectHint.ts';
import { Banner, Skeleton } from '../ui/panel.tsx';
import { loadHint } from './api.ts';
import { somebody } from './session.ts';

type State = { kind: 'asking' } | { kind: 'unknown' } | { kind: 'away' } | { kind: 'here'; hint: ObjectHint };

/**
 * What stands before whoever read a label, so that they see that it is the right one; and at once that we know of no such
 * thing. Where it can't be asked, nothing: the form works without.
 */
export function ReportedObject({ number }: { number: string }): JSX.Element {
  const [state, setState] = useState<State>({ kind: 'asking' });
  useEffect(() => {
    let gone = false;
    void asked(number).then((next) => gone || setState(next));
    return () => {
      gone = true;
    };
  }, [number]);
  return (
    <div role="status">
      {state.kind === 'unknown' && <Banner look="warning">{t('my-report-unknown')}</Banner>}
      {state.kind === 'asking' && (
        <div class="card my-reported">
          <Skeleton lines={3} label={t('loading')} />
        </div>
      )}
      {state.kind === 'here' && <Known hint={state.hint} />}
    </div>
  );
}

function Known({ hint }: { hint: ObjectHint }): JSX.Element {
  const made = [hint.maker, hint.model].filter((part) => part !== '').join(' ');
  return (
    <div class="card my-reported">
      <span class="small muted">{t('my-report-object')}</span>
      <strong dir="auto">{hint.name}</strong>
      <span class="small muted" dir="auto">
        {made === '' ? hint.number : `${hint.number} · ${made}`}
      </span>
    </div>
  );
}

async function asked(number: string): Promise<State> {
  const as = await somebody();
  if (!as.ok) return { kind: 'away' };
  const outcome = await loadHint(as.value, number);
  if (outcome.ok) return { kind: 'here', hint: outcome.value };
  return { kind: outcome.failure.code === 'not_found' ? 'unknown' : 'away' };
}
