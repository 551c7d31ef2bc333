import { FolderOpen, Lock, Plus, Search } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { exactly, relative } from '../i18n/time.ts';
import { createRefresher } from '../net/refresh.ts';
import type { Failure } from '../net/socket.ts';
import type { CaseRow } from '../protocol/CaseRow.ts';
import { isOut } from '../sign-in/api.ts';
import { accountHere } from '../stores/account.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { loadMine } from './api.ts';
import { ClaimsPanel } from './claims-panel.tsx';
import { Heading } from './heading.tsx';
import { Link } from './link.tsx';
import { type Groups, grouped, joined, type Wait, waitsFor } from './rows.ts';
import { authority, followCases, isVisit } from './session.ts';
import { StatusBadge } from './status-badge.tsx';
import { useTitle } from './title.ts';

type State =
  | { kind: 'asking' }
  | { kind: 'nobody' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'here'; rows: readonly CaseRow[]; next: string | null };

/** A customer's cases: what waits for them before anything else. */
export function ListPage(): JSX.Element {
  useTitle(t('head-cases'));
  const [state, reload, more] = useMine();
  return (
    <>
      <header class="my-list-head">
        <Heading>{t('head-cases')}</Heading>
        <span class="my-list-deeds">
          <Link to={{ page: 'search', query: '' }} class="button button-secondary">
            <Icon of={Search} />
            <span>{t('my-search')}</span>
          </Link>
          <Link to={{ page: 'kinds' }} class="button button-primary">
            <Icon of={Plus} />
            <span>{t('my-new')}</span>
          </Link>
        </span>
      </header>
      {state.kind === 'asking' && <Skeleton lines={8} label={t('loading')} />}
      {state.kind === 'nobody' && <Nobody />}
      {state.kind === 'failed' && (
        <Banner look="warning">
          <p>{failureWords(state.failure)}</p>
          <Button onClick={reload}>{t('try-again')}</Button>
        </Banner>
      )}
      {state.kind === 'here' && <ClaimsPanel onJoined={reload} />}
      {state.kind === 'here' && <Cases rows={state.rows} next={state.next} onMore={more} />}
    </>
  );
}

function useMine(): [state: State, reload: () => void, more: () => Promise<void>] {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const load = async (): Promise<void> => {
    const as = authority();
    if (as === null) return setState({ kind: 'nobody' });
    const outcome = await loadMine(as, null);
    if (outcome.ok) {
      const { cases, next } = outcome.value;
      setState((before) =>
        before.kind === 'here'
          ? {
              kind: 'here',
              rows: joined(before.rows, cases),
              next: before.rows.length > cases.length ? before.next : (next ?? null),
            }
          : { kind: 'here', rows: cases, next: next ?? null },
      );
    } else if (isOut(outcome.failure)) setState({ kind: 'nobody' });
    // What is shown stays when it can't be asked for anew.
    else
      setState((before) => (before.kind === 'here' ? before : { kind: 'failed', failure: outcome.failure }));
  };
  const more = async (): Promise<void> => {
    const as = authority();
    if (as === null || state.kind !== 'here' || state.next === null) return;
    const outcome = await loadMine(as, state.next);
    if (!outcome.ok) return toast(failureWords(outcome.failure));
    const { cases, next } = outcome.value;
    setState((before) =>
      before.kind === 'here'
        ? { kind: 'here', rows: joined(before.rows, cases), next: next ?? null }
        : before,
    );
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
  return [state, () => void load(), more];
}

function Nobody(): JSX.Element {
  if (accountHere()?.staff === true)
    return (
      <EmptyState icon={FolderOpen} title={t('my-staff-title')}>
        <p>{t('my-staff-about')}</p>
        <a class="button button-primary" href="/desk">
          <span>{t('portal-desk')}</span>
        </a>
      </EmptyState>
    );
  return (
    <EmptyState icon={Lock} title={t('my-nobody-title')}>
      <p>{t('my-nobody-about')}</p>
      <a class="button button-primary" href="/sign-in?next=%2Fmy">
        <span>{t('sign-in')}</span>
      </a>
    </EmptyState>
  );
}

type CasesProps = { rows: readonly CaseRow[]; next: string | null; onMore: () => Promise<void> };

function Cases({ rows, next, onMore }: CasesProps): JSX.Element {
  const groups = grouped(rows);
  return (
    <>
      {isVisit() && (
        <Banner>
          <p>{t('my-visit')}</p>
          {accountHere() === null && (
            <p>
              <a href="/sign-in?next=%2Fmy">{t('my-visit-sign-in')}</a>
            </p>
          )}
        </Banner>
      )}
      {rows.length === 0 ? (
        <EmptyState icon={FolderOpen} title={t('my-empty-title')}>
          <p>{t('my-empty-about')}</p>
        </EmptyState>
      ) : (
        <div class="my-groups">
          <Group name="waiting" groups={groups} />
          <Group name="running" groups={groups} />
          <Group name="paused" groups={groups} />
          <Ended rows={groups.ended} isAll={groups.ended.length === rows.length} />
          {next !== null && <Button onClick={() => void onMore()}>{t('my-more')}</Button>}
        </div>
      )}
    </>
  );
}

function Group({ name, groups }: { name: keyof Groups; groups: Groups }): JSX.Element | null {
  const rows = groups[name];
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby={`my-${name}`} class={`my-group my-group-${name}`}>
      <h2 id={`my-${name}`}>
        {t(`my-group-${name}`)} <Badge>{rows.length}</Badge>
      </h2>
      <Rows rows={rows} />
    </section>
  );
}

