import { ArrowLeft, BriefcaseBusiness, Download, FilePlus2, ListChecks, Settings2 } from 'lucide';
import type { JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Banner, EmptyState, Skeleton } from '../../ui/panel.tsx';
import { go, goInstead } from '../route.ts';
import type { Me } from '../session.ts';
import { answer } from '../use-keys.ts';
import { fileOf } from './api.ts';
import { listDeedOf } from './case-keys.ts';
import { CaseTable } from './case-table.tsx';
import { CaseViewLinks } from './case-views.tsx';
import { CasesFrame, type Helps } from './cases-frame.tsx';
import {
  fetchingMore,
  followCases,
  leaveAt,
  move,
  placeIn,
  refresh,
  showCases,
  showMore,
  shownCases,
} from './cases-live.ts';
import { type ColumnKey, columnsOf } from './columns.ts';
import { FilterBar } from './filter-bar.tsx';
import {
  addressIn,
  EVERYTHING,
  type Filters,
  filtersOf,
  filtersOfKept,
  isNarrowed,
  queryOf,
  viewIn,
  viewOf,
} from './filters.ts';
import { isChanged, KeepView } from './kept-views.tsx';
import { wantsMore } from './list-store.ts';
import { useDeeds } from './use-case-keys.ts';
import { caseViews, changeKept, chooseColumns, loadViews } from './views-live.ts';

/** All cases, or those that one asks for; the address carries what is asked, for a colleague. */
export function CaseListPage({ me, query }: { me: Me; query: string }): JSX.Element {
  useEffect(followCases, []);
  useEffect(() => void loadViews(), []);
  return <CasesFrame me={me}>{(helps) => <List me={me} query={query} helps={helps} />}</CasesFrame>;
}

function List({ me, query, helps }: { me: Me; query: string; helps: Helps }): JSX.Element {
  const filters = filtersOf(query);
  const canonical = queryOf(filters);
  const { views } = caseViews.value;
  const view = views?.saved.find((one) => one.id === viewIn(query));
  const columns = columnsOf(view?.columns ?? views?.columns ?? null);
  const search = useRef<HTMLInputElement>(null);
  const scroll = useRef<HTMLDivElement>(null);
  useEffect(() => void showCases(canonical), [canonical]);
  useKeptPlace(scroll, canonical);
  useListKeys(helps, search, scroll);

  const show = (next: Filters, kept: string | null): void =>
    goInstead({ page: 'cases', query: addressIn(next, kept) });
  const choose = (next: Filters): void => show(next, view?.id ?? null);
  const keepColumns = (next: readonly ColumnKey[]): void => {
    if (view === undefined) void chooseColumns(next);
    else void changeKept(view, { columns: [...next] });
  };
  const isNew =
    views !== null &&
    (view === undefined ? viewOf(filters) === null : isChanged(filters, filtersOfKept(view)));
  return (
    <section class="case-list" aria-label={t('cases')}>
      <header class="case-list-head">
        <span class="pane-back">
          <IconButton icon={ArrowLeft} label={t('to-desk')} onClick={() => go({ page: 'desk' })} />
        </span>
        <h1>{t('cases')}</h1>
        <span class="case-list-deeds">
          <a
            class="icon-button icon-button-quiet"
            href={fileOf(filters, columns)}
            download
            aria-label={t('case-list-file')}
            title={t('case-list-file')}
          >
            <Icon of={Download} />
          </a>
          {me.role !== 'advisor' && (
            <>
              <IconButton
                icon={Settings2}
                label={t('case-types')}
                onClick={() => go({ page: 'case-types' })}
              />
              <IconButton icon={ListChecks} label={t('lists')} onClick={() => go({ page: 'checklists' })} />
            </>
          )}
          <Button look="primary" icon={FilePlus2} onClick={() => go({ page: 'new-case' })}>
            {t('case-new')}
          </Button>
        </span>
      </header>
      <CaseViewLinks filters={filters} view={view} />
      <FilterBar
        filters={filters}
        onChange={choose}
        onClear={(next) => show(next, null)}
        columns={columns}
        onColumns={keepColumns}
        keep={<KeepView filters={filters} columns={columns} view={view} isNew={isNew} />}
        searchRef={search}
      />
      <div
        class="case-list-scroll"
        ref={scroll}
        onScroll={(e) => leaveAt(canonical, e.currentTarget.scrollTop)}
        aria-busy={shownCases.value.query !== canonical}
      >
        <Found columns={columns} filters={filters} query={canonical} onFilters={choose} />
      </div>
    </section>
  );
}

