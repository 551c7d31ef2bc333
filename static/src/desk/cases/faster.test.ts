import { expect, it } from 'vitest';
import type { CaseMoment } from '../../protocol/CaseMoment.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import { whoWasFaster } from './faster.ts';

const moment = (id: number, who: string | null): CaseMoment => ({
  id,
  at: '2026-11-20T08:00:00Z',
  who,
  what: { type: 'urgent', urgent: true },
});
/** Only the timeline decides. */
const told = (...timeline: CaseMoment[]): CaseView => ({ timeline }) as Partial<CaseView> as CaseView;

it('is whoever did the newest thing since, and not Samtal', () => {
  const before = told(moment(1, 'Maja Ek'));
  expect(whoWasFaster(before, told(moment(3, null), moment(2, 'Bo'), moment(1, 'Maja Ek')))).toBe('Bo');
  expect(whoWasFaster(before, told(moment(2, null), moment(1, 'Maja Ek')))).toBeNull();
  expect(whoWasFaster(before, before)).toBeNull();
});
