/*
 * Who speaks, said to screen readers: only when it changes, and seldom enough to be let alone. Pure.
 */

/** A sentence and some: more often would be heard over what is said. */
export const SAY_AT_MOST_EVERY_MS = 5_000;

export type Spoken = { names: string; at: number };

/** When the next word may be said; null when nothing new is to be said. */
export function sayAt(before: Spoken, names: readonly string[], now: number): number | null {
  const next = names.join(', ');
  // Silence isn't news: the next who speaks is.
  if (next === '' || next === before.names) return null;
  return Math.max(now, before.at + SAY_AT_MOST_EVERY_MS);
}
