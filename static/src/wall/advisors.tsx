import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { exactly, lasting } from '../i18n/time.ts';
import type { AdvisorView } from '../protocol/AdvisorView.ts';
import type { WallView } from '../protocol/WallView.ts';
import { Avatar } from '../ui/badge.tsx';
import { Meter } from '../ui/figures.tsx';
import { now } from './contact.ts';
import { asTheyAreSince, roll, whereIs } from './wall-store.ts';

/** Who is there, in what state, and how much they have. */
export function Advisors({ wall, queue }: { wall: WallView; queue: string | null }): JSX.Element {
  const { atWork, away, gone } = roll(wall, queue);
  return (
    <section class="wall-advisors" aria-labelledby="advisors-title">
      <header class="wall-section-head">
        <h2 id="advisors-title">{t('advisors')}</h2>
        <span class="muted">{t('staffed-n', { n: atWork.length })}</span>
      </header>
      <Tiles advisors={atWork} />
      {away.length > 0 && (
        <>
          <h3 class="advisors-away">{t('advisors-away')}</h3>
          <Tiles advisors={away} />
        </>
      )}
      {gone.length > 0 && (
        <details class="advisors-gone">
          <summary>{t('advisors-gone', { n: gone.length })}</summary>
          <p class="muted">{gone.map((one) => one.name).join(', ')}</p>
        </details>
      )}
    </section>
  );
}

function Tiles({ advisors }: { advisors: readonly AdvisorView[] }): JSX.Element {
  return (
    <ul class="advisors">
      {advisors.map((advisor) => (
        <li key={advisor.person}>
          <AdvisorTile advisor={advisor} />
        </li>
      ))}
    </ul>
  );
}

function AdvisorTile({ advisor }: { advisor: AdvisorView }): JSX.Element {
  const where = whereIs(advisor);
  const since = asTheyAreSince(advisor);
  const full = advisor.load >= advisor.capacity;
  return (
    <div class="advisor">
      <Avatar name={advisor.name} size={36} presence={advisor.in_call ? 'busy' : where} />
      <div class="advisor-words">
        <bdi class="advisor-name">{advisor.name}</bdi>
        <span class="muted numbers" title={exactly(since)}>
          {advisor.in_call ? t('in-call') : t(`presence-${where}`)} {lasting(now.value - since.getTime())}
        </span>
        <Meter
          label={t('my-load')}
          value={advisor.load}
          max={advisor.capacity}
          look={full ? 'warning' : 'plain'}
          words={
            full
              ? t('advisor-full', { load: advisor.load, capacity: advisor.capacity })
              : t('load', { load: advisor.load, capacity: advisor.capacity })
          }
        />
      </div>
    </div>
  );
}
