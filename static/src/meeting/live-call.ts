/*
 * One seat in the call: its two connections, the clock of the ladder, what is measured, what is wanted.
 * Invariant: nothing is sent for the seat while it isn't held on a living socket, and nothing at all once it's closed.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Outcome } from '../net/socket.ts';
import type { Generation } from '../protocol/Generation.ts';
import type { IceServer } from '../protocol/IceServer.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';
import type { QualityDigest } from '../protocol/QualityDigest.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { SeatNo } from '../protocol/SeatNo.ts';
import type { TrackId } from '../protocol/TrackId.ts';
import type { OwnDevices } from './devices.ts';
import { climb, GROUND, goesOn, isUp, type Ladder, type LadderInput, type Step } from './ladder.ts';
import type { LinkState } from './model.ts';
import { configuration } from './peer-ports.ts';
import { Peers } from './peers.ts';
import type { Playback } from './playback.ts';
import type { PubPorts, Sending } from './pub-peer.ts';
import { ALL_WELL, digestOf, type Judgement, judge, type Tally } from './quality.ts';
import type { Screen } from './screen.ts';
import type { SubOffer } from './sub-peer.ts';
import {
  DEAF_AFTER_MS,
  type Ear,
  type Eyes,
  expectedPictures,
  expectsSound,
  listen,
  look,
} from './watching.ts';

export type CallPorts = {
  seat: SeatNo;
  /** Of the last offer made on this seat, by the page before this one. */
  generation: Generation;
  iceServers: readonly IceServer[];
  relayOnly: boolean;
  handheld: boolean;
  me: string;
  connect: (config: RTCConfiguration) => RTCPeerConnection;
  ask: (verb: MeetingVerb) => Promise<Outcome<MeetingReply>>;
  now: () => number;
  playback: Playback;
  devices: OwnDevices;
  screen: ReadonlySignal<Screen | null>;
  room: ReadonlySignal<RoomView | null>;
  onGeneration: (generation: Generation) => void;
  onRefused: PubPorts['onRefused'];
};

export type Call = {
  readonly seat: SeatNo;
  readonly generation: () => Generation;
  /** Whether the seat is held on the socket as it is now. */
  readonly seated: () => boolean;
  readonly link: ReadonlySignal<LinkState>;
  /** How the last few seconds were, once some have been measured. */
  readonly digest: ReadonlySignal<QualityDigest | null>;
  readonly pictures: ReadonlySignal<ReadonlyMap<TrackId, MediaStream>>;
  /** Pictures that should come and don't, as seen from here. */
  readonly dark: ReadonlySignal<ReadonlySet<TrackId>>;
  offered: (offer: SubOffer) => void;
  /** The server lost the connection in which one sends. */
  pubLost: () => void;
  socketLost: () => void;
  /** The seat is held on the new socket. */
  resumed: () => void;
  networkChanged: () => void;
  shown: (heights: ReadonlyMap<TrackId, number>) => void;
  close: () => void;
};

const TICK_MS = 500;
const MEASURE_EVERY_MS = 2_500;
const DIGEST_EVERY_MS = 5_000;
/** A page that slept wakes with a clock far ahead: nobody tried anything in between. */
const LONGEST_TICK_MS = 2_000;
const WANT_AFTER_MS = 200;
const TALLEST = 65_535;

/** How a call begins. */
export type Beginning = {
  /** The seat was taken on a page before this one: the server still has its connections. */
  inherited: boolean;
  /** It went on before: what is not up is coming back. */
  again: boolean;
};

