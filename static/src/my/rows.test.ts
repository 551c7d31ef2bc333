import { describe, expect, it } from 'vitest';
import type { CaseRow } from '../protocol/CaseRow.ts';
import { grouped, joined, waitsFor } from './rows.ts';

let made = 0;

function row(change: Partial<CaseRow>): CaseRow {
  made += 1;
  const words = { sv: 'Service', en: 'Service' };
  return {
    id: `${made}`,
    number: `2026-${made}`,
    title: 'Hissen står',
    type: 'type',
    type_name: words,
    status: 'active',
    urgent: false,
    customer: 'maja',
    customer_name: 'Maja Ek',
    team: 'team',
    object: '',
    street: '',
    invoice_reference: '',
    created_at: '2026-11-01T08:00:00Z',
    changed_at: '2026-11-01T08:00:00Z',
    unread: 0,
    wanted: 0,
    ...change,
  };
}

describe('a customer’s cases', () => {
  const asked = row({ status: 'waiting' });
  const read = row({ status: 'closed', unread: 1 });
  const step = row({ status: 'paused', pause_reason: 'Väntar på delar', wanted: 2 });
  const fresh = row({ status: 'new', changed_at: '2026-11-02T08:00:00Z' });
  const active = row({});
  const paused = row({ status: 'paused', pause_reason: 'Väntar på delar' });
  const resolved = row({ status: 'resolved' });
  const closed = row({ status: 'closed' });

  it('stand each in one place, what waits for the customer first', () => {
    const groups = grouped([asked, read, step, fresh, active, paused, resolved, closed]);
    const ids = (rows: readonly CaseRow[]): string[] => rows.map(({ id }) => id).sort();
    expect(ids(groups.waiting)).toEqual(ids([asked, read, step]));
    expect(groups.running).toEqual([fresh, active]);
    expect(groups.paused).toEqual([paused]);
    expect(ids(groups.ended)).toEqual(ids([resolved, closed]));
  });

  it('tell what they wait for', () => {
    expect(waitsFor(step)).toEqual([{ kind: 'wanted', n: 2 }]);
    expect(waitsFor(asked)).toEqual([{ kind: 'asked' }]);
    expect(waitsFor(row({ status: 'waiting', unread: 3 }))).toEqual([{ kind: 'unread', n: 3 }]);
    expect(waitsFor(active)).toEqual([]);
  });

  it('of the next page come once', () => {
    const newer = { ...active, title: 'Ändrad' };
    expect(joined([fresh, active], [newer, paused])).toEqual([fresh, newer, paused]);
  });
});
