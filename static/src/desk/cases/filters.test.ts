import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaseViews } from '../../protocol/CaseViews.ts';
import { USUAL } from './columns.ts';
import {
  addressIn,
  countWords,
  EVERYTHING,
  type Filters,
  fileQuery,
  filtersOf,
  filtersOfKept,
  isNarrowed,
  keptAs,
  queryOf,
  START,
  toggled,
  VIEWS,
  viewed,
  viewIn,
  viewOf,
  wireQuery,
} from './filters.ts';

describe('the address bar', () => {
  it('is bare at the start, and bare is the start', () => {
    expect(queryOf(START)).toBe('');
    expect(filtersOf('')).toEqual(START);
  });

  it('carries every filter to a colleague', () => {
    const filters: Filters = {
      search: 'disk & "maskin" åäö',
      status: ['new', 'closed'],
      type: '0192f0c1-2b3c-7d4e-8f50-617283940001',
      owner: 'none',
      team: '0192f0c1-2b3c-7d4e-8f50-617283940002',
      urgent: true,
      callback: true,
      customer: '0192f0c1-2b3c-7d4e-8f50-617283940003',
      object: 'M-0001',
      street: 'Älvgatan 3',
      invoice_reference: 'KST 12/7',
      due: 'today',
      from: '2026-11-01',
      to: '2026-11-22',
      sort: 'newest',
      order: 'asc',
    };
    expect(filtersOf(queryOf(filters))).toEqual(filters);
    expect(filtersOf(queryOf(EVERYTHING))).toEqual(EVERYTHING);
    expect(filtersOfKept({ filter: keptAs(filters), sort: 'newest', order: 'asc' })).toEqual(filters);
    expect(filtersOf(addressIn(filters, 'x'))).toEqual(filters);
    expect(viewIn(addressIn(filters, 'x'))).toBe('x');
    expect(viewIn(addressIn(START, 'x'))).toBe('x');
    expect(addressIn(START, null)).toBe('');
  });

  it('says what it does not understand nothing of', () => {
    expect(filtersOf('status=lost&sort=mood&order=up&due=never&from=soon&urgent=yes&callback=1')).toEqual(
      START,
    );
  });
});

describe('what the server is asked', () => {
  it('names each status, and all by none', () => {
    expect(wireQuery(START, null, 50)).toBe('status=new%2Cactive%2Cwaiting%2Cpaused&sort=due&limit=50');
    expect(wireQuery({ ...EVERYTHING, search: ' A1 ' }, 'x y', 200)).toBe(
      'search=A1&sort=due&after=x+y&limit=200',
    );
    expect(fileQuery({ ...EVERYTHING, street: 'Stor', order: 'desc' }, ['number', 'title'])).toBe(
      'street=Stor&sort=due&order=desc&columns=number%2Ctitle',
    );
  });
});

describe('the views', () => {
  it('are known again, whatever their order', () => {
    for (const view of VIEWS) expect(viewOf({ ...viewed(view), sort: 'newest', order: 'asc' })).toBe(view);
    expect(viewOf({ ...START, urgent: true, owner: 'me' })).toBeNull();
  });

  it('ask for the same as the server counts', () => {
    const file = join(import.meta.dirname, '../../../../signaling/fixtures/case_views.json');
    const { advisor } = JSON.parse(readFileSync(file, 'utf8')) as { advisor: CaseViews };
    expect(advisor.ready.map((ready) => ready.view)).toEqual(VIEWS);
    for (const ready of advisor.ready) {
      const here = viewed(ready.view);
      expect(queryOf(filtersOfKept(ready))).toBe(queryOf(here));
      expect(keptAs(here)).toEqual(keptAs(filtersOfKept(ready)));
    }
    expect(advisor.columns).toEqual(USUAL);
  });

  it('tell how many cases are in them', () => {
    expect([0, 999, 1000].map(countWords)).toEqual(['0', '999', '999+']);
  });

  it('tell whether something is left out', () => {
    expect(isNarrowed({ ...START, sort: 'newest' })).toBe(false);
    expect(isNarrowed({ ...START, search: 'x' })).toBe(true);
  });

  it('take a status in and out, in one order', () => {
    expect(toggled(['closed'], 'new')).toEqual(['new', 'closed']);
    expect(toggled(['new', 'closed'], 'closed')).toEqual(['new']);
  });
});
