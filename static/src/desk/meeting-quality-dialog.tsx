import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { clock, lasting } from '../i18n/time.ts';
import type { MeetingSummary } from '../protocol/MeetingSummary.ts';
import type { PersonQuality } from '../protocol/PersonQuality.ts';
import { Badge } from '../ui/badge.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Chart } from '../ui/figures.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { type Grade, gistOf } from './meeting-quality.ts';
import { loadQuality } from './meetings.ts';

type Props = { meeting: MeetingSummary | null; onClose: () => void };

/** How sound and picture were, person by person and minute by minute. */
export function MeetingQualityDialog({ meeting, onClose }: Props): JSX.Element {
  return (
    <Dialog open={meeting !== null} title={t('quality-title')} onClose={onClose}>
      {meeting !== null && <Loaded key={meeting.info.id} meeting={meeting.info.id} onClose={onClose} />}
    </Dialog>
  );
}

function Loaded({ meeting, onClose }: { meeting: string; onClose: () => void }): JSX.Element {
  const [people, setPeople] = useState<readonly PersonQuality[] | null>(null);
  useEffect(() => {
    let gone = false;
    void loadQuality(meeting).then((loaded) => {
      if (gone) return;
      if (loaded === null) onClose();
      else setPeople(loaded);
    });
    return () => {
      gone = true;
    };
  }, [meeting]);
  if (people === null) return <Skeleton lines={4} label={t('loading')} />;
  const measured = people.filter((one) => one.minutes.length > 0);
  if (measured.length === 0) return <p class="muted">{t('quality-none')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section tabIndex={0} aria-label={t('quality-title')}>
      <ul class="quality-people">
        {measured.map((one) => (
          <OnePerson key={one.person} person={one} />
        ))}
      </ul>
    </section>
  );
}

const LOOKS: Readonly<Record<Grade, 'success' | 'warning' | 'danger'>> = {
  good: 'success',
  fair: 'warning',
  poor: 'danger',
};

/** As on the wire: the best a minute can have. */
const BEST = 5;

function OnePerson({ person }: { person: PersonQuality }): JSX.Element | null {
  const gist = gistOf(person);
  const [first, last] = [person.minutes[0], person.minutes.at(-1)];
  if (gist === null || first === undefined || last === undefined) return null;
  const scores = person.minutes.map((minute) => minute.score);
  return (
    <li>
      <p class="quality-head">
        <bdi>{person.name}</bdi>
        <Badge look={LOOKS[gist.grade]}>{t(`quality-${gist.grade}`)}</Badge>
      </p>
      <p class="small">
        {gist.troubled === 0
          ? t('quality-untroubled', { n: gist.minutes })
          : t('quality-troubled', { n: gist.troubled, of: gist.minutes })}{' '}
        {gist.troubled > 0 && t(`quality-cause-${gist.cause}`)}
      </p>
      <Chart
        label={t('quality-chart', { values: scores.map((score) => score.toFixed(1)).join(', '), of: BEST })}
        values={scores}
        of={BEST}
        height={36}
      />
      <p class="quality-times small muted numbers">
        <span>{clock(new Date(first.at))}</span>
        {last !== first && <span>{clock(new Date(last.at))}</span>}
      </p>
      <p class="small muted numbers">
        {t('quality-figures', {
          loss: Math.round(gist.lossPct * 10) / 10,
          delay: gist.roundTripMs,
          frozen: lasting(gist.frozenMs),
        })}
      </p>
    </li>
  );
}
