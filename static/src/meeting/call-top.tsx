import { Lock, Signal, SignalMedium, WifiOff } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { exactly, lasting } from '../i18n/time.ts';
import { Icon } from '../ui/icon.tsx';
import { now } from './clock.ts';
import type { MeetingModel } from './model.ts';
import { titleOf } from './title.ts';
import { lightOf } from './words.ts';

const BARS = { good: Signal, weak: SignalMedium, bad: WifiOff } as const;

/** A title of more may take more than the two lines that are kept for it on a phone. */
const SHORT_CHARS = 24;

/** Two lines of it, and all of it when pressed. */
function Title({ title }: { title: string }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const words = <bdi class={whole ? '' : 'call-title-cut'}>{title}</bdi>;
  return (
    <h1 class="call-title">
      {title.length <= SHORT_CHARS ? (
        words
      ) : (
        <button type="button" aria-expanded={whole} title={title} onClick={() => setWhole(!whole)}>
          {words}
        </button>
      )}
    </h1>
  );
}

/** What the call is about, for how long, whether the door is locked, and how the connection is. */
export function CallTop({ model, onQuality }: { model: MeetingModel; onQuality: () => void }): JSX.Element {
  const room = model.room.value;
  const title = titleOf(model);
  const since = room === null ? null : new Date(room.since);
  const { light, name } = lightOf(model.link.value);
  return (
    <header class="call-top">
      <Title key={title} title={title} />
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
