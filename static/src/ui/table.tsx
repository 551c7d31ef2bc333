import type { ComponentChildren, JSX } from 'preact';
import './table.css';

export type Column<R> = { key: string; title: string; number?: boolean; cell: (row: R) => ComponentChildren };

type TableProps<R> = {
  /** Read aloud before the table. */
  caption: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
};

/** Rows to compare. Scrolls by itself where it is too wide. */
export function Table<R>({ caption, columns, rows, rowKey }: TableProps<R>): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="table-scroll" tabIndex={0} aria-label={caption}>
      <table class="table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" class={column.number === true ? 'cell-number' : ''}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} class={column.number === true ? 'cell-number' : ''}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export type TimelineItem = { key: string; at: ComponentChildren; now?: boolean; children: ComponentChildren };

/** What happened, in order. */
export function Timeline({ items }: { items: readonly TimelineItem[] }): JSX.Element {
  return (
    <ol class="timeline">
      {items.map((item) => (
        <li key={item.key} class={item.now === true ? 'timeline-now' : ''}>
          <span class="timeline-mark" aria-hidden="true" />
          <div>
            <div>{item.children}</div>
            <div class="small muted numbers">{item.at}</div>
          </div>
        </li>
      ))}
    </ol>
  );
}
