/* How sound and picture were for one person, in a few figures. Pure. */
import type { PersonQuality } from '../protocol/PersonQuality.ts';
import type { QualityCause } from '../protocol/QualityCause.ts';

export type Grade = 'good' | 'fair' | 'poor';

export type Gist = {
  grade: Grade;
  /** Minutes that were less than good. */
  troubled: number;
  minutes: number;
  /** What most of those came from. */
  cause: QualityCause;
  lossPct: number;
  roundTripMs: number;
  frozenMs: number;
};

/** From here on one hears and sees without thinking of it; below the other, one asks again. Of 5. */
const GOOD = 4;
const POOR = 2.5;

export function gradeOf(score: number): Grade {
  if (score >= GOOD) return 'good';
  return score >= POOR ? 'fair' : 'poor';
}

/** So long within a minute is seen, however good the rest of it was; so long in all is remembered. */
const FROZEN_MINUTE_MS = 3_000;
const FROZEN_LONG_MS = 10_000;

const WORSE: Readonly<Record<Grade, number>> = { good: 0, fair: 1, poor: 2 };

function worst(a: Grade, b: Grade): Grade {
  return WORSE[a] >= WORSE[b] ? a : b;
}

function gradeOfMinute({ score, frozen_ms }: PersonQuality['minutes'][number]): Grade {
  return worst(gradeOf(score), frozen_ms >= FROZEN_MINUTE_MS ? 'fair' : 'good');
}

/** The minutes together; null for who was never in the call. */
export function gistOf({ minutes }: PersonQuality): Gist | null {
  if (minutes.length === 0) return null;
  const mean = (of: (minute: PersonQuality['minutes'][number]) => number): number =>
    minutes.reduce((sum, minute) => sum + of(minute), 0) / minutes.length;
  const troubled = minutes.filter((minute) => gradeOfMinute(minute) !== 'good');
  const frozenMs = minutes.reduce((sum, minute) => sum + minute.frozen_ms, 0);
  return {
    grade: worst(gradeOf(mean((minute) => minute.score)), frozenMs >= FROZEN_LONG_MS ? 'fair' : 'good'),
    troubled: troubled.length,
    minutes: minutes.length,
    cause: mostFrequent(troubled.map((minute) => minute.cause)),
    lossPct: mean((minute) => Math.max(minute.loss_in_pct, minute.loss_out_pct)),
    roundTripMs: Math.max(...minutes.map((minute) => minute.round_trip_ms)),
    frozenMs,
  };
}

function mostFrequent(causes: readonly QualityCause[]): QualityCause {
  const counts = new Map<QualityCause, number>();
  for (const cause of causes) if (cause !== 'none') counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'none';
}
