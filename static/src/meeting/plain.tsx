import {
  CircleAlert,
  CircleSlash,
  Clock3,
  DoorOpen,
  Link2Off,
  Lock,
  MessageSquare,
  MonitorSmartphone,
  Users,
  WifiOff,
} from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Outcome } from '../net/socket.ts';
import type { FarewellNext } from '../protocol/FarewellNext.ts';
import type { LobbyView } from '../protocol/LobbyView.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { ChatPanel } from './chat-panel.tsx';
import { Frame } from './frame.tsx';
import { HostCard } from './host-card.tsx';
import type { MeetingModel, Phase } from './model.ts';
import type { ViewProps } from './view.tsx';
import { farewellName, refusedName } from './words.ts';

type PageProps = {
  icon: Parameters<typeof Icon>[0]['of'];
  heading: string;
  title?: string | undefined;
  about: string;
  actions?: ComponentChildren;
  /** Beside it, or over it on a phone. */
  side?: ComponentChildren;
  children?: ComponentChildren;
};

/** One thing said, and what comes next. */
function PlainPage({ icon, heading, title, about, actions, side, children }: PageProps): JSX.Element {
  return (
    <Frame title={title} side={side}>
      <section class="plain card">
        <span class="plain-mark">
          <Icon of={icon} size={28} />
        </span>
        <div role="status">
          <h1>{heading}</h1>
          <p class="muted">{about}</p>
        </div>
        {children}
        {actions !== undefined && <div class="plain-actions">{actions}</div>}
      </section>
    </Frame>
  );
}

export function Opening(): JSX.Element {
  return (
    <Frame>
      <section class="plain card">
        <h1 class="visually-hidden">{t('meeting')}</h1>
        <Skeleton lines={5} label={t('loading')} />
      </section>
    </Frame>
  );
}

type RefusedProps = { why: Extract<Phase, { kind: 'refused' }>['why']; staff?: boolean };

const REFUSED = {
  unknown: Link2Off,
  ended: Clock3,
  full: Users,
  forbidden: CircleSlash,
  unavailable: WifiOff,
} as const;

/** The meeting can't be opened: why, and what to do about it. */
export function Refused({ why, staff = false }: RefusedProps): JSX.Element {
  const again = why === 'full' || why === 'unavailable';
  const name = refusedName(why);
  return (
    <PlainPage
      icon={REFUSED[why]}
      heading={t(name)}
      about={t(`${name}-about`)}
      actions={
        (again || staff || why === 'forbidden') && (
          <>
            {again && (
              <Button look="primary" onClick={() => location.reload()}>
                {t('try-again')}
              </Button>
            )}
            {(staff || why === 'forbidden') && (
              <a class="button button-secondary" href="/desk">
                {t(staff ? 'to-desk' : 'to-sign-in')}
              </a>
            )}
          </>
        )
      }
    />
  );
}

/** Behind a locked door one can't knock; it opens by itself here. */
export function Locked({ model, lobby }: { model: MeetingModel; lobby: LobbyView }): JSX.Element {
  return (
    <PlainPage
      icon={Lock}
      title={model.info.value?.title}
      heading={t('locked')}
      about={t('locked-about', { name: lobby.host.name })}
    >
      <HostCard host={lobby.host} />
    </PlainPage>
  );
}

export function Joining({ model }: { model: MeetingModel }): JSX.Element {
  const lobby = model.lobby.value;
  const name = lobby?.host.name ?? '';
  return (
    <PlainPage
      icon={DoorOpen}
      title={model.info.value?.title}
      heading={t(lobby?.is_host === true ? 'joining-host' : 'joining')}
      about={lobby?.is_host === true ? t('joining-about') : t('joining-to', { name })}
      actions={
        <Button look="quiet" onClick={() => void model.leave({ hold: false })}>
          {t('leave')}
        </Button>
      }
    />
  );
}

/** The same person sits in another tab or on another device. */
export function Elsewhere({ model }: { model: MeetingModel }): JSX.Element {
  return (
    <PlainPage
      icon={MonitorSmartphone}
      title={model.info.value?.title}
      heading={t('elsewhere')}
      about={t('elsewhere-about')}
      actions={
        <Deed look="primary" act={() => model.takeOver()}>
          {t('take-over')}
        </Deed>
      }
    >
      <p class="small muted">{t('elsewhere-stay')}</p>
    </PlainPage>
  );
}

type DeedProps = {
  look: 'primary' | 'secondary';
  act: () => Promise<Outcome<null>>;
  children: ComponentChildren;
};

/** A button that can't be pressed twice and says why when it didn't work. */
export function Deed({ look, act, children }: DeedProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      look={look}
      busy={busy}
      onClick={async () => {
        setBusy(true);
        const outcome = await act();
        setBusy(false);
        if (!outcome.ok) toast(failureWords(outcome.failure));
      }}
    >
      {children}
    </Button>
  );
}

const OUT = {
  may_return: DoorOpen,
  waiting_room: Clock3,
  ended: Clock3,
  removed: CircleAlert,
  link_revoked: Link2Off,
  taken_over: MonitorSmartphone,
} as const;

/** What to press to be in again, where one may. */
const BACK: Readonly<Record<FarewellNext, string | null>> = {
  may_return: 'come-back',
  waiting_room: 'to-waiting-room',
  ended: null,
  removed: null,
  link_revoked: null,
  taken_over: 'continue-here',
};

type OutProps = ViewProps & { phase: Extract<Phase, { kind: 'out' }> };

/** One is out: why, whether one can come back, and what was written, for whoever was inside. */
export function Out({ model, talks, phase }: OutProps): JSX.Element {
  const { next, denied = false } = phase;
  const staff = model.me.value?.staff ?? false;
  const conversation = model.lobby.value?.conversation ?? null;
  const isHost = model.lobby.value?.is_host ?? false;
  const [reading, setReading] = useState(false);
  const back = BACK[next];
  const name = denied ? 'out-denied' : farewellName(next);
  const about = denied && conversation !== null ? 'out-denied-chat' : `${name}-about`;
  const [busy, setBusy] = useState(false);
  return (
    <PlainPage
      icon={OUT[next]}
      title={model.info.value?.title}
      heading={t(name)}
      about={t(about, { name: model.lobby.value?.host.name ?? '' })}
      actions={
        <>
          {back !== null && (
            <Button
              look="primary"
              busy={busy}
              onClick={() => {
                setBusy(true);
                void model.comeBack().finally(() => setBusy(false));
              }}
            >
              {t(back)}
            </Button>
          )}
          {staff && (
            <a class="button button-secondary" href="/desk">
              {t('to-desk')}
            </a>
          )}
          {(!staff || isHost) && talks !== null && conversation !== null && (
            <Button icon={MessageSquare} onClick={() => setReading(!reading)}>
              {t('to-chat')}
            </Button>
          )}
        </>
      }
      side={
        reading &&
        talks !== null &&
        conversation !== null && (
          <ChatPanel
            talks={talks}
            conversation={conversation}
            title={t('chat')}
            empty={t('chat-nothing')}
            onClose={() => setReading(false)}
          />
        )
      }
    >
      <p class="small muted">{t(staff && next === 'ended' ? 'out-quality' : 'out-close')}</p>
    </PlainPage>
  );
}
