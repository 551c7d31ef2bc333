/* A made-up meeting for each state that the views know. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Device, Devices, LinkState, MeetingModel, Phase, Tile } from '../meeting/model.ts';
import type { Outcome } from '../net/socket.ts';
import type { DeviceReport } from '../protocol/DeviceReport.ts';
import type { DeviceState } from '../protocol/DeviceState.ts';
import type { HostState } from '../protocol/HostState.ts';
import type { LiveQuality } from '../protocol/LiveQuality.ts';
import type { LobbyState } from '../protocol/LobbyState.ts';
import type { QualityFigures } from '../protocol/QualityFigures.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import type { WaitingPerson } from '../protocol/WaitingPerson.ts';
import { drawn } from './drawn.ts';
import type { Samples } from './samples.ts';

export type Made = {
  phase: Phase;
  host?: boolean;
  hostState?: HostState;
  camera?: DeviceState;
  microphone?: DeviceState;
  network?: ReturnType<Devices['network']['peek']>;
  /** How many others are in. */
  others?: number;
  /** What is odd about them, by place: the first, the second … */
  odd?: readonly Partial<Tile>[];
  screen?: boolean;
  speaking?: number;
  waiting?: readonly Partial<WaitingPerson>[];
  link?: LinkState;
  /** How it is for the others, by place. */
  theirs?: readonly Partial<LiveQuality>[];
  locked?: boolean;
  named?: boolean;
  soundBlocked?: boolean;
  sharing?: boolean;
  pluggedIn?: boolean;
};

const MINUTE = 60_000;
export const LOG = 'made-up-log';
export const THREAD = 'made-up-thread';

/** The model of a meeting as told, which does nothing. */
export function madeUp(made: Made, samples: Samples): MeetingModel {
  const { phase, host = false, others = 0 } = made;
  const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();
  const names = namesOf(samples);
  const guest = names[1] ?? '';
  const tiles = [
    own(made, host ? samples.name : guest),
    ...Array.from({ length: others }, (_, at) => other(made, samples, names, at)),
    ...(made.screen === true ? [shared(samples, others)] : []),
  ];
  return {
    phase: signal(phase),
    info: signal({ id: 'm', title: samples.short, state: 'open', at: ago(40), conversation: LOG }),
    lobby: signal({
      revision: 1,
      state: STATES[phase.kind] ?? 'in_room',
      since: ago(4),
      host: { person: 'p0', name: samples.name, title: samples.title, state: made.hostState ?? 'in_room' },
      locked: made.locked ?? false,
      is_host: host,
      name: made.named === false ? '' : host ? samples.name : guest,
      conversation: LOG,
      thread: THREAD,
    }),
    room: signal({
      epoch: 1,
      revision: 1,
      locked: made.locked ?? false,
      people: tiles.filter((tile) => tile.source === 'camera').map(personOf),
      since: ago(23),
    }),
    panel: signal(
      host
        ? {
            revision: 1,
            people: (made.waiting ?? []).map((one, at) => waiting(one, at, names)),
            locked: made.locked ?? false,
          }
        : null,
    ),
    quality: signal(
      host ? { revision: 1, people: (made.theirs ?? []).map((one, at) => theirs(one, at, ago(23))) } : null,
    ),
    invites: signal(
      host
        ? [
            {
              url: 'https://exempel.se/m/q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6',
              link: 'q',
              valid: true,
              at: ago(20),
            },
          ]
        : [],
    ),
    me: signal({ person: 'me', staff: host }),
    devices: devicesOf(made),
    tiles: signal(tiles),
    speakers: signal(made.speaking === undefined ? [] : [`p${made.speaking}`]),
    link: signal(made.link ?? { kind: 'good' }),
    digest: signal({
      loss_in_pct: 0.4,
      loss_out_pct: 1.2,
      round_trip_ms: 48,
      jitter_ms: 6,
      freezes: 0,
      frozen_ms: 0,
      concealed_pct: 0,
      cause: 'none',
    }),
    frozenMs: signal(72_000),
    soundBlocked: signal(made.soundBlocked ?? false),
    sharing: signal(made.sharing ?? false),
    canShare: true,
    onSaid: () => () => undefined,
    enter: fine,
    takeOver: fine,
    leave: nothing,
    retry: () => undefined,
    comeBack: nothing,
    allowSound: () => undefined,
    share: nothing,
    shown: () => undefined,
    act: fine,
    invite: async () => ({ ok: false, failure: { code: 'unavailable', message: '', retryAfterMs: 0 } }),
    revoke: fine,
    dispose: () => undefined,
  };
}

