import {
  Bell,
  Boxes,
  ChevronDown,
  Keyboard,
  LogOut,
  Menu as MenuIcon,
  MonitorDot,
  Settings,
  UserRound,
  Volume2,
  VolumeX,
} from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { AdvisorState } from '../protocol/AdvisorState.ts';
import { soundOn } from '../stores/sound.ts';
import { Avatar } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Meter } from '../ui/figures.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { languageItems, themeItems } from '../ui/preferences.tsx';
import { toast } from '../ui/toast.tsx';
import { setState } from './actions.ts';
import { askForNotices, noticesAllowed, switchSoundHere } from './alerts.ts';
import { desk } from './fresh.ts';
import { go } from './route.ts';
import { leaveEverywhere, type Me, signOut } from './session.ts';
import { stateWords } from './state-words.ts';

export const STATES: readonly AdvisorState[] = ['available', 'busy', 'away'];

/** Who I am and whether I take more: always top left. */
export function MyState({ me, onShortcuts }: { me: Me; onShortcuts: () => void }): JSX.Element {
  const mine = desk.value.me;
  const state = mine?.state ?? 'away';
  return (
    <header class="my-state">
      <div class="my-state-row">
        <Menu
          label={t('my-state', { state: t(`presence-${state}`) })}
          align="start"
          triggerClass="my-state-button"
          trigger={
            <>
              <Avatar name={me.name} size={40} presence={state} />
              <span class="my-state-words">
                <strong>{me.name}</strong>
                <span class="muted small">{mine === null ? t(`presence-${state}`) : stateWords(mine)}</span>
              </span>
              <Icon of={ChevronDown} size={16} />
            </>
          }
          items={STATES.map((one) => ({
            label: t(`presence-${one}`),
            checked: one === state,
            onChoose: () => void setState(one),
          }))}
        />
        <Menu label={t('more')} trigger={<Icon of={MenuIcon} />} items={moreItems(me, onShortcuts)} />
      </div>
      {mine !== null && mine.capacity > 0 && (
        <Meter
          label={t('my-load')}
          value={mine.load}
          max={mine.capacity}
          look={mine.load >= mine.capacity ? 'warning' : 'plain'}
          words={t('load', { load: mine.load, capacity: mine.capacity })}
        />
      )}
      {mine !== null && mine.state === 'away' && (
        <div class="my-state-away">
          <p class="small muted">{t('away-about')}</p>
          <Button look="primary" wide onClick={() => void setState('available')}>
            {t('become-available')}
          </Button>
        </div>
      )}
    </header>
  );
}

function moreItems(me: Me, onShortcuts: () => void): MenuItem[] {
  const leads = me.role !== 'advisor';
  const notices: MenuItem[] =
    noticesAllowed.value === 'default'
      ? [{ label: t('notices-allow'), icon: Bell, onChoose: () => void askForNotices() }]
      : [];
  return [
    ...(leads ? [{ label: t('wall-open'), icon: MonitorDot, onChoose: () => location.assign('/wall') }] : []),
    { label: t('objects'), icon: Boxes, onChoose: () => go({ page: 'objects' }) },
    { label: t('settings'), icon: Settings, onChoose: () => go({ page: 'settings' }) },
    { label: t('shortcuts'), icon: Keyboard, onChoose: onShortcuts },
    {
      label: t(soundOn.value ? 'sound-off' : 'sound-on'),
      icon: soundOn.value ? VolumeX : Volume2,
      onChoose: switchSoundHere,
    },
    ...notices,
    ...themeItems(),
    ...languageItems(),
    { label: t('my-account'), icon: UserRound, onChoose: () => location.assign('/account') },
    { label: t('sign-out'), icon: LogOut, onChoose: () => void tried(signOut()) },
    { label: t('sign-out-everywhere'), icon: LogOut, onChoose: () => void tried(leaveEverywhere()) },
  ];
}

async function tried(leaving: Promise<boolean>): Promise<void> {
  if (!(await leaving)) toast(t('error-no-answer'));
}
