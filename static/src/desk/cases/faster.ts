/* Who changed a case between two looks at it. Pure. */
import type { CaseView } from '../../protocol/CaseView.ts';

/** Whoever did the newest thing since `before`; null when nobody is named. */
export function whoWasFaster(before: CaseView, after: CaseView): string | null {
  const seen = new Set(before.timeline.map((moment) => moment.id));
  const since = after.timeline.filter((moment) => !seen.has(moment.id));
  return since.find((moment) => moment.who != null)?.who ?? null;
}
