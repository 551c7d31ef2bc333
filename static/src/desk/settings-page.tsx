import { ArrowLeft, ScrollText } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Passkeys } from '../account/passkeys.tsx';
import { SecondFactorSettings } from '../account/second-factor.tsx';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { Failure } from '../net/socket.ts';
import type { QueueSettings } from '../protocol/QueueSettings.ts';
import type { StaffRole } from '../protocol/StaffRole.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { socket } from './connection.ts';
import { QueueForm } from './queue-form.tsx';
import { go, SETTINGS, type SettingsPart } from './route.ts';
import './settings.css';
import type { Me } from './session.ts';
import { StaffAdmin } from './staff/staff-admin.tsx';

/** Queues and their hours for who leads, colleagues for administrators, and one's own ways to sign in for everybody. */
export function SettingsPage({ me, part }: { me: Me; part: SettingsPart | undefined }): JSX.Element {
  const parts = partsOf(me.role);
  const shown = parts.find((known) => known === part) ?? parts[0] ?? 'own';
  return (
    <div class="settings">
      <header class="settings-head">
        <IconButton icon={ArrowLeft} label={t('to-desk')} onClick={() => go({ page: 'desk' })} />
        <h1>{t('settings')}</h1>
        {me.role === 'administrator' && (
          <Button look="quiet" icon={ScrollText} onClick={() => go({ page: 'audit' })}>
            {t('audit')}
          </Button>
        )}
      </header>
      <main>
        {parts.length > 1 && (
          <Tabs
            label={t('settings')}
            id="settings"
            tabs={parts.map((key) => ({ key, label: t(`settings-${key}`) }))}
            selected={shown}
            onSelect={(key) => go({ page: 'settings', part: key })}
          />
        )}
        <div
          class="settings-part"
          {...(parts.length > 1
            ? {
                id: `settings-panel-${shown}`,
                role: 'tabpanel' as const,
                'aria-labelledby': `settings-tab-${shown}`,
              }
            : {})}
        >
          {shown === 'queues' && <Queues />}
          {shown === 'staff' && <StaffAdmin me={me} />}
          {shown === 'own' && (
            <div class="settings-own">
              <SecondFactorSettings />
              <Passkeys />
            </div>
          )}
        </div>
      </main>
    </div>
  );
}

function partsOf(role: StaffRole): readonly SettingsPart[] {
  switch (role) {
    case 'advisor':
      return ['own'];
    case 'supervisor':
      return ['queues', 'own'];
    case 'administrator':
      return SETTINGS;
    default:
      return role satisfies never;
  }
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
      <div>{queue !== undefined && <QueueForm key={queue.id} saved={queue} onSaved={setList} />}</div>
    </div>
  );
}
