import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditLine } from '../protocol/AuditLine.ts';
import { ACTIONS, below, detailsOf, EVERYTHING, isEverything, queryOf, WAYS, wordsOf } from './audit.ts';

const root = join(import.meta.dirname, '../../..');
const ANNA = { id: '019aa000-0000-7000-8000-00000000000a', name: 'Anna & Bo' };

const line = (id: number): AuditLine => ({
  id,
  at: '2026-03-01T12:00:00Z',
  action: 'signed_in',
  detail: {},
  address: '',
});

describe('the audit log', () => {
  it('is asked for whole days of this browser, the last one included', () => {
    const query = new URLSearchParams(
      queryOf({ ...EVERYTHING, what: 'file_read', who: ANNA, from: '2026-03-01', until: '2026-03-01' }, 7),
    );
    const span = Date.parse(query.get('until') ?? '') - Date.parse(query.get('from') ?? '');
    expect(span).toBe(24 * 3_600_000);
    expect([query.get('who'), query.get('what'), query.get('cursor')]).toEqual([ANNA.id, 'file_read', '7']);
  });

  it('is asked for everything when a day is half written', () => {
    expect(isEverything(EVERYTHING)).toBe(true);
    expect(isEverything({ ...EVERYTHING, from: '2026-0', until: '0202-01-01' })).toBe(true);
    expect(isEverything({ ...EVERYTHING, subject: ANNA })).toBe(false);
  });

  it('tells in words how somebody came in, and what became of a role', () => {
    expect(detailsOf({})).toEqual([]);
    expect(detailsOf({ way: 'bankid' })).toEqual([{ words: 'audit-way-bankid', with: {} }]);
    expect(detailsOf({ from: 'advisor', to: 'supervisor' })).toEqual([
      { words: 'audit-role-from-to', with: { from: 'advisor', to: 'supervisor' } },
    ]);
    expect(detailsOf({ role: 'advisor', second_factor: false })).toEqual([
      { words: 'audit-role-one-step', with: { role: 'advisor' } },
    ]);
    expect(detailsOf({ created: 7, changed: 2 })).toEqual([
      { words: 'audit-imported', with: { created: 7, changed: 2 } },
    ]);
    expect(detailsOf({ file: 'f1' })).toEqual([{ words: 'audit-file', with: { id: 'f1' } }]);
    expect(detailsOf({ way: 'from_the_future', what: 7 })).toEqual([
      { raw: 'way: from_the_future' },
      { raw: 'what: 7' },
    ]);
    const sources = ['sv', 'en'].map((one) =>
      readFileSync(join(root, `static/locales/${one}/audit.ftl`), 'utf8'),
    );
    for (const way of WAYS) {
      for (const source of sources) expect(source).toContain(`audit-way-${way} =`);
    }
  });

  it('shows no line twice', () => {
    expect(below([line(3), line(2)], [line(2), line(1)]).map((one) => one.id)).toEqual([3, 2, 1]);
  });

  it('has words in both languages for whatever the server writes down', () => {
    const source = readFileSync(join(root, 'src/audit/mod.rs'), 'utf8');
    const names = /fn name\(self\)[^{]*\{([\s\S]*?)\n {4}\}/.exec(source)?.[1] ?? '';
    const written = [...names.matchAll(/=> "(\w+)"/g)].map((found) => found[1] ?? '');
    expect(written.length).toBeGreaterThan(10);
    expect(written.filter((name) => wordsOf(name) === null)).toEqual([]);
    for (const language of ['sv', 'en']) {
      const words = readFileSync(join(root, 'static/locales', language, 'audit.ftl'), 'utf8');
      for (const action of ACTIONS) expect(words).toContain(`\n${wordsOf(action)} = `);
    }
    expect(wordsOf('from_the_future')).toBeNull();
  });
});
