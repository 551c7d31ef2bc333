/** How one came here: `/m/<link>` by an invitation, `/meeting/<id>` from the desk or a chat. Pure. */
import type { MeetingDoor } from '../protocol/MeetingDoor.ts';

/** The door that an address leads to; null for one that leads nowhere. */
export function doorOf(path: string): MeetingDoor | null {
  const [, place, key, ...more] = path.replace(/\/$/, '').split('/');
  if (key === undefined || more.length > 0) return null;
  if (place === 'm' && /^[\w-]{32}$/.test(key)) return { by: 'link', link: key };
  if (place === 'meeting' && /^[\da-f-]{36}$/i.test(key)) return { by: 'meeting', meeting: key };
  return null;
}
