import {
  CircleAlert,
  CircleCheck,
  Menu as MenuIcon,
  MonitorDot,
  PanelsTopLeft,
  Settings,
  TriangleAlert,
  WifiOff,
} from 'lucide';
import type { JSX } from 'preact';
import { now as clockNow } from '../desk/clock.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { clock, clockOrDay, exactly } from '../i18n/time.ts';
import type { WallView } from '../protocol/WallView.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { languageItems, themeItems } from '../ui/preferences.tsx';
import { lostSince, now } from './contact.ts';
import { type Severity, troubled } from './wall-store.ts';

const SIGNS = { calm: CircleCheck, amber: TriangleAlert, red: CircleAlert, lost: WifiOff } as const;

type SignProps = { severity: Severity | 'lost'; size?: number };

/** The sign that goes with a severity, so that colour is never alone. */
export function Sign({ severity, size = 20 }: SignProps): JSX.Element {
  return <Icon of={SIGNS[severity]} size={size} />;
}

/** All of it in one line: that nothing is known, calm, or what needs somebody. */
export function WallHead({ wall }: { wall: WallView }): JSX.Element {
  const time = new Date(clockNow.value);
  const { severity, words } = sum(wall);
  return (
    <header class="wall-head">
      <h1 class="visually-hidden">{t('title-wall')}</h1>
      <p class={`wall-sum wall-sum-${severity}`} role="status">
        <Sign severity={severity} size={28} />
        <span>{words}</span>
      </p>
      <time class="wall-clock numbers" dateTime={time.toISOString()} title={exactly(time)}>
        {clock(time)}
      </time>
      <Menu
        label={t('more')}
        trigger={<Icon of={MenuIcon} />}
        items={[
          { label: t('to-desk'), icon: PanelsTopLeft, onChoose: () => location.assign('/desk') },
          { label: t('settings'), icon: Settings, onChoose: () => location.assign('/desk?page=settings') },
          {
            label: t('whole-screen'),
            icon: MonitorDot,
            onChoose: () => void document.documentElement.requestFullscreen(),
          },
          ...themeItems(),
          ...languageItems(),
        ]}
      />
    </header>
  );
}

function sum(wall: WallView): { severity: Severity | 'lost'; words: string } {
  const lost = lostSince.value;
  if (lost !== null)
    return { severity: 'lost', words: t('wall-lost', { time: clockOrDay(new Date(lost), new Date()) }) };
  const trouble = troubled(wall, now.value);
  const severity: Severity = trouble[0]?.standing.severity ?? 'calm';
  if (severity === 'calm') return { severity, words: t('wall-calm') };
  const worst = trouble.filter((one) => one.standing.severity === severity);
  const names = worst.map((one) => localised(one.queue.name)).join(', ');
  return { severity, words: t(`wall-${severity}`, { names }) };
}
