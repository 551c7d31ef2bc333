/*
 * One's own camera, microphone and loudspeaker: asked for, chosen, turned on and off, and taken back when they were
 * lost (a headset unplugged, a telephone call, another program).
 * Invariant: a camera that is off has no track, so its light is out; whatever comes after `stop` is stopped at once.
 */
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { DeviceState } from '../protocol/DeviceState.ts';
import type { Heard } from '../protocol/Heard.ts';
import type { DeviceStorage } from '../stores/device.ts';
import { type Chosen, keepChosen, readChosen } from './device-memory.ts';
import { type DeviceKind, mayPass, nameOf, stateOf } from './device-problems.ts';
import type { Device, Devices, Offered, Said } from './model.ts';
import type { Trial } from './network-trial.ts';
import { hearLevel, SILENT } from './talking.ts';

export type DevicePorts = {
  /** Null where the page is not secure, or the browser knows no devices. */
  media: MediaDevices | null;
  storage: DeviceStorage;
  handheld: boolean;
  canChooseSpeaker: boolean;
  /** What the browser would answer; `unknown` where it doesn't tell. */
  permission: (kind: DeviceKind) => Promise<PermissionState | 'unknown'>;
  hidden: () => boolean;
  /** Calls back each time the page is looked at again. */
  onVisible: (hear: () => void) => () => void;
  meter: (track: MediaStreamTrack, hear: (level: number) => void) => () => void;
  chord: (speaker: string) => Promise<void>;
  trial: () => Promise<Trial | null>;
  say: (said: Said) => void;
};

export type Wishes = { camera: boolean; microphone: boolean };

export type OwnDevices = Devices & {
  offered: ReadonlySignal<Offered | null>;
  tracks: Record<DeviceKind, ReadonlySignal<MediaStreamTrack | null>>;
  wishes: ReadonlySignal<Wishes>;
  /** Before asking: what was on before a reload. */
  wish: (wishes: Wishes) => void;
  /** Stops both; `ask` begins again. */
  stop: () => void;
  dispose: () => void;
};

const INPUTS = { camera: 'videoinput', microphone: 'audioinput', speaker: 'audiooutput' } as const;
const KINDS = ['microphone', 'camera'] as const;
/** A track that the system silenced for longer than this doesn't come back by itself. */
const SILENCED_MS = 3_000;
/** A device that is silenced again and again isn't asked for again and again. */
const TAKE_BACK_EVERY_MS = 30_000;

