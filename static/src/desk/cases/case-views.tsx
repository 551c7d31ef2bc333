import { ListOrdered } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { SavedCaseView } from '../../protocol/SavedCaseView.ts';
import { IconButton } from '../../ui/button.tsx';
import { addressOf, go } from '../route.ts';
import { addressIn, countWords, type Filters, filtersOfKept, VIEWS, viewed, viewOf } from './filters.ts';
import { KeptViews } from './kept-views.tsx';
import { caseViews } from './views-live.ts';
import './case-views.css';

type Props = {
  filters: Filters;
  /** Which of those that one keeps is shown. */
  view: SavedCaseView | undefined;
};

/** Lists that everybody wants, and those that one keeps, each with how many cases are in it. */
export function CaseViewLinks({ filters, view }: Props): JSX.Element {
  const [managing, setManaging] = useState(false);
  const { views } = caseViews.value;
  const saved = views?.saved ?? [];
  const current = view === undefined ? viewOf(filters) : null;
  return (
    <div class="case-views">
      <nav aria-label={t('case-views')}>
        {VIEWS.map((one) => (
          <ViewLink
            key={one}
            query={addressIn(viewed(one), null)}
            isCurrent={one === current}
            count={views?.ready.find((ready) => ready.view === one)?.count}
          >
            {t(`case-view-${one}`)}
          </ViewLink>
        ))}
        {saved.map((one, at) => (
          <ViewLink
            key={one.id}
            query={addressIn(filtersOfKept(one), one.id)}
            isCurrent={one.id === view?.id}
            count={one.count}
            isFirstKept={at === 0}
          >
            <bdi>{one.name}</bdi>
          </ViewLink>
        ))}
      </nav>
      {saved.length > 0 && (
        <IconButton
          icon={ListOrdered}
          iconSize={18}
          label={t('case-views-arrange')}
          onClick={() => setManaging(true)}
        />
      )}
      <KeptViews open={managing} shown={view?.id ?? null} onClose={() => setManaging(false)} />
    </div>
  );
}

type LinkProps = {
  query: string;
  isCurrent: boolean;
  isFirstKept?: boolean;
  /** Not known yet where absent: its room is kept. */
  count: number | undefined;
  children: ComponentChildren;
};

function ViewLink({ query, isCurrent, isFirstKept = false, count, children }: LinkProps): JSX.Element {
  const link = useRef<HTMLAnchorElement>(null);
  // Of many, the one that is shown may lie beyond the edge.
  useEffect(() => {
    if (isCurrent) link.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCurrent]);
  const to = { page: 'cases', query } as const;
  return (
    <a
      ref={link}
      href={addressOf(to)}
      class={isFirstKept ? 'case-view-kept' : undefined}
      {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey) return;
        e.preventDefault();
        go(to);
      }}
    >
      <span>{children}</span>
      <span class="case-view-count numbers">{count === undefined ? '' : countWords(count)}</span>
    </a>
  );
}
