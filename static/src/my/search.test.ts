import { describe, expect, it } from 'vitest';
import { EVERYTHING, queryOf, type Search, searchOf } from './search.ts';

describe('a search', () => {
  const narrow: Search = {
    search: 'pump & "lucka"',
    invoice_reference: 'KST 12/7',
    object: 'M-000123',
    street: 'Åsgatan 1',
    status: 'paused',
    from: '2026-01-31',
    to: '2026-02-01',
  };

  it.each([EVERYTHING, narrow])('is found again in its address: %j', (search) => {
    expect(searchOf(queryOf(search))).toEqual(search);
  });

  it('has no address where nothing is narrowed', () => {
    expect(queryOf({ ...EVERYTHING, street: '  ' })).toBe('');
  });

  it('knows no status that there is not', () => {
    expect(searchOf('status=lost&street=A').status).toBe('');
  });
});
