import { Inbox } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { day } from '../i18n/time.ts';
import type { Failure } from '../net/socket.ts';
import type { ClaimableCase } from '../protocol/ClaimableCase.ts';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/native-field.tsx';
import { Banner } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { claimCases, loadClaims } from './api.ts';
import { authority, isVisit } from './session.ts';

/** Cases that were reported with one's address before there was an account, and may be joined to it. */
export function ClaimsPanel({ onJoined }: { onJoined: () => void }): JSX.Element | null {
  const [found, setFound] = useState<readonly ClaimableCase[]>([]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const load = async (): Promise<void> => {
    const as = authority();
    if (as === null || isVisit()) return;
    const outcome = await loadClaims(as);
    // An offer is a courtesy: the page does without it.
    if (outcome.ok) setFound(outcome.value.cases);
  };
  useEffect(() => void load(), []);
  const chosen = found.filter(({ id }) => !left.has(id));
  const join = async (): Promise<void> => {
    const as = authority();
    if (as === null || busy) return;
    setBusy(true);
    setFailure(null);
    const ids = chosen.map(({ id }) => id);
    const outcome = await claimCases(as, ids);
    setBusy(false);
    if (outcome.ok) {
      toast(t('my-claims-joined', { n: ids.length }));
      setFound(found.filter(({ id }) => !ids.includes(id)));
      return onJoined();
    }
    setFailure(outcome.failure);
    // Somebody was faster, or an address is no longer one's own: what is offered now.
    if (outcome.failure.code === 'not_found') void load();
  };
  if (found.length === 0) return null;
  const toggle = (id: string, wanted: boolean): void => {
    const next = new Set(left);
    if (wanted) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  return (
    <Banner icon={Inbox}>
      <section class="my-claims" aria-labelledby="my-claims">
        <h2 id="my-claims">{t('my-claims-title', { n: found.length })}</h2>
        <p>{t('my-claims-about', { n: found.length })}</p>
        {found.length > 1 && (
          <Check
            label={t('my-claims-all')}
            checked={chosen.length === found.length}
            disabled={busy}
            onChange={(all) => setLeft(new Set(all ? [] : found.map(({ id }) => id)))}
          />
        )}
        <ul class="my-claims-list">
          {found.map((one) => (
            <li key={one.id}>
              {found.length > 1 ? (
                <Check
                  label={one.title}
                  checked={!left.has(one.id)}
                  disabled={busy}
                  onChange={(wanted) => toggle(one.id, wanted)}
                />
              ) : (
                <p>
                  <bdi>{one.title}</bdi>
                </p>
              )}
              <p class="small muted">
                <span class="numbers">{one.number}</span> · {localised(one.type_name)} ·{' '}
                <time dateTime={one.created_at}>{day(new Date(one.created_at), new Date())}</time>
              </p>
            </li>
          ))}
        </ul>
        {failure !== null && <p role="alert">{failureWords(failure)}</p>}
        <Button look="primary" disabled={busy || chosen.length === 0} onClick={() => void join()}>
          {t('my-claims-join', { n: chosen.length })}
        </Button>
      </section>
    </Banner>
  );
}
