import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { exactly, relative } from '../i18n/time.ts';
import type { CaseMoment } from '../protocol/CaseMoment.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import { Button } from '../ui/button.tsx';
import { Timeline, type TimelineItem } from '../ui/table.tsx';
import { happenedWords } from './happened-words.ts';
import { Part } from './part.tsx';

/** So many are seen at once; the rest when asked for. */
const FIRST = 8;

/** Everything that happened, newest first, in words. */
export function TimelinePart({ view }: { view: CaseView }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const items = view.timeline.flatMap(item);
  const shown = whole ? items : items.slice(0, FIRST);
  return (
    <Part id="timeline" title={t('my-part-timeline')}>
      <Timeline items={shown.map((one, at) => (at === 0 ? { ...one, now: true } : one))} />
      {items.length > shown.length && (
        <Button onClick={() => setWhole(true)}>{t('my-timeline-whole', { n: items.length })}</Button>
      )}
    </Part>
  );
}

function item(moment: CaseMoment): TimelineItem[] {
  const words = happenedWords(moment);
  const at = new Date(moment.at);
  if (words === null) return [];
  return [
    {
      key: String(moment.id),
      at: (
        <time dateTime={moment.at} title={exactly(at)}>
          {relative(at, new Date())}
        </time>
      ),
      children: <span dir="auto">{words}</span>,
    },
  ];
}