export function createDevices(ports: DevicePorts): OwnDevices {
  const { media } = ports;
  const states = {
    camera: signal<DeviceState>('untested'),
    microphone: signal<DeviceState>('untested'),
  };
  const tracks = {
    camera: signal<MediaStreamTrack | null>(null),
    microphone: signal<MediaStreamTrack | null>(null),
  };
  const preview = signal<MediaStream | null>(null);
  const level = signal(0);
  const lists = {
    camera: signal<readonly Device[]>([]),
    microphone: signal<readonly Device[]>([]),
    speaker: signal<readonly Device[]>([]),
  };
  const offered = signal<Offered | null>(null);
  const wishes = signal<Wishes>({ camera: true, microphone: true });
  const network = signal<Devices['network']['value']>({ kind: 'untried' });
  let remembered = readChosen(ports.storage);
  const chosen = signal<Chosen>({ camera: '', microphone: '', speaker: remembered.speaker });
  let heard: Heard = 'untested';
  let asked = false;
  /** Grows with each stop: what was asked for before it is unwanted. */
  let round = 0;
  let asking: Promise<void> | null = null;
  let stopMeter: (() => void) | null = null;
  let talking = SILENT;
  let listed = false;
  const takenBackAt = { camera: Number.NEGATIVE_INFINITY, microphone: Number.NEGATIVE_INFINITY };
  const timers = new Set<ReturnType<typeof setTimeout>>();

  const later = (ms: number, then: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, ms);
    timers.add(timer);
  };

  function constraintsOf(kind: DeviceKind, exact: string | null): MediaTrackConstraints {
    const id = exact ?? remembered[kind];
    const device: MediaTrackConstraints =
      id === '' ? {} : { deviceId: exact === null ? { ideal: id } : { exact: id } };
    if (kind === 'microphone')
      return { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...device };
    const [width, height] = ports.handheld ? [640, 360] : [1_280, 720];
    const facing: MediaTrackConstraints = ports.handheld && id === '' ? { facingMode: 'user' } : {};
    return {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: 30 },
      ...facing,
      ...device,
    };
  }

  /** Asks the browser, and uses what it gives, unless it came too late to be wanted. */
  async function capture(kinds: readonly DeviceKind[], exact: string | null): Promise<void> {
    if (media === null || typeof media.getUserMedia !== 'function') throw new TypeError('no devices here');
    const mine = round;
    const wanted: MediaStreamConstraints = {};
    if (kinds.includes('microphone')) wanted.audio = constraintsOf('microphone', exact);
    if (kinds.includes('camera')) wanted.video = constraintsOf('camera', exact);
    const stream = await media.getUserMedia(wanted);
    for (const track of stream.getTracks()) {
      if (mine === round) install(track.kind === 'audio' ? 'microphone' : 'camera', track);
      else track.stop();
    }
  }

  /** Gets one device anew. The old one is let go first: many can be held only once. */
  async function acquire(kind: DeviceKind, exact: string | null = null): Promise<void> {
    const mine = round;
    asked = true;
    tracks[kind].peek()?.stop();
    try {
      await capture([kind], exact);
    } catch (problem) {
      if (mine !== round) return;
      if (exact !== null && nameOf(problem) !== 'NotAllowedError') return acquire(kind);
      lose(kind, stateOf(problem));
    }
    await list();
  }

  async function acquireBoth(): Promise<void> {
    const mine = round;
    asked = true;
    try {
      await capture(KINDS, null);
    } catch (problem) {
      for (const kind of KINDS) {
        if (mine !== round) return;
        if (stateOf(problem) === 'denied' && !(await mayAskAlone(kind))) lose(kind, 'denied');
        else await acquire(kind);
      }
    }
    if (mine === round) await list();
  }

  /**
   * After a no to both: whoever has just said no isn't asked twice more. Where the other was blocked before, nobody was
   * asked about this one.
   */
  async function mayAskAlone(kind: DeviceKind): Promise<boolean> {
    const other = kind === 'camera' ? 'microphone' : 'camera';
    const [mine, others] = await Promise.all([ports.permission(kind), ports.permission(other)]);
    return mine === 'granted' || mine === 'unknown' || (mine === 'prompt' && others === 'denied');
  }

  function install(kind: DeviceKind, track: MediaStreamTrack): void {
    if (!wishes.peek()[kind] && kind === 'camera') {
      // Turned off while the browser asked.
      track.stop();
      return;
    }
    const before = tracks[kind].peek();
    if (before !== null && before !== track) before.stop();
    track.addEventListener('ended', () => ended(kind, track));
    track.addEventListener('mute', () => later(SILENCED_MS, () => takeBackSilenced(kind, track)));
    const on = wishes.peek()[kind];
    track.enabled = on;
    batch(() => {
      chosen.value = { ...chosen.peek(), [kind]: track.getSettings().deviceId ?? '' };
      tracks[kind].value = track;
      states[kind].value = on ? 'ok' : 'off';
      if (kind === 'camera') preview.value = new MediaStream([track]);
    });
    if (kind === 'microphone') measure(track);
  }

  function measure(track: MediaStreamTrack): void {
    stopMeter?.();
    talking = SILENT;
    try {
      stopMeter = ports.meter(track, (now) => {
        level.value = now;
        const next = hearLevel(talking, now, !wishes.peek().microphone, Date.now());
        talking = next.talking;
        if (next.say) ports.say({ kind: 'muted_while_talking' });
      });
    } catch {
      // A browser without Web Audio: the microphone works, its level isn't seen.
      stopMeter = null;
    }
  }

  function drop(kind: DeviceKind): void {
    const track = tracks[kind].peek();
    tracks[kind].value = null;
    track?.stop();
    if (kind === 'camera') preview.value = null;
    else {
      stopMeter?.();
      stopMeter = null;
      level.value = 0;
    }
  }

  function lose(kind: DeviceKind, state: DeviceState): void {
    batch(() => {
      drop(kind);
      states[kind].value = state;
    });
  }

  /** The device was taken or unplugged; our own `stop` doesn't come here. */
  function ended(kind: DeviceKind, track: MediaStreamTrack): void {
    if (tracks[kind].peek() !== track) return;
    lose(kind, 'busy');
    if (!ports.hidden()) void takeBack(kind, track.label);
  }

  /** Asks for a lost device again; another one in its place is named. */
  async function takeBack(kind: DeviceKind, before: string | null): Promise<void> {
    takenBackAt[kind] = Date.now();
    await acquire(kind);
    const label = tracks[kind].peek()?.label ?? '';
    if (before !== null && label !== '' && label !== before)
      ports.say({ kind: 'device_changed', device: kind, label });
  }

  function takeBackSilenced(kind: DeviceKind, track: MediaStreamTrack): void {
    const still = tracks[kind].peek() === track && track.muted && !ports.hidden();
    if (still && Date.now() - takenBackAt[kind] >= TAKE_BACK_EVERY_MS) void takeBack(kind, null);
  }

  function takeBackLost(): void {
    if (!asked) return;
    for (const kind of KINDS) {
      const track = tracks[kind].peek();
      const wanted = kind === 'microphone' || wishes.peek().camera;
      if (track === null && wanted && mayPass(states[kind].peek())) void takeBack(kind, null);
      else if (track?.muted === true) later(1_000, () => takeBackSilenced(kind, track));
    }
  }

  async function list(): Promise<void> {
    if (media === null || typeof media.enumerateDevices !== 'function') return;
    const all = await media.enumerateDevices().catch(() => []);
    for (const kind of ['camera', 'microphone', 'speaker'] as const) {
      if (kind === 'speaker' && !ports.canChooseSpeaker) continue;
      const found = all
        .filter((one) => one.kind === INPUTS[kind] && one.deviceId !== '')
        .map((one) => ({ id: one.deviceId, label: one.label }));
      const before = new Set(lists[kind].peek().map((one) => one.id));
      const fresh = found.find((one) => !before.has(one.id) && one.id !== 'communications');
      if (listed && before.size > 0 && fresh !== undefined) offered.value = { ...fresh, kind };
      if (!found.some((one) => one.id === offered.peek()?.id) && offered.peek()?.kind === kind)
        offered.value = null;
      lists[kind].value = found;
    }
    listed ||= asked;
  }

  async function changed(): Promise<void> {
    const held = chosen.peek();
    await list();
    const gone = (kind: keyof Chosen): boolean =>
      held[kind] !== '' &&
      lists[kind].peek().length > 0 &&
      !lists[kind].peek().some((one) => one.id === held[kind]);
    if (gone('speaker')) {
      const [first] = lists.speaker.peek();
      chosen.value = { ...chosen.peek(), speaker: '' };
      ports.say({ kind: 'device_changed', device: 'speaker', label: first?.label ?? '' });
    }
    for (const kind of KINDS) {
      const track = tracks[kind].peek();
      // Some browsers end the track of what was unplugged, others leave it silent.
      if (track !== null && gone(kind)) ended(kind, track);
    }
    takeBackLost();
  }

  const onChange = (): void => void changed();
  media?.addEventListener?.('devicechange', onChange);
  const stopWatching = ports.onVisible(takeBackLost);

  async function ask(): Promise<void> {
    const live = (kind: DeviceKind): boolean => tracks[kind].peek()?.readyState === 'live';
    const camera = wishes.peek().camera && !live('camera');
    const microphone = !live('microphone');
    if (!wishes.peek().camera) states.camera.value = 'off';
    if (camera && microphone) await acquireBoth();
    else if (camera) await acquire('camera');
    else if (microphone) await acquire('microphone');
  }

  function stop(): void {
    round += 1;
    asking = null;
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    for (const kind of KINDS) {
      drop(kind);
      if (states[kind].peek() === 'ok' || states[kind].peek() === 'off') states[kind].value = 'untested';
    }
    asked = false;
  }

  return {
    camera: states.camera,
    microphone: states.microphone,
    preview,
    level,
    cameras: lists.camera,
    microphones: lists.microphone,
    speakers: lists.speaker,
    chosen,
    network,
    offered,
    tracks,
    wishes,
    wish(now) {
      wishes.value = now;
    },
    ask() {
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    async choose(kind, id) {
      remembered = { ...remembered, [kind]: id };
      keepChosen(ports.storage, remembered);
      if (offered.peek()?.id === id) offered.value = null;
      if (kind === 'speaker') chosen.value = { ...chosen.peek(), speaker: id };
      else if (kind === 'microphone' || wishes.peek().camera) await acquire(kind, id === '' ? null : id);
    },
    async turnCamera(on) {
      wishes.value = { ...wishes.peek(), camera: on };
      const state = states.camera.peek();
      // One that was refused or isn't there is not off: the person would look for a button that doesn't help.
      if (!on && tracks.camera.peek() === null && (state === 'denied' || state === 'missing')) return;
      if (!on) lose('camera', 'off');
      else if (tracks.camera.peek()?.readyState !== 'live') await acquire('camera');
    },
    async turnMicrophone(on) {
      wishes.value = { ...wishes.peek(), microphone: on };
      const track = tracks.microphone.peek();
      if (track !== null && track.readyState === 'live') {
        track.enabled = on;
        states.microphone.value = on ? 'ok' : 'off';
      } else if (on) await acquire('microphone');
    },
    // What can't be played isn't heard, which is what the person is asked.
    playChord: () => ports.chord(chosen.peek().speaker).catch(() => undefined),
    heard(yes) {
      heard = yes ? 'yes' : 'no';
    },
    async tryNetwork() {
      if (network.peek().kind === 'trying') return;
      network.value = { kind: 'trying' };
      network.value = (await ports.trial()) ?? { kind: 'untried' };
    },
    report() {
      const tried = network.peek();
      const fine = tried.kind === 'fine' ? tried : null;
      const media = fine !== null ? true : tried.kind === 'blocked' ? false : null;
      return {
        camera: states.camera.peek(),
        microphone: states.microphone.peek(),
        speaker: heard,
        network: { media, relayed: fine?.relayed ?? false, round_trip_ms: fine?.roundTripMs ?? null },
        handheld: ports.handheld,
      };
    },
    stop,
    dispose() {
      stop();
      stopWatching();
      media?.removeEventListener?.('devicechange', onChange);
    },
  };
}
