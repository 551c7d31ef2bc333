import { expect, it } from 'vitest';
import type { PersonQuality } from '../protocol/PersonQuality.ts';
import { gistOf, gradeOf } from './meeting-quality.ts';

const minute = (score: number, cause: PersonQuality['minutes'][number]['cause'] = 'none') => ({
  at: '2026-01-02T12:00:00Z',
  score,
  loss_in_pct: 2,
  loss_out_pct: 4,
  round_trip_ms: score < 3 ? 400 : 40,
  frozen_ms: 500,
  cause,
});
const person = (...minutes: PersonQuality['minutes']): PersonQuality => ({
  person: 'p',
  name: 'Anna',
  minutes,
});

it('calls a score good, fair or poor', () => {
  expect([5, 4, 3.9, 2.5, 2.4, 1].map(gradeOf)).toEqual(['good', 'good', 'fair', 'fair', 'poor', 'poor']);
});

it('says how many minutes were troubled, and what most of them came from', () => {
  const gist = gistOf(person(minute(5), minute(2, 'upload'), minute(3, 'download'), minute(2, 'upload')));
  expect(gist).toEqual({
    grade: 'fair',
    troubled: 3,
    minutes: 4,
    cause: 'upload',
    lossPct: 4,
    roundTripMs: 400,
    frozenMs: 2_000,
  });
});

it('names no cause of a good call, and says nothing of who was never in it', () => {
  expect(gistOf(person(minute(5, 'upload')))?.cause).toBe('none');
  expect(gistOf(person())).toBeNull();
});

it('never calls good what stood still for long', () => {
  const frozen = { ...minute(5), frozen_ms: 60_000 };
  const gist = gistOf(person(...Array.from({ length: 20 }, () => ({ ...minute(5), frozen_ms: 0 })), frozen));
  expect(gist).toMatchObject({ grade: 'fair', troubled: 1, frozenMs: 60_000 });
});
