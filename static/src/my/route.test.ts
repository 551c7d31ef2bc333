import { describe, expect, it } from 'vitest';
import { addressOf, type Route, routeOf } from './route.ts';

const THREAD = '0199aaaa-0000-7000-8000-000000000001';

const PLACES: readonly Route[] = [
  { page: 'list' },
  { page: 'kinds' },
  { page: 'search', query: '' },
  { page: 'search', query: 'street=%C3%85sgatan+1&status=paused' },
  { page: 'form', slug: 'service-report' },
  { page: 'report', object: 'H-1042' },
  { page: 'report', object: 'Hiss 7/B' },
  { page: 'case', number: '2026-004217', thread: null },
  { page: 'case', number: '2026-004217', thread: THREAD },
  { page: 'received', number: '2026-004217' },
];

describe('an address', () => {
  it.each(PLACES)('%j leads back to where it was made', (place) => {
    const url = new URL(addressOf(place), 'https://samtal.example');
    expect(routeOf(url.pathname, url.search)).toEqual(place);
  });

  it.each([
    '/my/case',
    '/my/case/abc',
    '/my/other',
    '/my/new/a/b',
    '/my/search/a',
    '/report',
    '/else',
    '/report/a/b',
  ])('%s leads nowhere', (path) => {
    expect(routeOf(path, '')).toEqual({ page: 'lost' });
  });

  it('names no thread that can’t be one', () => {
    expect(routeOf('/my/case/2026-1', '?thread=<script>')).toEqual({
      page: 'case',
      number: '2026-1',
      thread: null,
    });
    expect(routeOf('/report/%E0%A4%A', '')).toEqual({ page: 'report', object: '%E0%A4%A' });
  });
});
