/*
 * One meeting as a client holds it: the server's views, whole. Pure: `apply(held, input)` gives the next, and
 * `differences(before, after)` says what of it is worth telling.
 * Invariant: a view is never replaced by an older one. What is meant for one seat counts only for the seat held here.
 */
import type { Event as WireEvent } from '../protocol/Event.ts';
import type { InviteView } from '../protocol/InviteView.ts';
import type { LobbyView } from '../protocol/LobbyView.ts';
import type { MeetingEvent } from '../protocol/MeetingEvent.ts';
import type { MeetingInfo } from '../protocol/MeetingInfo.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { MeetingView } from '../protocol/MeetingView.ts';
import type { PanelView } from '../protocol/PanelView.ts';
import type { PersonId } from '../protocol/PersonId.ts';
import type { QualityView } from '../protocol/QualityView.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { SeatNo } from '../protocol/SeatNo.ts';
import type { TrackId } from '../protocol/TrackId.ts';
import type { Said } from './model.ts';

export type Meeting = {
  me: PersonId | null;
  info: MeetingInfo | null;
  lobby: LobbyView | null;
  room: RoomView | null;
  panel: PanelView | null;
  /** How it is for the others, for the host. */
  quality: QualityView | null;
  invites: readonly InviteView[];
  /** The seat taken from this page. */
  seat: SeatNo | null;
  speakers: readonly PersonId[];
  /** Tracks that the server says bring nothing. */
  dark: ReadonlySet<TrackId>;
  /** Who hosts, by whichever view changed last. */
  host: PersonId | null;
  /** Who was there in the epoch before: they come anew without having been away. */
  formerly: readonly PersonId[];
};

export type Input =
  | { type: 'opened'; me: PersonId; view: MeetingView }
  | { type: 'reply'; reply: MeetingReply }
  | { type: 'event'; event: WireEvent }
  | { type: 'invite'; invite: InviteView }
  | { type: 'revoked'; link: string }
  /** Takes another seat: what comes for the one of before is for nobody. */
  | { type: 'unseated' }
  /** No longer in the call. */
  | { type: 'out' };

export const NOTHING: Meeting = {
  me: null,
  info: null,
  lobby: null,
  room: null,
  panel: null,
  quality: null,
  invites: [],
  seat: null,
  speakers: [],
  dark: new Set(),
  host: null,
  formerly: [],
};

export function apply(held: Meeting, input: Input): Meeting {
  switch (input.type) {
    case 'opened':
      return opened(held, input.me, input.view);
    case 'reply':
      return replied(held, input.reply);
    case 'event':
      return event(held, input.event);
    case 'invite': {
      const others = held.invites.filter((one) => one.link !== input.invite.link);
      return { ...held, invites: [...others, input.invite] };
    }
    case 'revoked': {
      const invites = held.invites.map((one) => (one.link === input.link ? { ...one, valid: false } : one));
      return { ...held, invites };
    }
    case 'unseated':
      return { ...held, seat: null };
    case 'out':
      return { ...held, room: null, seat: null, speakers: [], dark: new Set(), formerly: [] };
    default:
      return input satisfies never;
  }
}

/** Whether an event of a meeting is for this page: of this meeting, and for its seat if for any. */
export function concerns(held: Meeting, happened: WireEvent): MeetingEvent | null {
  if (happened.type !== 'meeting' || happened.meeting !== held.info?.id) return null;
  const { event } = happened;
  const seat = 'seat' in event ? (event.seat ?? null) : null;
  return seat === null || seat === held.seat ? event : null;
}

/** Oneself in the call. */
export function self(held: Meeting): RoomPerson | null {
  return held.room?.people.find((one) => one.person === held.me) ?? null;
}

function opened(held: Meeting, me: PersonId, view: MeetingView): Meeting {
  const known = { ...held, me, info: view.info, invites: view.invites ?? held.invites };
  const placed = withPanel(withLobby(known, view.lobby), view.panel ?? null);
  return withQuality(placed, view.quality ?? null);
}

function replied(held: Meeting, reply: MeetingReply): Meeting {
  switch (reply.type) {
    case 'lobby':
      return withLobby(held, reply.lobby);
    case 'joined': {
      const fresh = reply.resumed ? held : { ...held, dark: new Set<TrackId>(), speakers: [] };
      return withRoom({ ...fresh, seat: reply.seat }, reply.room);
    }
    case 'done':
    case 'answer':
    case 'farewell':
      return held;
    default:
      // A reply of a newer server.
      reply satisfies never;
      return held;
  }
}

