import { EyeOff, LogOut, Settings2, Video } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { clock, exactly, lasting } from '../i18n/time.ts';
import { Button } from '../ui/button.tsx';
import { now } from './clock.ts';
import { DeviceDialog } from './device-choice.tsx';
import { Frame } from './frame.tsx';
import { HostCard } from './host-card.tsx';
import { useHostChat } from './host-chat.tsx';
import { SelfView } from './self-view.tsx';
import { useAwake } from './use-awake.ts';
import type { ViewProps } from './view.tsx';

/** Where one waits: for whom, since when, and what to do meanwhile. */
export function WaitingRoom({ model, talks }: ViewProps): JSX.Element {
  const lobby = model.lobby.value;
  const chat = useHostChat({ model, talks });
  const [dialog, setDialog] = useState(false);
  const [hidden, setHidden] = useState(false);
  useAwake();
  if (lobby === null) return <Frame>{null}</Frame>;
  const { name } = lobby.host;
  const since = new Date(lobby.since);
  return (
    <Frame title={model.info.value?.title} side={chat.side}>
      <div class="waiting-room">
        <section class="waiting-room-host card">
          <h1>{t('waiting-room')}</h1>
          <HostCard host={lobby.host} knocked />
          <p class="waiting-room-since" title={exactly(since)}>
            {t('waiting-since', { at: clock(since), time: lasting(now.value - since.getTime()) })}
          </p>
          <p>{t(lobby.locked ? 'waiting-locked' : 'waiting-next')}</p>
          <div class="waiting-room-actions">
            {chat.button}
            <Button look="quiet" icon={LogOut} onClick={() => void model.leave({ hold: false })}>
              {t('leave-waiting-room')}
            </Button>
          </div>
        </section>
        <section class="waiting-room-self" aria-label={t('you-in-the-mirror')}>
          <SelfView devices={model.devices} name={lobby.name} hidden={hidden} />
          <div class="waiting-room-actions">
            <Button look="quiet" icon={hidden ? Video : EyeOff} onClick={() => setHidden(!hidden)}>
              {t(hidden ? 'show-picture' : 'hide-picture')}
            </Button>
            <Button look="quiet" icon={Settings2} onClick={() => setDialog(true)}>
              {t('devices')}
            </Button>
          </div>
        </section>
        <details class="waiting-room-help card">
          <summary>{t('if-nothing')}</summary>
          <ul>
            <li>{t('if-nothing-stay')}</li>
            <li>{t('if-nothing-reload')}</li>
            {chat.button !== null && <li>{t('if-nothing-write', { name })}</li>}
          </ul>
        </details>
      </div>
      <DeviceDialog open={dialog} devices={model.devices} onClose={() => setDialog(false)} />
    </Frame>
  );
}
