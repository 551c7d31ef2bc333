/* Shares of something. Pure. */

/** A share in whole percent, rounded down so that a goal is reached only when it is; none of nothing. */
export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part / whole) * 100);
}