/** Folded, save where there is nothing else to see. */
function Ended({ rows, isAll }: { rows: readonly CaseRow[]; isAll: boolean }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <details class="my-group my-ended" open={isAll}>
      <summary>
        <h2>
          {t('my-group-ended')} <Badge>{rows.length}</Badge>
        </h2>
      </summary>
      <Rows rows={rows} />
    </details>
  );
}

function Rows({ rows }: { rows: readonly CaseRow[] }): JSX.Element {
  return (
    <ul class="my-rows card">
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </ul>
  );
}

function Row({ row }: { row: CaseRow }): JSX.Element {
  const changed = new Date(row.changed_at);
  const waits = waitsFor(row);
  return (
    <li class="my-row">
      <div class="my-row-words">
        <Link to={{ page: 'case', number: row.number, thread: null }} class="my-row-title">
          <bdi>{row.title}</bdi>
        </Link>
        <p class="small muted">
          <span class="numbers">{row.number}</span> · {localised(row.type_name)}
          {row.object !== '' && (
            <>
              {' · '}
              <bdi>{row.object}</bdi>
            </>
          )}
        </p>
        {waits.length > 0 ? (
          <p class="my-row-waits">{waits.map(waitWords).join(' · ')}</p>
        ) : (
          <p class="small">{stateWords(row)}</p>
        )}
      </div>
      <div class="my-row-end">
        {row.urgent && row.status !== 'resolved' && row.status !== 'closed' && (
          <Badge look="danger">{t('my-urgent')}</Badge>
        )}
        <StatusBadge status={row.status} />
        <time class="small muted numbers" dateTime={row.changed_at} title={exactly(changed)}>
          {relative(changed, new Date())}
        </time>
      </div>
    </li>
  );
}

function waitWords(wait: Wait): string {
  return wait.kind === 'asked' ? t('my-waits-asked') : t(`my-waits-${wait.kind}`, { n: wait.n });
}

/** Who it depends on. */
function stateWords({ status, pause_reason, owner_name }: CaseRow): ComponentChildren {
  if (status === 'paused') return t('my-row-paused', { reason: pause_reason ?? '' });
  if (status === 'resolved' || status === 'closed') return '';
  return owner_name ? t('my-row-owner', { name: owner_name }) : t('my-row-nobody');
}
