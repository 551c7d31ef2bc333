/** Browser parts as tests play them: just what the call asks of them, and what it did with them. */
import type { Outcome } from '../net/socket.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';

let tracks = 0;

export class FakeTrack extends EventTarget {
  readonly id = `t${++tracks}`;
  readonly kind: string;
  readonly label: string;
  enabled = true;
  muted = false;
  readyState: 'live' | 'ended' = 'live';
  contentHint = '';
  readonly deviceId: string;

  constructor(kind: string, deviceId = '', label = '') {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
    this.label = label;
  }
  stop(): void {
    this.readyState = 'ended';
  }
  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.deviceId, this.label);
  }
  getSettings(): { deviceId: string } {
    return { deviceId: this.deviceId };
  }
  /** The device goes away. */
  ends(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

export class FakeStream {
  readonly #tracks: FakeTrack[];
  constructor(from: FakeTrack[] = []) {
    this.#tracks = [...from];
  }
  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }
  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter((track) => track.kind === 'video');
  }
  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter((track) => track.kind === 'audio');
  }
}

export const asTrack = (track: FakeTrack): MediaStreamTrack => track as unknown as MediaStreamTrack;

class FakeTransceiver {
  mid: string | null = null;
  direction: RTCRtpTransceiverDirection;
  readonly kind: string;
  readonly encodings: RTCRtpEncodingParameters[];
  readonly sender: {
    track: MediaStreamTrack | null;
    replaceTrack: (track: MediaStreamTrack | null) => Promise<void>;
  } = {
    track: null,
    replaceTrack: (track) => {
      this.sender.track = track;
      return Promise.resolve();
    },
  };
  readonly receiver: { track: MediaStreamTrack };

  constructor(kind: string, init: RTCRtpTransceiverInit = {}, mid: string | null = null) {
    this.kind = kind;
    this.direction = init.direction ?? 'sendrecv';
    this.encodings = init.sendEncodings ?? [];
    this.mid = mid;
    this.receiver = { track: asTrack(new FakeTrack(kind)) };
  }
}

/** A connection; a remote offer is written `offer audio:0 video:1`. */
export class FakeConnection {
  readonly config: RTCConfiguration;
  readonly transceivers: FakeTransceiver[] = [];
  localDescription: RTCSessionDescriptionInit | null = null;
  remote: string[] = [];
  restarts = 0;
  connectionState: RTCPeerConnectionState = 'new';
  onconnectionstatechange: (() => void) | null = null;
  onicecandidate: ((e: { candidate: { candidate: string } | null }) => void) | null = null;
  closed = false;
  /** What the next description from the other side does. */
  refuses = false;

  constructor(config: RTCConfiguration) {
    this.config = config;
  }
  addTransceiver(kind: string, init?: RTCRtpTransceiverInit): FakeTransceiver {
    const made = new FakeTransceiver(kind, init);
    this.transceivers.push(made);
    return made;
  }
  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }
  createOffer(options: RTCOfferOptions = {}): Promise<RTCSessionDescriptionInit> {
    if (options.iceRestart === true) this.restarts += 1;
    return Promise.resolve({ type: 'offer', sdp: 'offer' });
  }
  createAnswer(): Promise<RTCSessionDescriptionInit> {
    return Promise.resolve({ type: 'answer', sdp: 'answer' });
  }
  setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.localDescription = description;
    this.transceivers.forEach((one, at) => {
      one.mid ??= String(at);
    });
    return Promise.resolve();
  }
  setRemoteDescription({ sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
    if (this.refuses) return Promise.reject(new Error('no'));
    this.remote.push(sdp);
    for (const [, kind = '', mid = ''] of sdp.matchAll(/(audio|video):(\d+)/g))
      if (!this.transceivers.some((one) => one.mid === mid))
        this.transceivers.push(new FakeTransceiver(kind, {}, mid));
    return Promise.resolve();
  }
  getStats(): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map());
  }
  close(): void {
    this.closed = true;
  }
  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  finds(candidate: string | null): void {
    this.onicecandidate?.({ candidate: candidate === null ? null : { candidate } });
  }
}

