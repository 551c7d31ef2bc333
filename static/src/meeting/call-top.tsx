import { Lock, Signal, SignalMedium, WifiOff } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { exactly, lasting } from '../i18n/time.ts';
import { Icon } from '../ui/icon.tsx';
import { now } from './clock.ts';
import type { MeetingModel } from './model.ts';
import { lightOf } from './words.ts';

const BARS = { good: Signal, weak: SignalMedium, bad: WifiOff } as const;

/** What the call is about, for how long, whether the door is locked, and how the connection is. */
export function CallTop({ model, onQuality }: { model: MeetingModel; onQuality: () => void }): JSX.Element {
  const room = model.room.value;
  const title = model.info.value?.title || t('meeting');
  const since = room === null ? null : new Date(room.since);
  const { light, name } = lightOf(model.link.value);
  return (
    <header class="call-top">
      <h1 class="call-title" title={title}>
        <bdi>{title}</bdi>
      </h1>
      {since !== null && (
        <span class="muted small numbers" title={exactly(since)}>
          <span class="visually-hidden">{t('has-lasted')} </span>
          {lasting(now.value - since.getTime())}
        </span>
      )}
      {room?.locked === true && (
        <span class="call-locked small muted">
          <Icon of={Lock} size={14} />
          <span>{t('door-locked')}</span>
        </span>
      )}
      <button type="button" class={`light light-${light}`} title={t('quality')} onClick={onQuality}>
        <Icon of={BARS[light]} size={16} />
        <span>{t(name)}</span>
      </button>
    </header>
  );
}
