import { Clock3 } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Badge } from './badge.tsx';
import { Icon } from './icon.tsx';
import './queue-card.css';

export type HoursRow = { days: string; spans: string; today: boolean };

type Props = {
  name: string;
  about: string;
  state: 'open' | 'full' | 'closed';
  /** "Stänger 17:00", "Öppnar i morgon 09:00", and why when there is a reason. */
  opening: string;
  /** "Brukar ta 4–7 minuter"; none when nothing honest can be said. */
  wait?: string | undefined;
  hours: readonly HoursRow[];
  actions: ComponentChildren;
};

/** A way in: what it is for, whether somebody is there, how long it takes, and what to press. */
export function QueueCard({ name, about, state, opening, wait, hours, actions }: Props): JSX.Element {
  return (
    <section class="queue-card card" aria-label={name}>
      <div class="queue-card-head">
        <h3>{name}</h3>
        <Badge look={state === 'open' ? 'success' : state === 'full' ? 'warning' : 'plain'}>
          {t(`queue-${state}`)}
        </Badge>
      </div>
      {about !== '' && <p class="muted">{about}</p>}
      <p class="queue-card-wait">
        <Icon of={Clock3} size={16} />
        <span>
          {wait !== undefined && `${wait} `}
          {opening}
        </span>
      </p>
      {hours.length > 0 && (
        <details class="hours">
          <summary>{t('hours-show')}</summary>
          <dl>
            {hours.map((row) => (
              <>
                <dt class={row.today ? 'hours-today' : ''}>{row.days}</dt>
                <dd class={row.today ? 'hours-today' : ''}>{row.spans}</dd>
              </>
            ))}
          </dl>
        </details>
      )}
      <div class="queue-card-actions">{actions}</div>
    </section>
  );
}
