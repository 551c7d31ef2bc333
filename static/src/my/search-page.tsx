import { FileCheck, Paperclip, Search as SearchIcon, SearchX } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { day } from '../i18n/time.ts';
import { createRefresher } from '../net/refresh.ts';
import type { Failure } from '../net/socket.ts';
import type { CaseRow } from '../protocol/CaseRow.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Select, TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { DateField } from '../ui/native-field.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { toast } from '../ui/toast.tsx';
import { searchMine } from './api.ts';
import { Back } from './back.tsx';
import { statusWords } from './happened-words.ts';
import { Heading } from './heading.tsx';
import { Link } from './link.tsx';
import { go } from './route.ts';
import { EVERYTHING, queryOf, type Search, STATUSES, searchOf } from './search.ts';
import { authority, followCases } from './session.ts';
import { StatusBadge } from './status-badge.tsx';
import { useTitle } from './title.ts';

type Found =
  | { kind: 'asking' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'here'; rows: readonly CaseRow[]; next: string | null };

/** All of a customer's cases, by what they remember of one. Pressed with nothing filled in it shows every one. */
export function SearchPage({ query }: { query: string }): JSX.Element {
  useTitle(t('my-search'));
  const [form, setForm] = useState<Search>(() => searchOf(query));
  const [found, reload, more] = useFound(query);
  const set = (changes: Partial<Search>): void => setForm({ ...form, ...changes });
  const show = (wanted: Search): void => {
    setForm(wanted);
    if (queryOf(wanted) === query) reload();
    else go({ page: 'search', query: queryOf(wanted) });
  };
  return (
    <>
      <Back />
      <Heading>{t('my-search')}</Heading>
      <search>
        <form
          class="my-search card"
          onSubmit={(e) => {
            e.preventDefault();
            show(form);
          }}
        >
          <div class="my-search-box">
            <TextField
              label={t('my-search-text')}
              hint={t('my-search-hint')}
              type="search"
              value={form.search}
              maxLength={200}
              onInput={(search) => set({ search })}
            />
          </div>
          <div class="my-search-fields">
            <TextField
              label={t('my-search-invoice')}
              value={form.invoice_reference}
              maxLength={200}
              onInput={(invoice_reference) => set({ invoice_reference })}
            />
            <TextField
              label={t('my-search-object')}
              value={form.object}
              maxLength={200}
              onInput={(object) => set({ object })}
            />
            <TextField
              label={t('my-search-street')}
              value={form.street}
              maxLength={200}
              onInput={(street) => set({ street })}
            />
            <Select
              label={t('my-search-status')}
              value={form.status}
              options={[
                { value: '', label: t('my-search-any') },
                ...STATUSES.map((status) => ({ value: status, label: statusWords(status) })),
              ]}
              onChange={(status) => set({ status })}
            />
            <DateField label={t('my-search-from')} value={form.from} onInput={(from) => set({ from })} />
            <DateField label={t('my-search-to')} value={form.to} onInput={(to) => set({ to })} />
          </div>
          <div class="my-search-deeds">
            <Button type="submit" look="primary" icon={SearchIcon}>
              {t('my-search-do')}
            </Button>
            {query !== '' && <LinkButton onClick={() => show(EVERYTHING)}>{t('my-search-clear')}</LinkButton>}
          </div>
        </form>
      </search>
      <Result found={found} onAgain={reload} onMore={more} />
    </>
  );
}

function useFound(query: string): [found: Found, reload: () => void, more: () => Promise<void>] {
  const [found, setFound] = useState<Found>({ kind: 'asking' });
  const load = async (): Promise<void> => {
    const as = authority();
    if (as === null) return go({ page: 'list' });
    const outcome = await searchMine(as, query, null);
    if (outcome.ok) {
      setFound({ kind: 'here', rows: outcome.value.cases, next: outcome.value.next ?? null });
    } else {
      // What is shown stays when it can't be asked for anew.
      const { failure } = outcome;
      setFound((before) => (before.kind === 'here' ? before : { kind: 'failed', failure }));
    }
  };
  const more = async (): Promise<void> => {
    const as = authority();
    if (as === null || found.kind !== 'here' || found.next === null) return;
    const outcome = await searchMine(as, query, found.next);
    if (!outcome.ok) return toast(failureWords(outcome.failure));
    const { cases, next } = outcome.value;
    setFound({ kind: 'here', rows: [...found.rows, ...cases], next: next ?? null });
  };
  useEffect(() => {
    const refresher = createRefresher(load);
    refresher.now();
    const unfollow = followCases(null, refresher.soon);
    return () => {
      refresher.stop();
      unfollow();
    };
  }, []);
  return [found, () => void load(), more];
}