function event(held: Meeting, happened: WireEvent): Meeting {
  if (happened.type === 'meeting_summary') {
    const { info } = happened.summary;
    return held.info !== null && info.id === held.info.id ? { ...held, info } : held;
  }
  const mine = concerns(held, happened);
  if (mine === null) return held;
  switch (mine.what) {
    case 'lobby':
      return withLobby(held, mine.lobby);
    case 'room':
      return withRoom(held, mine.room);
    case 'panel':
      return withPanel(held, mine.panel);
    case 'quality':
      return withQuality(held, mine.quality);
    case 'speakers':
      return { ...held, speakers: mine.people };
    case 'dark': {
      const dark = new Set(held.dark);
      if (mine.dark) dark.add(mine.track);
      else dark.delete(mine.track);
      return { ...held, dark };
    }
    case 'sub_offer':
    case 'pub_restart':
    case 'please_mute':
    case 'rejoin':
    case 'farewell':
      return held;
    default:
      // An event of a newer server.
      mine satisfies never;
      return held;
  }
}

function withLobby(held: Meeting, lobby: LobbyView): Meeting {
  if (held.lobby !== null && lobby.revision < held.lobby.revision) return held;
  const changed = held.lobby?.host.person !== lobby.host.person;
  return { ...held, lobby, host: changed ? lobby.host.person : held.host };
}

function withPanel(held: Meeting, panel: PanelView | null): Meeting {
  if (panel === null || (held.panel !== null && panel.revision < held.panel.revision)) return held;
  return { ...held, panel };
}

function withQuality(held: Meeting, quality: QualityView | null): Meeting {
  if (quality === null || (held.quality !== null && quality.revision < held.quality.revision)) return held;
  return { ...held, quality };
}

function withRoom(held: Meeting, room: RoomView): Meeting {
  const before = held.room;
  if (before !== null && compareRooms(room, before) < 0) return held;
  const host = hostOf(room);
  const changed = host !== null && (before === null || hostOf(before) !== host);
  const anew = before !== null && before.epoch !== room.epoch;
  const sent = new Set(room.people.flatMap((one) => one.tracks.map((track) => track.track)));
  const dark = anew ? [] : [...held.dark].filter((track) => sent.has(track));
  return {
    ...held,
    room,
    host: changed ? host : held.host,
    dark: dark.length === held.dark.size ? held.dark : new Set(dark),
    // What another server measured is over; this one tells soon.
    quality: anew && held.quality !== null ? { ...held.quality, people: [] } : held.quality,
    formerly: anew ? [...held.formerly, ...before.people.map((one) => one.person)] : held.formerly,
  };
}

/** Below zero when `a` is older than `b`. */
export function compareRooms(a: RoomView, b: RoomView): number {
  return a.epoch === b.epoch ? a.revision - b.revision : a.epoch - b.epoch;
}

function hostOf(room: RoomView): PersonId | null {
  return room.people.find((one) => one.is_host)?.person ?? null;
}

/** What changed between two states that somebody should be told of, in the order to say it. */
export function differences(before: Meeting, after: Meeting): Said[] {
  return [...knocks(before, after), ...comings(before, after), ...newHost(before, after)];
}

function knocks(before: Meeting, after: Meeting): Said[] {
  if (before.panel === null || after.panel === null || before.panel === after.panel) return [];
  const waited = new Set(waiting(before.panel).map((one) => one.person));
  const fresh = waiting(after.panel).filter((one) => !waited.has(one.person));
  const [names, people] = [fresh.map((one) => one.name), fresh.map((one) => one.person)];
  return fresh.length > 0 ? [{ kind: 'knocked', names, people }] : [];
}

function waiting(panel: PanelView): PanelView['people'] {
  return panel.people.filter((one) => one.state === 'waiting');
}

function comings(before: Meeting, after: Meeting): Said[] {
  const [then, now] = [before.room, after.room];
  if (then === null || now === null || then === now || then.epoch !== now.epoch) return [];
  // Whoever is aside sees the host alone: the others have neither left nor come.
  const aside = (room: RoomView): boolean => room.people.some((one) => one.person === after.me && one.held);
  if (aside(then) || aside(now)) return [];
  const others = (room: RoomView): Map<PersonId, RoomPerson> =>
    new Map(room.people.filter((one) => one.person !== after.me).map((one) => [one.person, one]));
  const [were, are] = [others(then), others(now)];
  const said: Said[] = [];
  for (const [person, { name }] of were) if (!are.has(person)) said.push({ kind: 'left', name });
  for (const [person, { name, held, lost }] of are) {
    const was = were.get(person);
    if (was === undefined) {
      if (!after.formerly.includes(person)) said.push({ kind: 'joined', name });
    } else if (held && !was.held) said.push({ kind: 'held_person', name });
    else if ((was.held && !held) || (was.lost && !lost)) said.push({ kind: 'back', name });
  }
  return said;
}

function newHost(before: Meeting, after: Meeting): Said[] {
  const { host, me } = after;
  if (before.host === null || host === null || before.host === host) return [];
  const inRoom = after.room?.people.find((one) => one.person === host)?.name;
  const name = inRoom ?? (after.lobby?.host.person === host ? after.lobby.host.name : '');
  return [{ kind: 'host_now', name, me: host === me }];
}
