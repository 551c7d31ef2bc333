import {
  Ellipsis,
  Keyboard,
  LayoutGrid,
  LogOut,
  Maximize,
  MessageSquare,
  Mic,
  MicOff,
  ScreenShare,
  ScreenShareOff,
  Settings2,
  Signal,
  UserRound,
  Users,
  Video,
  VideoOff,
} from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Badge } from '../ui/badge.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { languageItems, themeItems } from '../ui/preferences.tsx';
import type { Layout } from './layout.ts';
import type { MeetingModel } from './model.ts';
import { works } from './words.ts';

export type Deeds = {
  toggleChat: () => void;
  togglePeople: () => void;
  toggleShare: () => void;
  toggleLayout: () => void;
  toggleOwn: () => void;
  full: () => void;
  devices: () => void;
  quality: () => void;
  help: () => void;
  leave: () => void;
};

type Props = {
  model: MeetingModel;
  deeds: Deeds;
  panel: 'chat' | 'people' | null;
  unread: number;
  waiting: number;
  layout: Layout;
  ownShown: boolean;
};

/** What one can do in the call: always in the same place, each with its word. */
export function Controls(props: Props): JSX.Element {
  const { model, deeds, panel, unread, waiting } = props;
  const { devices } = model;
  const [camera, microphone] = [devices.camera.value, devices.microphone.value];
  const sharing = model.sharing.value;
  return (
    <section class="controls" aria-label={t('controls')}>
      <Control
        icon={works(microphone) ? Mic : MicOff}
        label={t('microphone')}
        hint={t(works(microphone) ? 'turn-microphone-off' : `microphone-${microphone}-short`)}
        shortcut="M"
        on={works(microphone)}
        switched
        onPress={() => void toggleMicrophone(model)}
      />
      <Control
        icon={works(camera) ? Video : VideoOff}
        label={t('camera')}
        hint={t(works(camera) ? 'turn-camera-off' : `camera-${camera}-short`)}
        shortcut="V"
        on={works(camera)}
        switched
        onPress={() => void toggleCamera(model)}
      />
      {model.canShare && (
        <Control
          icon={sharing ? ScreenShareOff : ScreenShare}
          label={t('share')}
          hint={t(sharing ? 'share-stop' : 'share-screen')}
          shortcut="S"
          on={sharing}
          onPress={deeds.toggleShare}
        />
      )}
      <Control
        icon={MessageSquare}
        label={t('chat')}
        hint={t(unread > 0 ? 'chat-unread' : 'chat', { n: unread })}
        shortcut="C"
        on={panel === 'chat'}
        count={unread}
        onPress={deeds.toggleChat}
      />
      <Control
        icon={Users}
        label={t('people')}
        hint={t(waiting > 0 ? 'people-waiting' : 'people', { n: waiting })}
        shortcut="P"
        on={panel === 'people'}
        count={waiting}
        onPress={deeds.togglePeople}
      />
      <Menu
        label={t('more')}
        side="above"
        triggerClass="control"
        trigger={
          <>
            <Icon of={Ellipsis} size={22} />
            <span class="control-word">{t('more')}</span>
          </>
        }
        items={moreItems(props)}
      />
      <button type="button" class="control control-leave" onClick={deeds.leave}>
        <Icon of={LogOut} size={22} />
        <span class="control-word">{t('leave')}</span>
      </button>
    </section>
  );
}

type ControlProps = {
  icon: typeof Mic;
  label: string;
  /** What pressing it does, on hover. */
  hint: string;
  shortcut: string;
  on: boolean;
  /** Off is worth being seen. */
  switched?: boolean;
  count?: number;
  onPress: () => void;
};

function Control(props: ControlProps): JSX.Element {
  const { icon, label, hint, shortcut, on, switched = false, count = 0, onPress } = props;
  return (
    <button
      type="button"
      class={`control${on && !switched ? ' control-on' : ''}${!on && switched ? ' control-off' : ''}`}
      aria-pressed={on}
      aria-keyshortcuts={shortcut}
      title={`${hint} (${shortcut})`}
      onClick={onPress}
    >
      <Icon of={icon} size={22} />
      <span class="control-word">{label}</span>
      {count > 0 && (
        <span class="control-count">
          <Badge look="accent">{count > 99 ? '99+' : count}</Badge>
        </span>
      )}
    </button>
  );
}

function moreItems({ model, deeds, layout, ownShown }: Props): MenuItem[] {
  const others = new Set(model.tiles.value.filter((tile) => !tile.own).map((tile) => tile.person));
  return [
    { label: t('devices'), icon: Settings2, onChoose: deeds.devices },
    ...(others.size > 1
      ? [
          {
            label: t(layout === 'grid' ? 'layout-speaker' : 'layout-grid'),
            icon: layout === 'grid' ? UserRound : LayoutGrid,
            onChoose: deeds.toggleLayout,
          },
        ]
      : []),
    { label: t(ownShown ? 'hide-picture' : 'show-picture'), icon: UserRound, onChoose: deeds.toggleOwn },
    ...(document.fullscreenEnabled
      ? [{ label: t('full-screen'), icon: Maximize, onChoose: deeds.full }]
      : []),
    { label: t('quality'), icon: Signal, onChoose: deeds.quality },
    { label: t('shortcuts'), icon: Keyboard, onChoose: deeds.help },
    ...languageItems(),
    ...themeItems(),
  ];
}

/** On and off; asks the browser again when there was none to turn on. */
export async function toggleMicrophone({ devices }: MeetingModel): Promise<void> {
  const state = devices.microphone.peek();
  if (state === 'ok' || state === 'off') await devices.turnMicrophone(state === 'off');
  else await devices.ask();
}

export async function toggleCamera({ devices }: MeetingModel): Promise<void> {
  const state = devices.camera.peek();
  if (state === 'ok' || state === 'off') await devices.turnCamera(state === 'off');
  else await devices.ask();
}
