/** Why the server closed a socket, and what to do: the table of `CloseCode` on the wire. */
export type EndedReason = 'not_signed_in' | 'session_ended' | 'wrong_origin' | 'outdated' | 'bad_frame';

export type AfterClose =
  | { kind: 'come_back'; leastDelayMs: number }
  | { kind: 'stay_away'; why: EndedReason };

const STAY_AWAY: ReadonlyMap<number, EndedReason> = new Map([
  [4100, 'bad_frame'],
  [4101, 'not_signed_in'],
  [4102, 'session_ended'],
  [4103, 'wrong_origin'],
  [4104, 'outdated'],
]);

/** The server may ask for patience, but not for so much that a person would think it broken. */
const MOST_PATIENCE_MS = 60_000;

/** 4000–4099 (and every code that isn't ours) mean come back, `reason` holding the least delay in ms; 4100–4199 don't. */
export function afterClose(code: number, reason: string): AfterClose {
  if (code >= 4100 && code < 4200) return { kind: 'stay_away', why: STAY_AWAY.get(code) ?? 'outdated' };
  const asked = code >= 4000 && code < 4100 ? Number.parseInt(reason, 10) : 0;
  return { kind: 'come_back', leastDelayMs: Math.min(MOST_PATIENCE_MS, Math.max(0, asked || 0)) };
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (0 for the first): full jitter, so that thousands who lost the
 * same server don't come back at once. Source: Brooker, "Exponential Backoff And Jitter", AWS 2015.
 */
export function backOff(attempt: number, leastDelayMs: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return leastDelayMs + random() * ceiling;
}
