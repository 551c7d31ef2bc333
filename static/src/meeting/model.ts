/*
 * What the meeting's views see, and what they may ask for. The views know this and nothing of sockets, connections and
 * tracks behind it; `meeting.ts` makes one for the page, the gallery makes others with made-up states.
 */
import type { ReadonlySignal } from '@preact/signals';
import type { Outcome } from '../net/socket.ts';
import type { DeviceReport } from '../protocol/DeviceReport.ts';
import type { DeviceState } from '../protocol/DeviceState.ts';
import type { FarewellNext } from '../protocol/FarewellNext.ts';
import type { InviteView } from '../protocol/InviteView.ts';
import type { LobbyView } from '../protocol/LobbyView.ts';
import type { MeetingInfo } from '../protocol/MeetingInfo.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';
import type { PanelView } from '../protocol/PanelView.ts';
import type { PersonId } from '../protocol/PersonId.ts';
import type { QualityCause } from '../protocol/QualityCause.ts';
import type { QualityDigest } from '../protocol/QualityDigest.ts';
import type { QualityView } from '../protocol/QualityView.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { TrackId } from '../protocol/TrackId.ts';
import type { TrackSource } from '../protocol/TrackSource.ts';

/** Where the person is on the way through. */
export type Phase =
  /** The meeting is being opened. */
  | { kind: 'opening' }
  /** It can't be opened: no such link, over, full, not allowed. */
  | { kind: 'refused'; why: 'unknown' | 'ended' | 'full' | 'forbidden' | 'unavailable' }
  /** The devices are looked at. */
  | { kind: 'check' }
  /** Has knocked. */
  | { kind: 'waiting' }
  /** Was called, and joins by itself. */
  | { kind: 'joining' }
  /** The same person sits in another tab or on another device: take over here? */
  | { kind: 'elsewhere' }
  | { kind: 'call' }
  /** Put aside by the host: neither seen nor heard. */
  | { kind: 'held' }
  /** `denied`: told no before having been let in. */
  | { kind: 'out'; next: FarewellNext; denied?: true };

/** The connection while in the call. `failed` ends the ladder: what to do is in the person's hands. */
export type LinkState =
  | { kind: 'connecting' }
  | { kind: 'good' }
  /** Trouble, with its cause; `audioOnly` when pictures were given up for the sound. */
  | { kind: 'weak'; cause: QualityCause; audioOnly: boolean }
  | { kind: 'reconnecting'; since: number }
  | { kind: 'failed' };

/** One picture to show; a person without a camera has a tile without a stream. */
export type Tile = {
  /** `<person>:<source>`. */
  key: string;
  person: PersonId;
  source: 'camera' | 'screen';
  name: string;
  title: string;
  own: boolean;
  isHost: boolean;
  track: TrackId | null;
  /** Only pictures; sound is played elsewhere. */
  stream: MediaStream | null;
  cameraOff: boolean;
  micOff: boolean;
  held: boolean;
  lost: boolean;
  /** Should show something and doesn't: no packets within 5 s. */
  dark: boolean;
};

export type Device = { id: string; label: string };

/** A device that has just been plugged in. */
export type Offered = Device & { kind: 'camera' | 'microphone' | 'speaker' };

/** One's own camera, microphone, loudspeaker. */
export type Devices = {
  camera: ReadonlySignal<DeviceState>;
  microphone: ReadonlySignal<DeviceState>;
  /** One's own picture. */
  preview: ReadonlySignal<MediaStream | null>;
  /** 0 to 1, of the microphone, also while muted. */
  level: ReadonlySignal<number>;
  cameras: ReadonlySignal<readonly Device[]>;
  microphones: ReadonlySignal<readonly Device[]>;
  /** Empty where the browser doesn't let one choose. */
  speakers: ReadonlySignal<readonly Device[]>;
  chosen: ReadonlySignal<{ camera: string; microphone: string; speaker: string }>;
  /** One that came after the others, until it's chosen or gone. */
  offered?: ReadonlySignal<Offered | null>;
  /** Asks the browser for both; again after a refusal or a fault. */
  ask: () => Promise<void>;
  choose: (kind: 'camera' | 'microphone' | 'speaker', id: string) => Promise<void>;
  turnCamera: (on: boolean) => Promise<void>;
  turnMicrophone: (on: boolean) => Promise<void>;
  /** Plays a soft sound, to try the loudspeaker or to be noticed. */
  playChord: () => Promise<void>;
  heard: (yes: boolean) => void;
  /** Tries whether media reach the server. */
  network: ReadonlySignal<
    | { kind: 'untried' | 'trying' | 'blocked' }
    | { kind: 'fine'; relayed: boolean; roundTripMs: number | null }
  >;
  tryNetwork: () => Promise<void>;
  report: () => DeviceReport;
};

/** Something to say once, in a toast and to screen readers. */
export type Said =
  | { kind: 'knocked'; names: readonly string[]; people: readonly PersonId[] }
  | { kind: 'joined' | 'left' | 'held_person' | 'back'; name: string }
  | { kind: 'asked_to_mute'; source: TrackSource }
  | { kind: 'device_changed'; device: 'camera' | 'microphone' | 'speaker'; label: string }
  | { kind: 'host_now'; name: string; me: boolean }
  | { kind: 'muted_while_talking' };

export type MeetingModel = {
  phase: ReadonlySignal<Phase>;
  info: ReadonlySignal<MeetingInfo | null>;
  lobby: ReadonlySignal<LobbyView | null>;
  room: ReadonlySignal<RoomView | null>;
  /** For the host only. */
  panel: ReadonlySignal<PanelView | null>;
  /** How it is for the others, for the host only. */
  quality: ReadonlySignal<QualityView | null>;
  invites: ReadonlySignal<readonly InviteView[]>;
  me: ReadonlySignal<{ person: PersonId; staff: boolean } | null>;
  devices: Devices;
  tiles: ReadonlySignal<readonly Tile[]>;
  speakers: ReadonlySignal<readonly PersonId[]>;
  link: ReadonlySignal<LinkState>;
  /** How the last few seconds were; null while nothing is measured. */
  digest: ReadonlySignal<QualityDigest | null>;
  /** For how long pictures have stood still since one went in. */
  frozenMs: ReadonlySignal<number>;
  /** Whether the browser lets no sound be played until one clicks. */
  soundBlocked: ReadonlySignal<boolean>;
  sharing: ReadonlySignal<boolean>;
  canShare: boolean;
  /** Calls back for each thing said; returns how to stop. */
  onSaid: (hear: (said: Said) => void) => () => void;

  /** Done with the check: knocks by itself, or joins when one is the host. */
  enter: (name: string) => Promise<Outcome<null>>;
  takeOver: () => Promise<Outcome<null>>;
  leave: (how: { hold: boolean }) => Promise<void>;
  /** After `failed`: begins the connection anew. */
  retry: () => void;
  /** After having left: opens the meeting again. */
  comeBack: () => Promise<void>;
  allowSound: () => void;
  share: (on: boolean) => Promise<void>;
  /** Tells how tall each tile is drawn, in device pixels; 0 for those out of sight. */
  shown: (heights: ReadonlyMap<TrackId, number>) => void;
  /** Host verbs. */
  act: (verb: MeetingVerb) => Promise<Outcome<null>>;
  invite: () => Promise<Outcome<InviteView>>;
  revoke: (link: string) => Promise<Outcome<null>>;
  /** Stops every track and connection; the page is going. */
  dispose: () => void;
};
