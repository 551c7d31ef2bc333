import { ChevronDown, Signal, SignalMedium, TriangleAlert } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { clock, exactly } from '../i18n/time.ts';
import type { LiveQuality } from '../protocol/LiveQuality.ts';
import type { QualityFigures } from '../protocol/QualityFigures.ts';
import { Icon } from '../ui/icon.tsx';
import { levelName, signNames } from './people-list.ts';

const SHAPES = { good: Signal, fair: SignalMedium, poor: TriangleAlert } as const;

/** How it is for somebody in the call: a light in a word, what it comes from, and the figures for who wants them. */
export function TheirQuality({ name, live }: { name: string; live: LiveQuality }): JSX.Element {
  const signs = signNames(live);
  return (
    <details class="person-quality small">
      <summary>
        <span class={`person-light person-light-${live.level}`}>
          <Icon of={SHAPES[live.level]} size={16} />
          <span class="visually-hidden">{t('theirs', { name })} </span>
          {t(levelName(live.level))}
        </span>
        <Icon of={ChevronDown} size={14} />
        {signs.length > 0 && <span class="person-signs">{signs.map((sign) => t(sign)).join(' ')}</span>}
      </summary>
      <Figures live={live} />
    </details>
  );
}

type Row = { name: string; of: (figures: QualityFigures) => string; most?: boolean };

const percent = (n: number): string => t('percent', { n });

const ROWS: readonly Row[] = [
  { name: 'theirs-loss-in', of: ({ loss_in_pct }) => percent(loss_in_pct) },
  { name: 'theirs-loss-out', of: ({ loss_out_pct }) => percent(loss_out_pct) },
  { name: 'theirs-concealed', of: ({ concealed_pct }) => percent(concealed_pct) },
  { name: 'figure-delay', of: ({ round_trip_ms }) => t('milliseconds', { n: round_trip_ms }), most: true },
  { name: 'figure-frozen', of: ({ frozen_ms }) => t('seconds', { n: frozen_ms / 1_000 }) },
];

function Figures({ live }: { live: LiveQuality }): JSX.Element {
  const since = new Date(live.since);
  return (
    <table class="person-figures numbers">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('theirs-latest')}</th>
          <th scope="col" title={exactly(since)}>
            {t('theirs-since', { time: clock(since) })}
          </th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ name, of, most = false }) => (
          <tr key={name}>
            <th scope="row">{t(name)}</th>
            <td>{of(live.latest)}</td>
            <td>{most ? t('at-most', { value: of(live.so_far) }) : of(live.so_far)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
