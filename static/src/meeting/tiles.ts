/*
 * The pictures to show, made from the call's view and the streams at hand. Pure.
 * Invariant: everybody in the call has a camera tile, with a picture or without; a screen has one while it is shared.
 */
import type { PersonId } from '../protocol/PersonId.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { TrackId } from '../protocol/TrackId.ts';
import type { TrackSource } from '../protocol/TrackSource.ts';
import type { TrackView } from '../protocol/TrackView.ts';
import type { Tile } from './model.ts';

/** What is at hand to show. */
export type Pictures = {
  me: PersonId | null;
  /** Others' pictures, by track. */
  streams: ReadonlyMap<TrackId, MediaStream>;
  dark: ReadonlySet<TrackId>;
  /** One's own, as the devices are, which the server hears of a little later. */
  own: { camera: MediaStream | null; screen: MediaStream | null; microphoneOn: boolean };
};

export function tilesOf(room: RoomView | null, pictures: Pictures): Tile[] {
  return (room?.people ?? []).flatMap((one) => {
    const own = one.person === pictures.me;
    const camera = own ? ownTile(one, 'camera', pictures) : othersTile(one, 'camera', pictures);
    const screen = find(one, 'screen');
    const shared = own ? pictures.own.screen !== null : screen !== undefined && !screen.muted;
    if (!shared) return [camera];
    return [own ? ownTile(one, 'screen', pictures) : othersTile(one, 'screen', pictures), camera];
  });
}

function ownTile(one: RoomPerson, source: 'camera' | 'screen', { own }: Pictures): Tile {
  const stream = own[source];
  return {
    ...common(one, source),
    own: true,
    stream,
    cameraOff: own.camera === null,
    micOff: !own.microphoneOn,
    dark: false,
  };
}

function othersTile(one: RoomPerson, source: 'camera' | 'screen', { streams, dark }: Pictures): Tile {
  const shown = find(one, source);
  const off = shown === undefined || shown.muted;
  return {
    ...common(one, source),
    own: false,
    stream: off || one.held ? null : (streams.get(shown.track) ?? null),
    cameraOff: isOff(find(one, 'camera')),
    micOff: isOff(find(one, 'microphone')),
    dark: !off && !one.held && dark.has(shown.track),
  };
}

function common(
  one: RoomPerson,
  source: 'camera' | 'screen',
): Omit<Tile, 'own' | 'stream' | 'cameraOff' | 'micOff' | 'dark'> {
  return {
    key: `${one.person}:${source}`,
    person: one.person,
    source,
    name: one.name,
    title: one.title,
    isHost: one.is_host,
    track: find(one, source)?.track ?? null,
    held: one.held,
    lost: one.lost,
  };
}

function find(one: RoomPerson, source: TrackSource): TrackView | undefined {
  return one.tracks.find((track) => track.source === source);
}

function isOff(track: TrackView | undefined): boolean {
  return track === undefined || track.muted;
}
