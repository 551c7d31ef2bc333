import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { clockOrDay } from '../i18n/time.ts';
import { figures } from './case-figures.ts';
import { lostSince } from './contact.ts';
import { Figure } from './queue-tile.tsx';
import { percent } from './shares.ts';
import { Sign } from './wall-head.tsx';

/** Shares that the business has set itself, in percent. */
const ANSWERED_GOAL = 95;
const SATISFIED_GOAL = 98;

/** How cases stand, and how promises about them are kept. */
export function CaseTile(): JSX.Element | null {
  const now = figures.value;
  if (now === null) return null;
  const lost = lostSince.value;
  const look = lost !== null ? 'lost' : now.late > 0 ? 'red' : 'calm';
  const answered = percent(now.answered_in_a_day, now.due_an_answer);
  const satisfied = percent(now.satisfied, now.ratings);
  const kept = percent(now.deadlines - now.missed, now.deadlines);
  return (
    <article class={`tile tile-cases tile-${look}`} aria-label={t('wall-cases')}>
      <header class="tile-head">
        <h2>{t('wall-cases')}</h2>
        <span class="tile-open">{t('wall-cases-days')}</span>
      </header>
      <div class="tile-big">
        <a class="big" href="/desk/cases">
          <span class="big-number">{now.open}</span>
          <span class="big-word">{t('cases-open')}</span>
        </a>
        <a class="big" href="/desk/cases?sort=due">
          <span class="big-number">{now.late}</span>
          <span class="big-word">{t('cases-late')}</span>
        </a>
      </div>
      <p class="tile-state">
        <Sign severity={look} size={18} />
        <span>
          {lost !== null
            ? t('tile-lost', { time: clockOrDay(new Date(lost), new Date()) })
            : t('cases-late-words', { n: now.late })}
        </span>
      </p>
      <dl class="tile-figures">
        <Figure
          word={t('cases-answered', { goal: ANSWERED_GOAL })}
          about={t('cases-answered-about', { goal: ANSWERED_GOAL })}
          value={share(answered)}
        />
        <Figure
          word={t('cases-satisfied', { goal: SATISFIED_GOAL })}
          about={t('cases-satisfied-about', { goal: SATISFIED_GOAL })}
          value={share(satisfied)}
        />
        <Figure word={t('cases-kept')} about={t('cases-kept-about')} value={share(kept)} />
        <Figure word={t('cases-opened')} about={t('cases-opened-about')} value={now.opened} />
      </dl>
    </article>
  );
}

function share(percent: number | null): string {
  return percent === null ? '–' : `${percent}\u00a0%`;
}
