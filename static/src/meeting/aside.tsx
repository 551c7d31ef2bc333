import { CirclePause, LogOut } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { clock, exactly, lasting } from '../i18n/time.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { now } from './clock.ts';
import { Frame } from './frame.tsx';
import { HostCard } from './host-card.tsx';
import { useHostChat } from './host-chat.tsx';
import { useAwake } from './use-awake.ts';
import type { ViewProps } from './view.tsx';
import { asideName } from './words.ts';

/** Put aside: nobody sees or hears the other, until the host takes one back. */
export function Aside({ model, talks }: ViewProps): JSX.Element {
  const lobby = model.lobby.value;
  const chat = useHostChat({ model, talks });
  useAwake();
  if (lobby === null) return <Frame>{null}</Frame>;
  const { name } = lobby.host;
  const since = new Date(lobby.since);
  return (
    <Frame title={model.info.value?.title} side={chat.side}>
      <section class="plain card">
        <span class="plain-mark">
          <Icon of={CirclePause} size={28} />
        </span>
        <div role="status">
          <h1>{t('aside')}</h1>
          <p class="muted">{t(asideName(lobby.host.state), { name })}</p>
        </div>
        <p>{t('aside-unseen')}</p>
        <HostCard host={lobby.host} />
        <p class="small muted" title={exactly(since)}>
          {t('aside-since', { at: clock(since), time: lasting(now.value - since.getTime()) })}
        </p>
        <div class="plain-actions">
          {chat.button}
          <Button look="quiet" icon={LogOut} onClick={() => void model.leave({ hold: false })}>
            {t('leave-meeting')}
          </Button>
        </div>
      </section>
    </Frame>
  );
}