type FoundProps = {
  columns: readonly ColumnKey[];
  filters: Filters;
  query: string;
  onFilters: (filters: Filters) => void;
};

function Found({ columns, filters, query, onFilters }: FoundProps): JSX.Element {
  const shown = shownCases.value;
  const known = caseViews.value;
  // Which columns there are is known with the lists; without them the usual ones do.
  if (shown.query === null || (known.views === null && known.failure === null)) return <Waiting />;
  const { rows, next } = shown.list;
  const failure = shown.failure !== null && (
    <div class="case-list-failure" role="alert">
      <Banner look="warning">
        {failureWords(shown.failure)}{' '}
        <Button
          onClick={() => {
            void (rows.length > 0 ? refresh() : showCases(query));
            void loadViews();
          }}
        >
          {t('try-again')}
        </Button>
      </Banner>
    </div>
  );
  if (rows.length === 0) {
    if (shown.failure !== null) return <>{failure}</>;
    // What was asked before has no answers; what is asked now may have.
    if (shown.query !== query) return <Waiting />;
    return <Nothing filters={filters} onFilters={onFilters} />;
  }
  return (
    <>
      {failure}
      <p class="visually-hidden" role="status">
        {t(next === null ? 'case-list-all' : 'case-list-some', { n: rows.length })}
      </p>
      <CaseTable rows={rows} columns={columns} at={shown.list.at} filters={filters} onFilters={onFilters} />
      {next === null ? (
        <p class="case-list-end small muted">{t('case-list-all', { n: rows.length })}</p>
      ) : (
        <More key={rows.length} />
      )}
    </>
  );
}

function Waiting(): JSX.Element {
  return (
    <div class="case-list-waiting">
      <Skeleton lines={12} label={t('loading')} />
    </div>
  );
}

function Nothing({ filters, onFilters }: Pick<FoundProps, 'filters' | 'onFilters'>): JSX.Element {
  const view = viewOf(filters);
  const narrowed = isNarrowed(filters) && view !== 'all';
  return (
    <EmptyState icon={BriefcaseBusiness} title={t(view === null ? 'case-none-found' : `case-none-${view}`)}>
      <p>{t(narrowed && view === null ? 'case-none-found-about' : 'case-none-about')}</p>
      {view === null && (
        <Button onClick={() => onFilters({ ...EVERYTHING, search: filters.search })}>
          {t(filters.search === '' ? 'case-view-all' : 'case-search-all')}
        </Button>
      )}
    </EmptyState>
  );
}

/** The next page is asked for before one gets to the end of this one. */
function More(): JSX.Element {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const at = end.current;
    if (at === null) return;
    const watch = new IntersectionObserver(
      ([seen]) => {
        if (seen?.isIntersecting === true) void showMore();
      },
      { root: at.closest('.case-list-scroll'), rootMargin: '600px' },
    );
    watch.observe(at);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={end} class="case-list-more">
      <Button look="quiet" disabled={fetchingMore.value} onClick={() => void showMore()}>
        {t(fetchingMore.value ? 'loading' : 'case-list-more')}
      </Button>
    </div>
  );
}

/** Comes back to where the list was left, and begins a new list at its top. */
function useKeptPlace(scroll: RefObject<HTMLDivElement | null>, query: string): void {
  const placed = useRef<string | null>(null);
  const isHere = shownCases.value.query === query;
  useLayoutEffect(() => {
    if (!isHere || placed.current === query || scroll.current === null) return;
    placed.current = query;
    scroll.current.scrollTop = placeIn(query);
  }, [isHere, query, scroll]);
}

function useListKeys(
  helps: Helps,
  search: RefObject<HTMLInputElement | null>,
  scroll: RefObject<HTMLDivElement | null>,
): void {
  const step = (by: 1 | -1): void => {
    const at = move(by);
    if (at === null) return;
    const row = scroll.current?.querySelector<HTMLElement>(`[data-case="${at}"] a`);
    row?.focus({ preventScroll: true });
    row?.closest('tr')?.scrollIntoView({ block: 'nearest' });
    if (wantsMore(shownCases.value.list)) void showMore();
  };
  useDeeds(listDeedOf, {
    help: helps.onShortcuts,
    palette: helps.onPalette,
    accept: () => answer('accept'),
    decline: () => answer('decline'),
    next: () => step(1),
    previous: () => step(-1),
    open: () => {
      const { at, rows } = shownCases.value.list;
      const row = rows.find((one) => one.id === at);
      if (row !== undefined) go({ page: 'case', number: row.number });
    },
    search: () => {
      search.current?.focus();
      search.current?.select();
    },
    new: () => go({ page: 'new-case' }),
  });
}
