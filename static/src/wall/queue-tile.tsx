import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { clockOrDay, lasting } from '../i18n/time.ts';
import type { QueueFigures } from '../protocol/QueueFigures.ts';
import { Chart } from '../ui/figures.tsx';
import { lostSince, now } from './contact.ts';
import { Sign } from './wall-head.tsx';
import { type Filter, longestWait, type Standing } from './wall-store.ts';

type Props = { queue: QueueFigures; standing: Standing; filter: Filter; onFilter: (filter: Filter) => void };

/** One queue: two numbers to see from across the room, the rest for who comes closer. */
export function QueueTile({ queue, standing, filter, onFilter }: Props): JSX.Element {
  const name = localised(queue.name);
  const { severity } = standing;
  const wait = longestWait(queue, now.value);
  const show = (what: Filter['what']): void => onFilter({ queue: queue.id, what });
  const lost = lostSince.value;
  const look = lost === null ? severity : 'lost';
  const pressed = (what: Filter['what']): boolean => filter.queue === queue.id && filter.what === what;
  return (
    <article class={`tile tile-${look}`} aria-label={name}>
      <header class="tile-head">
        <h2>{name}</h2>
        <OpenWords queue={queue} />
      </header>
      <div class="tile-big">
        <button type="button" class="big" aria-pressed={pressed('waiting')} onClick={() => show('waiting')}>
          <span class="big-number">{queue.waiting}</span>
          <span class="big-word">{t('tile-waiting')}</span>
        </button>
        <div class="big">
          <span class="big-number">{wait === 0 ? '–' : minutes(wait)}</span>
          <span class="big-word">{t('tile-longest')}</span>
        </div>
        <div class="tile-trend">
          <Chart label={trendWords(queue)} values={queue.trend} height={56} />
          <span class="big-word" aria-hidden="true">
            {t('tile-trend')}
          </span>
        </div>
      </div>
      <p class="tile-state">
        <Sign severity={look} size={18} />
        <span>
          {lost === null
            ? stateWords(standing)
            : t('tile-lost', { time: clockOrDay(new Date(lost), new Date()) })}
        </span>
      </p>
      <dl class="tile-figures">
        <Figure
          word={t('tile-active')}
          about={t('tile-active-about')}
          value={queue.active}
          pressed={pressed('active')}
          onShow={() => show('active')}
        />
        <Figure
          word={t('tile-staffed')}
          value={queue.staffed}
          pressed={pressed('all')}
          onShow={() => show('all')}
        />
        <Figure word={t('tile-served')} about={t('tile-served-about')} value={queue.served} />
        <Figure word={t('tile-abandoned')} about={t('tile-abandoned-about')} value={queue.abandoned} />
        <Figure word={t('tile-p50')} about={t('tile-p50-about')} value={seconds(queue.wait_p50_s)} />
        <Figure word={t('tile-p90')} about={t('tile-p90-about')} value={seconds(queue.wait_p90_s)} />
        <Figure
          word={t('tile-forecast')}
          about={t('tile-forecast-about')}
          value={queue.forecast_kept_pct == null ? '–' : `${queue.forecast_kept_pct} %`}
        />
        <Figure word={t('tile-left')} about={t('tile-left-about')} value={queue.left_open} />
      </dl>
    </article>
  );
}

type FigureProps = {
  word: string;
  /** What is measured, in a sentence: for who points at it, and for who hears it. */
  about?: string;
  value: number | string;
  pressed?: boolean;
  onShow?: () => void;
};

/** A number and what it is; where there are people behind it, it can be pressed. */
export function Figure({ word, about, value, pressed = false, onShow }: FigureProps): JSX.Element {
  return (
    <div class="figure" title={about}>
      <dt aria-description={about}>{word}</dt>
      <dd>
        {onShow === undefined ? (
          value
        ) : (
          <button type="button" aria-pressed={pressed} aria-label={`${word}: ${value}`} onClick={onShow}>
            {value}
          </button>
        )}
      </dd>
    </div>
  );
}

function OpenWords({ queue }: { queue: QueueFigures }): JSX.Element {
  const { open } = queue;
  if (open.type === 'closed') {
    return (
      <span class="tile-open tile-closed">
        {open.opens_at === null
          ? t('queue-closed')
          : t('tile-opens', { time: clockOrDay(new Date(open.opens_at), new Date(now.peek())) })}
      </span>
    );
  }
  return (
    <span class="tile-open">
      {open.until === null
        ? t('queue-open')
        : t('tile-closes', { time: clockOrDay(new Date(open.until), new Date(now.peek())) })}
    </span>
  );
}

function stateWords({ severity, reasons }: Standing): string {
  if (severity === 'calm') return t('tile-calm');
  return reasons.map((reason) => t(`tile-${reason}-${severity}`)).join(' ');
}

function trendWords(queue: QueueFigures): string {
  return t('tile-trend-words', { values: queue.trend.join(', ') });
}

/** "4:05", "1:02:03": a wait that ticks keeps its width. */
function minutes(ms: number): string {
  const all = Math.floor(ms / 1_000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const [hours, rest] = [Math.floor(all / 3_600), all % 3_600];
  const tail = two(rest % 60);
  return hours > 0 ? `${hours}:${two(Math.floor(rest / 60))}:${tail}` : `${Math.floor(rest / 60)}:${tail}`;
}

function seconds(value: number | null | undefined): string {
  return value == null ? '–' : lasting(value * 1_000);
}