/** The server's end of the verbs: what was asked, and answers as the test gives them. */
export class FakeServer {
  readonly heard: MeetingVerb[] = [];
  readonly #waiting: { verb: MeetingVerb; settle: (outcome: Outcome<MeetingReply>) => void }[] = [];
  readonly connections: FakeConnection[] = [];
  /** What muting is answered next, before it is simply done. */
  readonly refusals: Outcome<MeetingReply>[] = [];

  readonly send = (verb: MeetingVerb): Promise<Outcome<MeetingReply>> => {
    this.heard.push(verb);
    const refusal = verb.verb === 'mute' ? this.refusals.shift() : undefined;
    if (refusal !== undefined) return Promise.resolve(refusal);
    if (verb.verb !== 'pub_offer' && verb.verb !== 'sub_answer')
      return Promise.resolve({ ok: true, value: { type: 'done' } });
    return new Promise((settle) => this.#waiting.push({ verb, settle }));
  };
  readonly connect = (config: RTCConfiguration): RTCPeerConnection => {
    const made = new FakeConnection(config);
    this.connections.push(made);
    return made as unknown as RTCPeerConnection;
  };
  connection(at = -1): FakeConnection {
    const one = this.connections.at(at);
    if (one === undefined) throw new Error('no connection yet');
    return one;
  }
  get waiting(): number {
    return this.#waiting.length;
  }
  /** Answers the oldest question. */
  async answers(outcome: Outcome<MeetingReply>): Promise<void> {
    const oldest = this.#waiting.shift();
    if (oldest === undefined) throw new Error('nobody asks');
    oldest.settle(outcome);
    await settled();
  }
  said<V extends MeetingVerb['verb']>(verb: V): Extract<MeetingVerb, { verb: V }>[] {
    return this.heard.filter((one): one is Extract<MeetingVerb, { verb: V }> => one.verb === verb);
  }
}

export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
};

/** Cameras and microphones, as plugged in as the test wants. */
export class FakeMedia extends EventTarget {
  plugged: { kind: MediaDeviceKind; deviceId: string; label: string }[] = [
    { kind: 'audioinput', deviceId: 'mic', label: 'Mikrofon' },
    { kind: 'videoinput', deviceId: 'cam', label: 'Kamera' },
    { kind: 'audiooutput', deviceId: 'out', label: 'Högtalare' },
  ];
  /** The name of the error that each gives, if any. */
  problems: { audio?: string; video?: string } = {};
  readonly asked: MediaStreamConstraints[] = [];
  readonly given: FakeTrack[] = [];
  /** Until it is let go, when set. */
  waits: Promise<void> | null = null;

  async getUserMedia(wanted: MediaStreamConstraints): Promise<FakeStream> {
    this.asked.push(wanted);
    if (this.waits !== null) await this.waits;
    const tracks: FakeTrack[] = [];
    for (const kind of ['audio', 'video'] as const) {
      const constraints = wanted[kind];
      if (typeof constraints !== 'object') continue;
      const problem = this.problems[kind];
      if (problem !== undefined) throw Object.assign(new Error(problem), { name: problem });
      const input = kind === 'audio' ? 'audioinput' : 'videoinput';
      const there = this.plugged.filter((one) => one.kind === input);
      const id = idOf(constraints);
      const one = there.find(({ deviceId }) => deviceId === id.id) ?? (id.exact ? undefined : there[0]);
      if (one === undefined) {
        const name = id.exact && there.length > 0 ? 'OverconstrainedError' : 'NotFoundError';
        throw Object.assign(new Error(name), { name });
      }
      tracks.push(new FakeTrack(kind, one.deviceId, one.label));
    }
    this.given.push(...tracks);
    return new FakeStream(tracks);
  }
  enumerateDevices(): Promise<FakeMedia['plugged']> {
    return Promise.resolve(this.plugged);
  }
  /** A device comes or goes. */
  changes(plugged: FakeMedia['plugged']): void {
    this.plugged = plugged;
    this.dispatchEvent(new Event('devicechange'));
  }
  live(): string[] {
    return this.given.filter((track) => track.readyState === 'live').map((track) => track.deviceId);
  }
}

function idOf(constraints: MediaTrackConstraints): { id: string; exact: boolean } {
  const { deviceId } = constraints;
  if (typeof deviceId !== 'object' || Array.isArray(deviceId)) return { id: '', exact: false };
  const exact = typeof deviceId.exact === 'string';
  return { id: String(deviceId.exact ?? deviceId.ideal ?? ''), exact };
}
