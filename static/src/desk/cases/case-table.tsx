import { ArrowDown, ArrowUp, CircleAlert, Paperclip, Phone, Signature } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import { exactly, relative } from '../../i18n/time.ts';
import type { CaseRow } from '../../protocol/CaseRow.ts';
import { Avatar } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { lately } from '../clock.ts';
import { queueNamed } from '../live.ts';
import { addressOf, go } from '../route.ts';
import { pointAt } from './cases-live.ts';
import type { ColumnKey } from './columns.ts';
import { DueMark } from './due-mark.tsx';
import { type Filters, type Sort, usualOrder } from './filters.ts';
import { StatusWord } from './status.tsx';

type Props = {
  rows: readonly CaseRow[];
  columns: readonly ColumnKey[];
  at: string | null;
  filters: Filters;
  onFilters: (filters: Filters) => void;
};

/** Cases a line each. The whole line leads to the case; what the keys mean has the focus. */
export function CaseTable({ rows, columns, at, filters, onFilters }: Props): JSX.Element {
  return (
    <table class="case-table">
      <caption class="visually-hidden">{t('cases')}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <Head key={column} column={column} filters={filters} onFilters={onFilters} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.id}
            data-case={row.id}
            class={`case-row${row.id === at ? ' case-row-at' : ''}${row.unread > 0 ? ' case-row-new' : ''}`}
          >
            {columns.map((column) => (
              <td key={column} class={`case-cell-${column}`}>
                <Cell row={row} column={column} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** By what a press on a column's head puts the list in order. */
const SORT_OF: Partial<Record<ColumnKey, Sort>> = {
  number: 'newest',
  due: 'due',
  opened: 'newest',
  changed: 'changed',
};

type HeadProps = { column: ColumnKey } & Pick<Props, 'filters' | 'onFilters'>;

function Head({ column, filters, onFilters }: HeadProps): JSX.Element {
  const sort = SORT_OF[column];
  const words = t(`case-column-${column}`);
  if (sort === undefined) {
    return (
      <th scope="col" class={`case-cell-${column}`}>
        {words}
      </th>
    );
  }
  const isBy = filters.sort === sort;
  const order = isBy && filters.order === usualOrder(sort) ? other(usualOrder(sort)) : usualOrder(sort);
  return (
    <th
      scope="col"
      class={`case-cell-${column}`}
      {...(isBy
        ? { 'aria-sort': filters.order === 'asc' ? ('ascending' as const) : ('descending' as const) }
        : {})}
    >
      <button type="button" class="case-sort-by" onClick={() => onFilters({ ...filters, sort, order })}>
        <span>{words}</span>
        {isBy && <Icon of={filters.order === 'asc' ? ArrowUp : ArrowDown} size={12} />}
      </button>
    </th>
  );
}

function other(order: Filters['order']): Filters['order'] {
  return order === 'asc' ? 'desc' : 'asc';
}

function Cell({ row, column }: { row: CaseRow; column: ColumnKey }): ComponentChildren {
  switch (column) {
    case 'number':
      return <span class="numbers">{row.number}</span>;
    case 'title':
      return <Title row={row} />;
    case 'type':
      return <bdi>{localised(row.type_name)}</bdi>;
    case 'status':
      return <StatusWord status={row.status} />;
    case 'customer':
      return <bdi title={row.customer_name}>{row.customer_name || t('customer-nameless')}</bdi>;
    case 'owner':
      return <Owner name={row.owner == null ? null : (row.owner_name ?? '')} />;
    case 'team': {
      const team = queueNamed(row.team);
      return team === undefined ? '' : localised(team.name);
    }
    case 'due':
      return row.next_due === undefined ? null : <DueMark deadline={row.next_due} />;
    case 'object':
      return <bdi>{row.object}</bdi>;
    case 'street':
      return <bdi title={row.street}>{row.street}</bdi>;
    case 'invoice':
      return <bdi title={row.invoice_reference}>{row.invoice_reference}</bdi>;
    case 'steps':
      return <StepMarks done={row.steps_done ?? 0} all={row.steps ?? 0} />;
    case 'files':
      return <FileCount count={row.files ?? 0} />;
    case 'signed':
      return row.signed_note === true ? (
        <span class="case-signed" role="img" aria-label={t('case-note-signed')} title={t('case-note-signed')}>
          <Icon of={Signature} size={16} />
        </span>
      ) : null;
    case 'opened':
      return <Moment at={row.created_at} />;
    case 'changed':
      return <Moment at={row.changed_at} />;
    default:
      return column satisfies never;
  }
}

function Moment({ at }: { at: string }): JSX.Element {
  const moment = new Date(at);
  return (
    <time class="numbers" dateTime={at} title={exactly(moment)}>
      {relative(moment, new Date(lately.value))}
    </time>
  );
}

/** More marks than these say less than the number beside them. */
const MOST_MARKS = 8;

/** A mark for each step, those that are done filled. */
function StepMarks({ done, all }: { done: number; all: number }): JSX.Element | null {
  if (all === 0) return null;
  const words = t('case-steps-done', { done, all });
  return (
    <span class="case-steps" role="img" aria-label={words} title={words}>
      {all <= MOST_MARKS && (
        <span class="case-step-marks">
          {Array.from({ length: all }, (_, at) => (
            <i key={at} class={at < done ? 'case-step-done' : undefined} />
          ))}
        </span>
      )}
      <span class="numbers">{`${done}/${all}`}</span>
    </span>
  );
}

function FileCount({ count }: { count: number }): JSX.Element | null {
  if (count === 0) return null;
  const words = t('case-files-many', { n: count });
  return (
    <span class="case-file-count numbers" role="img" aria-label={words} title={words}>
      <Icon of={Paperclip} size={14} />
      {count}
    </span>
  );
}

function Title({ row }: { row: CaseRow }): JSX.Element {
  const to = { page: 'case', number: row.number } as const;
  return (
    <span class="case-title">
      {row.unread > 0 && <span class="side-dot" role="img" aria-label={t('something-new')} />}
      {row.urgent && (
        <span class="case-urgent" role="img" aria-label={t('case-urgent')} title={t('case-urgent')}>
          <Icon of={CircleAlert} size={16} />
        </span>
      )}
      {row.callback_at !== undefined && (
        <span class="case-calls" role="img" aria-label={t('case-calls')} title={t('case-calls')}>
          <Icon of={Phone} size={16} />
        </span>
      )}
      <a
        href={addressOf(to)}
        dir="auto"
        title={row.title}
        onFocus={() => pointAt(row.id)}
        onClick={(e) => {
          if (e.metaKey || e.ctrlKey || e.shiftKey) return;
          e.preventDefault();
          go(to);
        }}
      >
        {row.title}
      </a>
    </span>
  );
}

/** Who has a case, or that nobody has. */
export function Owner({ name }: { name: string | null }): JSX.Element {
  if (name === null) return <span class="muted">{t('case-nobody')}</span>;
  return (
    <span class="case-owner" title={name}>
      <Avatar name={name} size={20} />
      <bdi>{name || t('staff-nameless')}</bdi>
    </span>
  );
}
