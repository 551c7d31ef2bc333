import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { lasting } from '../i18n/time.ts';
import { Chart, CountdownRing, Meter } from '../ui/figures.tsx';
import { Table, Timeline } from '../ui/table.tsx';
import { Part } from './part.tsx';
import type { Samples } from './samples.ts';

const VALUES = [2, 3, 5, 4, 8, 7, 3, 2, 6, 9, 4, 1];

export function FigureParts({ samples, scope }: { samples: Samples; scope: string }): JSX.Element {
  const rows = [4, 40, 4_000].map((minutes) => ({ name: samples.name, queue: samples.short, minutes }));
  return (
    <>
      <Part name="countdown ring">
        {[20, 12, 5, 0].map((left) => (
          <CountdownRing key={left} left={left} of={20} label={samples.short} />
        ))}
      </Part>
      <Part name="meter">
        <Meter label={samples.short} value={1} max={4} />
        <Meter label={samples.short} value={3} max={4} look="warning" />
        <Meter label={samples.short} value={4} max={4} look="danger" words={samples.title} />
      </Part>
      <Part name="chart">
        <Chart label={samples.short} values={VALUES} />
        <Chart label={samples.short} values={VALUES} look="line" />
        <Chart label={samples.short} values={[0, 0, 0]} />
        <Chart label={samples.short} values={[]} look="line" />
      </Part>
      <Part name="table">
        <Table
          caption={`${samples.short} (${scope})`}
          rows={rows}
          rowKey={(row) => `${row.minutes}`}
          columns={[
            { key: 'name', title: samples.title, cell: (row) => row.name },
            { key: 'queue', title: samples.short, cell: (row) => row.queue },
            {
              key: 'wait',
              title: t('hours-show'),
              number: true,
              cell: (row) => lasting(row.minutes * 60_000),
            },
          ]}
        />
      </Part>
      <Part name="timeline">
        <Timeline
          items={[
            { key: 'a', at: '09:12', children: samples.text },
            { key: 'b', at: '09:40', children: samples.short },
            { key: 'c', at: t('just-now'), now: true, children: samples.name },
          ]}
        />
      </Part>
    </>
  );
}
