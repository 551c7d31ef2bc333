import { signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { CaseRow } from '../../protocol/CaseRow.ts';
import { addressOf, go } from '../route.ts';
import { listCases } from './api.ts';
import { EVERYTHING, queryOf } from './filters.ts';
import { StatusWord } from './status.tsx';

/** So many say what is going on; the rest is asked for. */
const NEWEST = 5;

/** Counts the cases that were opened on this page. */
const opened = signal(0);

/** A case was opened: whoever it is of has one more. */
export function caseOpened(): void {
  opened.value += 1;
}

/** The newest cases of whoever one talks with, so that nobody asks anew what is seen to already. */
export function TheirCases({ person }: { person: string }): JSX.Element | null {
  const [rows, setRows] = useState<readonly CaseRow[]>([]);
  const [more, setMore] = useState(false);
  const times = opened.value;
  useEffect(() => {
    let wanted = true;
    const theirs = { ...EVERYTHING, customer: person, sort: 'newest', order: 'desc' } as const;
    void listCases(theirs, null, NEWEST).then((outcome) => {
      if (!wanted || !outcome.ok) return;
      setRows(outcome.value.cases);
      setMore(outcome.value.next != null);
    });
    return () => {
      wanted = false;
    };
  }, [person, times]);
  if (rows.length === 0) return null;
  return (
    <section class="person-section">
      <h3>{t('cases')}</h3>
      <ul class="person-cases">
        {rows.map((row) => (
          <li key={row.id}>
            <Way to={{ page: 'case', number: row.number }}>
              <bdi>{row.title}</bdi>
            </Way>
            <span class="person-case small muted">
              <span class="numbers">{row.number}</span> <StatusWord status={row.status} />
            </span>
          </li>
        ))}
      </ul>
      {more && <AllOfTheirs customer={person} />}
    </section>
  );
}

/** Whoever helps somebody wants to know what they have asked before. */
export function AllOfTheirs({ customer }: { customer: string }): JSX.Element {
  const query = queryOf({ ...EVERYTHING, customer, sort: 'changed' });
  return (
    <Way to={{ page: 'cases', query }} look="small case-theirs">
      {t('case-customer-all')}
    </Way>
  );
}

type WayProps = { to: Parameters<typeof go>[0]; look?: string; children: ComponentChildren };

/** A link within the page, that opens beside as other links do. */
function Way({ to, look, children }: WayProps): JSX.Element {
  return (
    <a
      {...(look === undefined ? {} : { class: look })}
      href={addressOf(to)}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey) return;
        e.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
