import { CircleDashed, CirclePause, Hourglass, MessagesSquare, UserRoundSearch, X } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { exactly, lasting } from '../i18n/time.ts';
import type { EntryState } from '../protocol/EntryState.ts';
import type { WallEntry } from '../protocol/WallEntry.ts';
import type { WallView } from '../protocol/WallView.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { now } from './contact.ts';
import { asItIsSince, behind, EVERYBODY, type Filter } from './wall-store.ts';

type Props = {
  wall: WallView;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  watched: string | null;
  onWatch: (conversation: string) => void;
};

const SIGNS: Partial<Record<EntryState, typeof Hourglass>> = {
  waiting: Hourglass,
  offered: UserRoundSearch,
  active: MessagesSquare,
  parked: CirclePause,
};

/** Who is behind the numbers; each can be seen, silently. */
export function Entries({ wall, filter, onFilter, watched, onWatch }: Props): JSX.Element {
  const shown = behind(wall, filter);
  const queue = wall.queues.find((one) => one.id === filter.queue);
  return (
    <section class="wall-entries" aria-labelledby="entries-title">
      <header class="wall-section-head">
        <h2 id="entries-title">
          {t(`entries-${filter.what}`)} <Badge>{shown.length}</Badge>
        </h2>
        {queue !== undefined && (
          <Button look="quiet" icon={X} onClick={() => onFilter(EVERYBODY)}>
            {t('entries-only', { name: localised(queue.name) })}
          </Button>
        )}
      </header>
      {shown.length === 0 && <p class="muted">{t('entries-none')}</p>}
      <ul class="entries">
        {shown.map((entry) => (
          <li key={entry.entry}>
            <EntryRow wall={wall} entry={entry} watched={watched === entry.conversation} onWatch={onWatch} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type RowProps = {
  wall: WallView;
  entry: WallEntry;
  watched: boolean;
  onWatch: (conversation: string) => void;
};

function EntryRow({ wall, entry, watched, onWatch }: RowProps): JSX.Element {
  const queue = wall.queues.find((one) => one.id === entry.queue);
  const advisor = wall.advisors.find((one) => one.person === entry.advisor);
  const name = entry.customer || t('customer-nameless');
  const since = asItIsSince(entry);
  const words = t(`entry-${entry.state.replaceAll('_', '-')}`, {
    name: advisor?.name ?? t('staff-nameless'),
  });
  return (
    <button
      type="button"
      class={`entry entry-${entry.state}`}
      aria-pressed={watched}
      onClick={() => onWatch(entry.conversation)}
    >
      <Icon of={SIGNS[entry.state] ?? CircleDashed} size={20} />
      <span class="entry-words">
        <span class="entry-who">
          <bdi>{name}</bdi>
          {entry.subject !== '' && <span class="muted"> {entry.subject}</span>}
        </span>
        <span class="entry-state">
          {words}
          {queue !== undefined && ` · ${localised(queue.name)}`}
        </span>
      </span>
      <time class="entry-time numbers" dateTime={since.toISOString()} title={exactly(since)}>
        {lasting(now.value - since.getTime())}
      </time>
    </button>
  );
}
