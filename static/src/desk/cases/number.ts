/* A case's number as people write it. Pure; the same as `CaseNumber` on the wire. */

/** `2026-004217` out of " 2026-4217 "; null where it is none. */
export function caseNumberIn(written: string): string | null {
  const found = /^\s*([2-9]\d{3})-(\d{1,9})\s*$/.exec(written);
  const [, year = '', place = ''] = found ?? [];
  if (found === null || Number(place) === 0) return null;
  return `${year}-${`${Number(place)}`.padStart(6, '0')}`;
}
