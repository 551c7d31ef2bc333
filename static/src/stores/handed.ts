/*
 * How the chat in another site's page hands its visitor to a page of ours in a tab of its own. Browsers keep a frame's
 * storage apart by the site around it, so the tab would know nobody. The token goes in the address's fragment, which no
 * server is sent, and is taken out of it before anything else is done.
 */
import type { VisitorCreated } from '../protocol/VisitorCreated.ts';

const MARK = '#visitor=';

/** The fragment to put after an address of ours. */
export function handing({ person, token }: VisitorCreated): string {
  return `${MARK}${encodeURIComponent(JSON.stringify([person, token]))}`;
}

/** Who was handed over by an address's fragment; null when nobody was. */
export function handedBy(fragment: string): VisitorCreated | null {
  if (!fragment.startsWith(MARK)) return null;
  try {
    const given: unknown = JSON.parse(decodeURIComponent(fragment.slice(MARK.length)));
    const [person, token] = Array.isArray(given) ? (given as unknown[]) : [];
    return typeof person === 'string' && typeof token === 'string' ? { person, token } : null;
  } catch {
    return null;
  }
}