const STATES: Partial<Record<Phase['kind'], LobbyState>> = {
  check: 'checking',
  waiting: 'waiting',
  joining: 'called',
  held: 'held',
  out: 'left',
};

const fine = async (): Promise<Outcome<null>> => ({ ok: true, value: null });
const nothing = async (): Promise<void> => undefined;

/** The people of a meeting: the sample's own name first. */
function namesOf(samples: Samples): string[] {
  return [samples.name, 'Anna Berg', samples.name, 'Erik Holm', samples.title, 'Åsa Lind'];
}

function own(made: Made, name: string): Tile {
  const seen = (made.camera ?? 'ok') === 'ok';
  return {
    key: 'me:camera',
    person: 'me',
    source: 'camera',
    name,
    title: '',
    own: true,
    isHost: made.host ?? false,
    track: null,
    stream: seen ? drawn(0) : null,
    cameraOff: !seen,
    micOff: (made.microphone ?? 'ok') !== 'ok',
    held: false,
    lost: false,
    dark: false,
  };
}

function other(made: Made, samples: Samples, names: readonly string[], at: number): Tile {
  const isHost = made.host !== true && at === 0;
  const odd = made.odd?.[at] ?? {};
  return {
    key: `p${at}:camera`,
    person: `p${at}`,
    source: 'camera',
    name: names[made.host === true ? at + 1 : at] ?? samples.name,
    title: isHost ? samples.title : '',
    own: false,
    isHost,
    track: 10 + at,
    stream: odd.cameraOff === true ? null : drawn(at + 1),
    cameraOff: false,
    micOff: false,
    held: false,
    lost: false,
    dark: false,
    ...odd,
  };
}

function shared(samples: Samples, at: number): Tile {
  const tile = other({ phase: { kind: 'call' } }, samples, [samples.name], 0);
  return { ...tile, key: 'p0:screen', source: 'screen', track: 20 + at, stream: drawn('screen') };
}

function personOf(tile: Tile): RoomPerson {
  const { person, name, title, isHost: is_host, held, lost } = tile;
  return {
    person,
    name,
    title,
    is_host,
    is_staff: is_host,
    held,
    lost,
    tracks: [{ track: tile.track ?? 0, source: 'microphone', muted: tile.micOff }],
  };
}

const MEASURED: QualityFigures = {
  loss_in_pct: 0.3,
  loss_out_pct: 0,
  round_trip_ms: 40,
  frozen_ms: 0,
  concealed_pct: 0.1,
};

function theirs(one: Partial<LiveQuality>, at: number, since: string): LiveQuality {
  const common = { level: 'good', cause: 'none', latest: MEASURED, so_far: MEASURED, since } as const;
  return { person: `p${at}`, ...common, ...one };
}

const WORKS: DeviceReport = {
  camera: 'ok',
  microphone: 'ok',
  speaker: 'yes',
  network: { media: true, relayed: false, round_trip_ms: 40 },
  handheld: false,
};

function waiting(one: Partial<WaitingPerson>, at: number, names: readonly string[]): WaitingPerson {
  return {
    person: `w${at}`,
    name: names[(at + 2) % names.length] ?? '',
    state: 'waiting',
    since: new Date(Date.now() - (12 - 3 * at) * MINUTE).toISOString(),
    present: true,
    device: WORKS,
    thread: THREAD,
    ...one,
  };
}

function devicesOf(made: Made): Devices {
  const {
    camera = 'ok',
    microphone = 'ok',
    network = { kind: 'fine', relayed: false, roundTripMs: 40 },
  } = made;
  const list = (...labels: string[]): ReadonlySignal<readonly Device[]> =>
    signal(labels.map((label) => ({ id: label, label })));
  return {
    camera: signal(camera),
    microphone: signal(microphone),
    preview: signal(camera === 'ok' ? drawn(0) : null),
    level: signal(microphone === 'ok' ? 0.45 : 0),
    cameras: list('FaceTime HD Camera', 'Logitech BRIO'),
    microphones: list('MacBook Pro Microphone'),
    speakers: list('MacBook Pro Speakers'),
    chosen: signal({
      camera: 'FaceTime HD Camera',
      microphone: 'MacBook Pro Microphone',
      speaker: 'MacBook Pro Speakers',
    }),
    offered: signal(
      made.pluggedIn === true ? { kind: 'microphone', id: 'headset', label: 'Jabra Evolve 75' } : null,
    ),
    ask: nothing,
    choose: nothing,
    turnCamera: nothing,
    turnMicrophone: nothing,
    playChord: nothing,
    heard: () => undefined,
    network: signal(network),
    tryNetwork: nothing,
    report: () => ({ ...WORKS, speaker: 'untested' }),
  };
}