export function beginCall(ports: CallPorts, { inherited, again }: Beginning): Call {
  const { seat, devices, room, me, now } = ports;
  const ladder = signal<Ladder>({ ...GROUND, everUp: again });
  const judgement = signal<Judgement>(ALL_WELL);
  const latest = signal<QualityDigest | null>(null);
  const eyes = signal<Eyes>(new Map());
  const troubleAt = signal<number | null>(null);
  let generation = ports.generation;
  let closed = false;
  let gate: { passed: Promise<void>; open: () => void } | null = null;
  let heights: ReadonlyMap<TrackId, number> = new Map();
  let told = '';
  let wantTimer: ReturnType<typeof setTimeout> | undefined;
  let lived = 0;
  let tickedAt = now();
  let measuredAt = now();
  let measuring = false;
  let digested: Tally | null = null;
  let ear: Ear | null = null;

  const peers = new Peers(
    {
      seat,
      config: configuration(ports.iceServers, ports.relayOnly),
      connect: ports.connect,
      send,
      wait: (ms) => new Promise((go) => setTimeout(go, ms)),
      playback: ports.playback,
      handheld: ports.handheld,
      onState: (side, state) => put({ type: 'state', side, state, now: time() }),
      onMade: (side) => put({ type: 'made', side, now: time() }),
      onGeneration: (made) => {
        generation = made;
        ports.onGeneration(made);
      },
      onRefused: (failure) => !closed && ports.onRefused(failure),
    },
    ports.generation,
  );

  async function send(verb: MeetingVerb): Promise<Outcome<MeetingReply>> {
    while (gate !== null && !closed) await gate.passed;
    if (closed) return { ok: false, failure: { code: 'ended', message: 'left the seat', retryAfterMs: 0 } };
    return ports.ask(verb);
  }

  /** Time as this page lived it. */
  function time(): number {
    const at = now();
    lived += Math.min(Math.max(0, at - tickedAt), LONGEST_TICK_MS);
    tickedAt = at;
    return lived;
  }

  function put(input: LadderInput): void {
    if (closed) return;
    const { ladder: next, steps } = climb(ladder.peek(), input);
    if (next.troubleSince === null) troubleAt.value = null;
    else if (troubleAt.peek() === null) troubleAt.value = now();
    ladder.value = next;
    for (const step of steps) take(step);
  }

  function take(step: Step): void {
    switch (step.do) {
      case 'restart_ice':
        peers.restartIce(step.side);
        break;
      case 'make_anew':
        if (step.side === 'sub') digested = null;
        peers.makeAnew(step.side);
        break;
      case 'give_up_pictures':
        peers.onlySound(true);
        tellWants();
        break;
      case 'take_back_pictures':
        peers.onlySound(false);
        tellWants();
        break;
      case 'fail':
        break;
      default:
        step satisfies never;
    }
  }

  function onlySound(): boolean {
    return ladder.peek().audioOnly !== null || judgement.peek().audioOnly;
  }

  function tellWants(): void {
    clearTimeout(wantTimer);
    wantTimer = setTimeout(() => {
      const wanted = [...heights].map(([track, height]) => ({
        track,
        height: onlySound() ? 0 : Math.min(TALLEST, Math.max(0, Math.round(height))),
      }));
      const words = JSON.stringify(wanted);
      if (closed || words === told || wanted.length === 0) return;
      told = words;
      void send({ verb: 'want', seat, wanted }).then((outcome) => {
        if (!outcome.ok && told === words) told = '';
      });
    }, WANT_AFTER_MS);
  }

  function tick(): void {
    put({ type: 'time', now: time() });
    if (now() - measuredAt < MEASURE_EVERY_MS || measuring) return;
    measuredAt = now();
    measuring = true;
    void measure().finally(() => {
      measuring = false;
    });
  }

  async function measure(): Promise<void> {
    const tally = await peers.tally(now());
    if (closed) return;
    watchSound(tally);
    watchPictures(tally);
    digested ??= tally;
    if (tally.at - digested.at < DIGEST_EVERY_MS) return;
    const expected = peers.isConnected('sub') && expectsSound(room.peek(), me);
    const digest = digestOf(digested, tally, expected);
    digested = tally;
    latest.value = digest;
    const before = judgement.peek();
    // What is said of a connection that is down is that it's down; when it is back it is judged anew.
    judgement.value = isUp(ladder.peek())
      ? judge(before, digest)
      : { ...ALL_WELL, audioOnly: before.audioOnly, patience: before.patience };
    if (before.audioOnly !== judgement.peek().audioOnly) tellWants();
    if (gate === null) void send({ verb: 'quality', seat, digest });
  }

  function watchSound(tally: Tally): void {
    const expected = expectsSound(room.peek(), me);
    const before = ear;
    ear = listen(before, tally.audioPacketsIn, expected, tally.at);
    const comes = ear === null || (before !== null && ear !== before);
    if (comes) put({ type: 'sound', comes: true, now: time() });
    else if (ear !== null && tally.at - ear.since >= DEAF_AFTER_MS) {
      put({ type: 'sound', comes: false, now: time() });
      ear = { ...ear, since: tally.at };
    }
  }

  function watchPictures(tally: Tally): void {
    const mids = new Map(peers.incoming.peek().map(({ line }) => [line.track, line.mid]));
    const counted = new Map<TrackId, number>();
    const watched = isUp(ladder.peek()) && !onlySound() ? expectedPictures(room.peek(), me) : [];
    for (const track of watched) {
      if (heights.get(track) === 0) continue;
      const line = tally.lines.get(mids.get(track) ?? '');
      counted.set(track, (line?.frames ?? 0) + (line?.packets ?? 0));
    }
    const seen = look(eyes.peek(), counted, tally.at);
    eyes.value = seen.eyes;
    if (!seen.ask) return;
    if (ladder.peek().sub.at === 'idle') peers.renewSub();
    else peers.restartIce('sub');
  }

  const link = computed<LinkState>(() => {
    const { failed, everUp, audioOnly } = ladder.value;
    if (failed) return { kind: 'failed' };
    const fine = goesOn(ladder.value);
    if (!everUp) return { kind: 'connecting' };
    if (!fine) return { kind: 'reconnecting', since: troubleAt.value ?? now() };
    const only = audioOnly !== null || judgement.value.audioOnly;
    const { cause } = judgement.value;
    if (cause === 'none' && !only) return { kind: 'good' };
    return { kind: 'weak', cause: cause === 'none' ? 'download' : cause, audioOnly: only };
  });

  const stops = [
    effect(() => {
      const microphone = microphoneOf(devices);
      untracked(() => peers.set('microphone', microphone));
    }),
    effect(() => {
      const camera = cameraOf(devices);
      untracked(() => peers.set('camera', camera));
    }),
    effect(() => {
      const screen = ports.screen.value;
      const sound = screen?.audio ?? null;
      untracked(() => {
        peers.set('screen', screen === null ? null : { track: screen.video, muted: false });
        peers.set('screen_audio', sound === null ? null : { track: sound, muted: false });
      });
    }),
  ];
  put({ type: 'begun', now: time() });
  peers.open();
  if (inherited) peers.renewSub();
  const timer = setInterval(tick, TICK_MS);

  return {
    seat,
    generation: () => generation,
    seated: () => gate === null,
    link,
    digest: latest,
    pictures: peers.pictures,
    dark: computed(() => new Set([...eyes.value].flatMap(([track, eye]) => (eye.dark ? [track] : [])))),
    offered: (offer) => peers.offered(offer),
    pubLost: () => peers.restartIce('pub'),
    socketLost() {
      if (closed) return;
      gate ??= newGate();
      put({ type: 'socket', open: false, now: time() });
    },
    resumed() {
      const passed = gate;
      gate = null;
      passed?.open();
      told = '';
      tellWants();
      peers.resume();
      put({ type: 'socket', open: true, now: time() });
    },
    networkChanged: () => put({ type: 'network', now: time() }),
    shown(now) {
      heights = now;
      tellWants();
    },
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      clearTimeout(wantTimer);
      for (const stop of stops) stop();
      peers.close();
      gate?.open();
    },
  };
}

function microphoneOf(devices: OwnDevices): Sending | null {
  const track = devices.tracks.microphone.value;
  const muted = !devices.wishes.value.microphone;
  if (track !== null) return { track, muted };
  return isThere(devices.microphone.value) ? { track, muted: true } : null;
}

function cameraOf(devices: OwnDevices): Sending | null {
  const track = devices.tracks.camera.value;
  if (track !== null) return { track, muted: false };
  return isThere(devices.camera.value) ? { track, muted: true } : null;
}

/** Whether a device that sends nothing now may soon. */
function isThere(state: OwnDevices['camera']['value']): boolean {
  return state === 'off' || state === 'busy' || state === 'failed';
}

function newGate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