type ResultProps = { found: Found; onAgain: () => void; onMore: () => Promise<void> };

function Result({ found, onAgain, onMore }: ResultProps): JSX.Element {
  if (found.kind === 'asking') return <Skeleton lines={6} label={t('loading')} />;
  if (found.kind === 'failed')
    return (
      <Banner look="warning">
        <p>{failureWords(found.failure)}</p>
        <Button onClick={onAgain}>{t('try-again')}</Button>
      </Banner>
    );
  if (found.rows.length === 0)
    return (
      <EmptyState icon={SearchX} title={t('my-search-none')}>
        <p>{t('my-search-none-about')}</p>
      </EmptyState>
    );
  return (
    <div class="my-found">
      <p role="status" class="muted">
        {t(found.next === null ? 'my-search-found' : 'my-search-found-more', { n: found.rows.length })}
      </p>
      <Table
        caption={t('my-search-caption')}
        columns={columns()}
        rows={found.rows}
        rowKey={(row) => row.id}
      />
      {found.next !== null && <Button onClick={() => void onMore()}>{t('my-more')}</Button>}
    </div>
  );
}

function columns(): readonly Column<CaseRow>[] {
  return [
    {
      key: 'number',
      title: t('my-search-number'),
      cell: (row) => <span class="numbers">{row.number}</span>,
    },
    {
      key: 'title',
      title: t('my-search-title'),
      cell: (row) => (
        <div class="my-found-title">
          <Link to={{ page: 'case', number: row.number, thread: null }}>
            <bdi>{row.title}</bdi>
          </Link>
          <span class="small muted">{localised(row.type_name)}</span>
        </div>
      ),
    },
    { key: 'status', title: t('my-search-status'), cell: (row) => <StatusBadge status={row.status} /> },
    { key: 'object', title: t('my-search-object'), cell: (row) => <bdi>{row.object}</bdi> },
    { key: 'street', title: t('my-search-street'), cell: (row) => <bdi>{row.street}</bdi> },
    {
      key: 'invoice',
      title: t('my-search-invoice'),
      cell: (row) => <bdi>{row.invoice_reference}</bdi>,
    },
    {
      key: 'opened',
      title: t('my-search-opened'),
      cell: (row) => <time dateTime={row.created_at}>{day(new Date(row.created_at), new Date())}</time>,
    },
    { key: 'steps', title: t('my-search-steps'), cell: (row) => <Part row={row} part="timeline" /> },
    { key: 'files', title: t('my-search-files'), cell: (row) => <Part row={row} part="files" /> },
    { key: 'note', title: t('my-search-note'), cell: (row) => <Part row={row} part="delivery-notes" /> },
  ];
}

type PartProps = { row: CaseRow; part: 'timeline' | 'files' | 'delivery-notes' };

/** Leads to what there is of it on the case's page; nothing where there is none. */
function Part({ row, part }: PartProps): JSX.Element | null {
  const { number, steps = 0, steps_done = 0, files = 0, signed_note = false } = row;
  const href = `/my/case/${number}#${part}`;
  switch (part) {
    case 'timeline':
      return (
        <a href={href} aria-label={t('my-search-steps-of', { number })}>
          {steps === 0
            ? t('my-search-steps-see')
            : t('my-search-steps-done', { done: steps_done, all: steps })}
        </a>
      );
    case 'files':
      return files === 0 ? null : (
        <a class="my-found-mark" href={href} aria-label={t('my-search-files-of', { number, n: files })}>
          <Icon of={Paperclip} size={16} />
          <span class="numbers">{files}</span>
        </a>
      );
    case 'delivery-notes':
      return signed_note ? (
        <a class="my-found-mark" href={href} aria-label={t('my-search-note-of', { number })}>
          <Icon of={FileCheck} size={16} />
          <span>{t('my-search-note-signed')}</span>
        </a>
      ) : null;
    default:
      return part satisfies never;
  }
}
