import { ArrowLeft, Lock } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { Failure } from '../net/socket.ts';
import type { Me } from '../protocol/Me.ts';
import type { QueueSettings } from '../protocol/QueueSettings.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { socket } from './connection.ts';
import { QueueForm } from './queue-form.tsx';
import { go } from './route.ts';
import './settings.css';

/** Queues and their hours, for supervisors and administrators. */
export function SettingsPage({ me }: { me: Me }): JSX.Element {
  return (
    <div class="settings">
      <header class="settings-head">
        <IconButton icon={ArrowLeft} label={t('to-desk')} onClick={() => go({ page: 'desk' })} />
        <h1>{t('settings')}</h1>
      </header>
      {me.role === 'advisor' ? <EmptyState icon={Lock} title={t('settings-not-yours')} /> : <Queues />}
    </div>
  );
}

function Queues(): JSX.Element {
  const [list, setList] = useState<readonly QueueSettings[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const open = socket.connection.value.kind === 'open';
  const load = async (): Promise<void> => {
    const outcome = await socket.ask({ type: 'settings' }, 'settings');
    setFailure(outcome.ok ? null : outcome.failure);
    if (outcome.ok) setList(outcome.value);
  };
  useEffect(() => {
    if (open && list === null) void load();
  }, [open, list]);

  if (failure !== null) {
    return (
      <Banner look="warning">
        {failureWords(failure)} <Button onClick={() => void load()}>{t('try-again')}</Button>
      </Banner>
    );
  }
  if (list === null) return <Skeleton lines={8} label={t('loading')} />;
  const queue = list.find((one) => one.id === chosen) ?? list[0];
  return (
    <div class="settings-body">
      <nav class="settings-queues" aria-label={t('settings-queues')}>
        {list.map((one) => (
          <button
            key={one.id}
            type="button"
            class="settings-queue"
            aria-current={one.id === queue?.id}
            onClick={() => setChosen(one.id)}
          >
            {localised(one.name)}
          </button>
        ))}
      </nav>
      <main>{queue !== undefined && <QueueForm key={queue.id} saved={queue} onSaved={setList} />}</main>
    </div>
  );
}
