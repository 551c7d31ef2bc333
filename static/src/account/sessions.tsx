import { Monitor, Smartphone } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { exactly, relative } from '../i18n/time.ts';
import type { Outcome } from '../net/socket.ts';
import type { SessionView } from '../protocol/SessionView.ts';
import { signOutEverywhere, signOutHere } from '../sign-in/api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { endOtherSessions, endSession, loadSessions } from './api.ts';

/** Where I am signed in, and out again: one by one, here, everywhere else, or everywhere. */
export function Sessions(): JSX.Element {
  const [answer, setAnswer] = useState<Outcome<SessionView[]> | null>(null);
  const [busy, setBusy] = useState(false);
  const load = async (): Promise<void> => setAnswer(await loadSessions());
  useEffect(() => void load(), []);
  const all = answer?.ok === true ? answer.value : [];
  // This one first: it is what the others are compared with.
  const shown = [...all.filter((one) => one.current), ...all.filter((one) => !one.current)];
  const endOthers = async (): Promise<void> => {
    setBusy(true);
    const outcome = await endOtherSessions();
    setBusy(false);
    toast(outcome.ok ? t('sessions-others-ended') : failureWords(outcome.failure));
    await load();
  };
  return (
    <section class="card account-part" aria-labelledby="sessions">
      <h2 id="sessions">{t('sessions-title')}</h2>
      {answer === null && <Skeleton lines={3} label={t('loading')} />}
      {answer?.ok === false && <Banner look="warning">{failureWords(answer.failure)}</Banner>}
      {answer?.ok === true && (
        <ul class="account-list">
          {shown.map((one) => (
            <Row key={one.id} one={one} onChange={() => void load()} />
          ))}
        </ul>
      )}
      <div class="account-out">
        <Button onClick={() => void leave(signOutHere())}>{t('sign-out-here')}</Button>
        {shown.length > 1 && (
          <Button busy={busy} onClick={() => void endOthers()}>
            {t('sign-out-others')}
          </Button>
        )}
        <Button look="danger" onClick={() => void leave(signOutEverywhere())}>
          {t('sign-out-everywhere')}
        </Button>
      </div>
    </section>
  );
}

async function leave(leaving: Promise<string | null>): Promise<void> {
  const next = await leaving;
  if (next !== null) location.assign(next);
  else toast(t('sign-in-unreachable'));
}

function Row({ one, onChange }: { one: SessionView; onChange: () => void }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const device = deviceWords(one);
  const seen = new Date(one.seen_at);
  const end = async (): Promise<void> => {
    setBusy(true);
    const outcome = await endSession(one.id);
    setBusy(false);
    toast(
      outcome.ok || outcome.failure.code === 'not_found'
        ? t('sessions-ended')
        : failureWords(outcome.failure),
    );
    onChange();
  };
  const isPhone = ['iPhone', 'Android'].includes(one.system);
  return (
    <li class="account-item">
      <Icon of={isPhone ? Smartphone : Monitor} />
      <div class="account-item-words">
        <span title={one.device}>{device}</span>
        {one.current && <Badge look="accent">{t('sessions-here')}</Badge>}
        <span class="small muted" title={exactly(seen)}>
          {[
            t(`sessions-way-${one.way}`),
            t('sessions-used', { when: relative(seen, new Date()) }),
            one.address,
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </div>
      {!one.current && (
        <Button
          look="quiet"
          busy={busy}
          aria-label={t('sessions-end', { device })}
          onClick={() => void end()}
        >
          {t('sessions-end-short')}
        </Button>
      )}
    </li>
  );
}

function deviceWords({ browser, system }: SessionView): string {
  if (browser !== '' && system !== '') return t('sessions-device', { browser, system });
  return browser || system || t('sessions-unknown');
}
