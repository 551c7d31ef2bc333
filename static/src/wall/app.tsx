import { Lock } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { badgeTitle } from '../desk/alerts.ts';
import { followDesk } from '../desk/live.ts';
import { StaffPage } from '../desk/staff-page.tsx';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { EmptyState, Skeleton } from '../ui/panel.tsx';
import { Advisors } from './advisors.tsx';
import { followFigures } from './case-figures.ts';
import { CaseTile } from './case-tile.tsx';
import { followContact, lostSince, now } from './contact.ts';
import { Entries } from './entries.tsx';
import { followWall, refused, wall } from './live.ts';
import { QueueTile } from './queue-tile.tsx';
import { WallHead } from './wall-head.tsx';
import { EVERYBODY, type Filter, standing, troubled } from './wall-store.ts';
import { Watch } from './watch.tsx';
import './wall.css';
import type { Me } from '../desk/session.ts';

/** How things stand, for a screen on the wall and for a supervisor's own. */
export function App(): JSX.Element {
  return <StaffPage place="wall">{(me) => <Wall me={me} />}</StaffPage>;
}

function Wall({ me }: { me: Me }): JSX.Element {
  useEffect(followWall, []);
  useEffect(followFigures, []);
  useEffect(followContact, []);
  useEffect(followDesk, []);
  useEffect(
    () =>
      badgeTitle(
        () => t('title-wall'),
        () => (wall.value === null ? 0 : troubled(wall.value, now.value).length),
      ),
    [],
  );
  const [filter, setFilter] = useState<Filter>(EVERYBODY);
  const [watched, setWatched] = useState<string | null>(null);
  const view = wall.value;

  if (refused.value !== null) {
    return (
      <main class="wall">
        <h1 class="visually-hidden">{t('title-wall')}</h1>
        <EmptyState
          icon={Lock}
          title={refused.value.code === 'forbidden' ? t('wall-not-yours') : failureWords(refused.value)}
        >
          <a class="button button-secondary" href="/desk">
            {t('to-desk')}
          </a>
        </EmptyState>
      </main>
    );
  }
  if (view === null) {
    return (
      <main class="wall">
        <h1 class="visually-hidden">{t('title-wall')}</h1>
        <Skeleton lines={10} label={t('loading')} />
      </main>
    );
  }
  return (
    <div class={`wall-page${watched === null ? '' : ' wall-page-watching'}`}>
      <main class={`wall${lostSince.value === null ? '' : ' wall-lost'}`}>
        <WallHead wall={view} />
        <section class="wall-queues" aria-label={t('wall-queues')}>
          {view.queues.map((queue) => (
            <QueueTile
              key={queue.id}
              queue={queue}
              standing={standing(queue, now.value)}
              filter={filter}
              onFilter={setFilter}
            />
          ))}
          <CaseTile />
        </section>
        <div class="wall-people">
          <Entries wall={view} filter={filter} onFilter={setFilter} watched={watched} onWatch={setWatched} />
          <Advisors wall={view} queue={filter.queue} />
        </div>
      </main>
      {watched !== null && (
        <Watch key={watched} me={me} conversation={watched} onClose={() => setWatched(null)} />
      )}
    </div>
  );
}
