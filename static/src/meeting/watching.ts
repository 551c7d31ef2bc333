/*
 * Whether what should come comes: sound from anybody who isn't muted, and each picture that is shown. Pure.
 * A connection that calls itself connected and brings nothing is not believed.
 */
import type { RoomView } from '../protocol/RoomView.ts';
import type { TrackId } from '../protocol/TrackId.ts';

/** Whether anybody's microphone should be heard here. */
export function expectsSound(room: RoomView | null, me: string | null): boolean {
  return others(room, me).some((one) =>
    one.tracks.some((track) => track.source === 'microphone' && !track.muted),
  );
}

/** Pictures that should be seen here. */
export function expectedPictures(room: RoomView | null, me: string | null): TrackId[] {
  return others(room, me).flatMap((one) =>
    one.tracks
      .filter((track) => (track.source === 'camera' || track.source === 'screen') && !track.muted)
      .map((track) => track.track),
  );
}

/** Those in the call whose media come; nobody's do when one was put aside. */
function others(room: RoomView | null, me: string | null): RoomView['people'] {
  const people = room?.people ?? [];
  if (people.some((one) => one.person === me && one.held)) return [];
  return people.filter((one) => one.person !== me && !one.held && !one.lost);
}

export type Ear = { packets: number; since: number };

/** Longer than any pause in a conversation: silence is sent as packets too. */
export const DEAF_AFTER_MS = 6_000;

/** Since when nothing has been heard; from the moment it was first expected. */
export function listen(before: Ear | null, packets: number, expected: boolean, now: number): Ear | null {
  if (!expected) return null;
  return before === null || packets !== before.packets ? { packets, since: now } : before;
}

type Eye = { counted: number; since: number; asked: boolean; dark: boolean };
export type Eyes = ReadonlyMap<TrackId, Eye>;

/** A picture takes its time to begin; longer than this is too long. */
const DARK_AFTER_MS = 5_000;

/** `ask`: something that should be seen isn't; asked for once, then called dark until it comes. */
export function look(
  before: Eyes,
  counted: ReadonlyMap<TrackId, number>,
  now: number,
): { eyes: Eyes; ask: boolean } {
  const eyes = new Map<TrackId, Eye>();
  let ask = false;
  for (const [track, count] of counted) {
    const was = before.get(track);
    if (was === undefined || count !== was.counted) {
      eyes.set(track, { counted: count, since: now, asked: false, dark: false });
    } else if (now - was.since < DARK_AFTER_MS) {
      eyes.set(track, was);
    } else if (!was.asked) {
      ask = true;
      eyes.set(track, { ...was, since: now, asked: true });
    } else {
      eyes.set(track, { ...was, dark: true });
    }
  }
  return { eyes, ask };
}
