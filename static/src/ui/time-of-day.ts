/*
 * A time of day as people write it. The browser's own field shows hours as the browser's language does, which need not
 * be the page's, and knows no end of the day.
 */

/** `HH:MM`, from `00:00` to `24:00`, of `8`, `8:30`, `8.30`, `0830` or `08:30`; null when it is no time. */
export function timeOfDay(written: string): string | null {
  const parts = /^(\d{1,2})(?:[:.]?([0-5]\d))?$/.exec(written.trim());
  if (parts === null) return null;
  const [, hour = '', minute = '00'] = parts;
  const time = `${hour.padStart(2, '0')}:${minute}`;
  return time <= '24:00' ? time : null;
}
