import { ArrowDownWideNarrow, ArrowUpNarrowWide, CircleAlert, Phone, Search } from 'lucide';
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { t } from '../../i18n/i18n.ts';
import { IconButton, LinkButton } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { ColumnKey } from './columns.ts';
import { ColumnsChip } from './columns-chip.tsx';
import {
  type ChipProps,
  CustomerChip,
  DaysChip,
  DueChip,
  OwnerChip,
  PartChips,
  StatusChip,
  TeamChip,
  TypeChip,
} from './filter-chips.tsx';
import { type Filters, isNarrowed, SORTS, START, usualOrder } from './filters.ts';
import { SEARCH_CHARS, useTyped } from './typed.ts';

type Props = {
  filters: Filters;
  onChange: (filters: Filters) => void;
  /** Leaves the list that one keeps, too. */
  onClear: (filters: Filters) => void;
  columns: readonly ColumnKey[];
  onColumns: (columns: readonly ColumnKey[]) => void;
  /** What keeps all this. */
  keep: ComponentChildren;
  searchRef: RefObject<HTMLInputElement | null>;
};

/** What is asked for, all of it in view, each part changed where it stands. */
export function FilterBar({
  filters,
  onChange,
  onClear,
  columns,
  onColumns,
  keep,
  searchRef,
}: Props): JSX.Element {
  const change = (changes: Partial<Filters>): void => onChange({ ...filters, ...changes });
  return (
    <search class="case-filters" aria-label={t('case-filters')}>
      <SearchBox value={filters.search} onSearch={(search) => change({ search })} boxRef={searchRef} />
      <div class="case-chips">
        <StatusChip filters={filters} change={change} />
        <TypeChip filters={filters} change={change} />
        <OwnerChip filters={filters} change={change} />
        <TeamChip filters={filters} change={change} />
        <button
          type="button"
          class={`chip chip-open${filters.urgent ? ' chip-chosen' : ''}`}
          aria-pressed={filters.urgent}
          onClick={() => change({ urgent: !filters.urgent })}
        >
          <Icon of={CircleAlert} size={14} />
          <span>{t('case-urgent')}</span>
        </button>
        <button
          type="button"
          class={`chip chip-open${filters.callback ? ' chip-chosen' : ''}`}
          aria-pressed={filters.callback}
          onClick={() => change({ callback: !filters.callback })}
        >
          <Icon of={Phone} size={14} />
          <span>{t('case-calls')}</span>
        </button>
        <DueChip filters={filters} change={change} />
        <PartChips filters={filters} change={change} />
        <DaysChip filters={filters} change={change} />
        <CustomerChip filters={filters} change={change} />
        {isNarrowed(filters) && (
          <LinkButton onClick={() => onClear({ ...START, sort: filters.sort, order: filters.order })}>
            {t('case-filters-clear')}
          </LinkButton>
        )}
        {keep}
        <span class="case-chips-end">
          <SortChip filters={filters} change={change} />
          <ColumnsChip columns={columns} onColumns={onColumns} />
        </span>
      </div>
    </search>
  );
}

type SearchProps = {
  value: string;
  onSearch: (search: string) => void;
  boxRef: RefObject<HTMLInputElement | null>;
};

function SearchBox({ value, onSearch, boxRef }: SearchProps): JSX.Element {
  const [text, setText] = useTyped(value, onSearch);
  return (
    <label class="case-search">
      <Icon of={Search} size={16} />
      <span class="visually-hidden">{t('case-search')}</span>
      <input
        ref={boxRef}
        class="input"
        type="search"
        dir="auto"
        autocomplete="off"
        maxLength={SEARCH_CHARS}
        placeholder={t('case-search-hint')}
        value={text}
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => {
          // Out of the box and into the list, with or without a search.
          if (e.key === 'Escape' || e.key === 'Enter') e.currentTarget.blur();
        }}
      />
    </label>
  );
}

function SortChip({ filters, change }: ChipProps): JSX.Element {
  return (
    <span class="case-sort">
      <Select
        label={t('case-sort')}
        value={filters.sort}
        options={SORTS.map((sort) => ({ value: sort, label: t(`case-sort-${sort}`) }))}
        onChange={(sort) => change({ sort, order: usualOrder(sort) })}
      />
      <IconButton
        icon={filters.order === 'asc' ? ArrowUpNarrowWide : ArrowDownWideNarrow}
        iconSize={16}
        label={t(`case-order-${filters.order}`)}
        onClick={() => change({ order: filters.order === 'asc' ? 'desc' : 'asc' })}
      />
    </span>
  );
}
