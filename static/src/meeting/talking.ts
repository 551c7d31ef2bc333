/*
 * Whether somebody talks while they are muted. Pure: levels in, and now and then a word to say.
 */
export type Talking = { since: number | null; quietSince: number | null; saidAt: number | null };

export const SILENT: Talking = { since: null, quietSince: null, saidAt: null };

/** Above the noise of a room, below a voice. */
const VOICE = 0.12;
const FOR_MS = 800;
/** Words have gaps between them. */
const GAP_MS = 400;
const SAY_EVERY_MS = 30_000;

export function hearLevel(
  before: Talking,
  level: number,
  muted: boolean,
  now: number,
): { talking: Talking; say: boolean } {
  if (!muted) return { talking: { ...SILENT, saidAt: before.saidAt }, say: false };
  if (level < VOICE) {
    const quietSince = before.quietSince ?? now;
    const over = now - quietSince >= GAP_MS;
    return { talking: { ...before, since: over ? null : before.since, quietSince }, say: false };
  }
  const since = before.since ?? now;
  const say = now - since >= FOR_MS && (before.saidAt === null || now - before.saidAt >= SAY_EVERY_MS);
  return { talking: { since, quietSince: null, saidAt: say ? now : before.saidAt }, say };
}
