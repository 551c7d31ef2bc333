/*
 * The connection in which one sends. The client offers: one offer at a time, each with the next generation; what
 * changes meanwhile goes into the next.
 * Invariant: lines are reused and never removed. An answer counts only for the offer it belongs to.
 */
import type { Failure } from '../net/socket.ts';
import type { Generation } from '../protocol/Generation.ts';
import type { TrackOffer } from '../protocol/TrackOffer.ts';
import type { TrackSource } from '../protocol/TrackSource.ts';
import { passes } from '../stores/outbox.ts';
import { type Candidates, createCandidates } from './candidates.ts';
import { type PeerPorts, shut } from './peer-ports.ts';

/** What is sent of a source: a track, or none while it is muted. */
export type Sending = { track: MediaStreamTrack | null; muted: boolean };

export type PubPorts = PeerPorts & {
  onState: (state: RTCPeerConnectionState) => void;
  /** An offer was made: so that a reload can go on from its number. */
  onGeneration: (generation: Generation) => void;
  /** The server won't have the offer: the seat or its numbers are out of step, or it can't be understood. */
  onRefused: (failure: Failure) => void;
  /** A telephone or tablet: smaller pictures. */
  handheld: boolean;
};

type Line = {
  transceiver: RTCRtpTransceiver | null;
  sending: Sending | null;
  /** What the server was last told. */
  toldMuted: boolean | null;
};

const SOURCES = ['microphone', 'camera', 'screen', 'screen_audio'] as const;
const PAUSE_MS = 1_000;

/**
 * Smallest first, as browsers share out bandwidth in this order. `l` has a quarter of the pixels of `h`.
 */
function cameraLayers(handheld: boolean): RTCRtpEncodingParameters[] {
  return [
    { rid: 'l', scaleResolutionDownBy: 2, maxBitrate: handheld ? 150_000 : 200_000 },
    { rid: 'h', scaleResolutionDownBy: 1, maxBitrate: handheld ? 600_000 : 1_200_000 },
  ];
}

const SCREEN_LAYER: RTCRtpEncodingParameters = { maxBitrate: 2_500_000 };

export class PubPeer {
  readonly #ports: PubPorts;
  #pc: RTCPeerConnection | null = null;
  #candidates: Candidates;
  #lines: Record<TrackSource, Line> = emptyLines();
  #generation: Generation;
  #running = false;
  #again = false;
  #restart = false;
  #onlySound = false;

  constructor(ports: PubPorts, generation: Generation = 0) {
    this.#ports = ports;
    this.#generation = generation;
    this.#candidates = this.#newCandidates();
  }

  /** Makes the connection, or makes it anew, with all that is sent, and offers it. */
  open(): void {
    shut(this.#pc);
    const pc = this.#ports.connect(this.#ports.config);
    this.#pc = pc;
    this.#running = false;
    this.#restart = false;
    this.#candidates = this.#newCandidates();
    pc.onconnectionstatechange = () => this.#pc === pc && this.#ports.onState(pc.connectionState);
    pc.onicecandidate = ({ candidate }) =>
      this.#candidates.found(
        this.#generation,
        candidate === null || candidate.candidate === '' ? null : candidate.candidate,
      );
    for (const source of SOURCES) {
      const line = this.#lines[source];
      line.transceiver = null;
      line.toldMuted = null;
      if (source === 'microphone' || source === 'camera' || line.sending !== null) this.#fill(source);
    }
    this.#negotiate();
  }

  /** Sets what is sent of a source; null when there is nothing to send at all. */
  set(source: TrackSource, sending: Sending | null): void {
    const line = this.#lines[source];
    const named = line.sending !== null;
    line.sending = sending;
    if (this.#pc === null) return;
    const fresh = line.transceiver === null;
    if (fresh && sending === null) return;
    this.#fill(source);
    if (fresh || named !== (sending !== null)) this.#negotiate();
    else this.#tellMuted(line);
  }

  /** Sends no pictures, or sends them again. */
  onlySound(only: boolean): void {
    if (this.#onlySound === only) return;
    this.#onlySound = only;
    for (const source of ['camera', 'screen'] as const) {
      const line = this.#lines[source];
      if (line.transceiver === null || line.sending === null) continue;
      this.#fill(source);
      this.#tellMuted(line);
    }
  }

  restartIce(): void {
    if (this.#pc !== null) this.#negotiate(true);
  }

  /** After the seat was taken up again on a new socket: what was told meanwhile may be lost. */
  resume(): void {
    for (const source of SOURCES) {
      const line = this.#lines[source];
      if (line.toldMuted === null) continue;
      line.toldMuted = null;
      this.#tellMuted(line);
    }
  }

  async stats(): Promise<readonly Record<string, unknown>[]> {
    return this.#pc === null ? [] : reportOf(this.#pc);
  }

  get state(): RTCPeerConnectionState | null {
    return this.#pc?.connectionState ?? null;
  }

  close(): void {
    shut(this.#pc);
    this.#pc = null;
    this.#again = false;
  }

  /** Puts a source's track on its line, which is made at the first need. */
  #fill(source: TrackSource): void {
    const pc = this.#pc;
    const line = this.#lines[source];
    if (pc === null) return;
    const video = source === 'camera' || source === 'screen';
    const track = video && this.#onlySound ? null : (line.sending?.track ?? null);
    if (line.transceiver === null) {
      const init: RTCRtpTransceiverInit = { direction: 'sendonly' };
      if (source === 'camera') init.sendEncodings = cameraLayers(this.#ports.handheld);
      else if (source === 'screen') init.sendEncodings = [SCREEN_LAYER];
      line.transceiver = pc.addTransceiver(video ? 'video' : 'audio', init);
      preferCodec(line.transceiver, video ? 'video' : 'audio');
    }
    // Microphone and camera keep their lines open: turning them on again then needs no new offer.
    const idle = line.sending === null && (source === 'screen' || source === 'screen_audio');
    const direction = idle ? 'inactive' : 'sendonly';
    if (line.transceiver.direction !== direction) line.transceiver.direction = direction;
    // A connection that is closed meanwhile refuses it, and no longer matters.
    line.transceiver.sender.replaceTrack(track).catch(() => undefined);
  }

  #mutedOf(source: TrackSource): boolean {
    const { sending } = this.#lines[source];
    const video = source === 'camera' || source === 'screen';
    return sending === null || sending.muted || sending.track === null || (video && this.#onlySound);
  }

  #tellMuted(line: Line): void {
    const source = SOURCES.find((one) => this.#lines[one] === line);
    const mid = line.transceiver?.mid ?? null;
    if (source === undefined || mid === null || line.sending === null || this.#running) return;
    const muted = this.#mutedOf(source);
    if (line.toldMuted === muted) return;
    line.toldMuted = muted;
    void this.#ports.send({ verb: 'mute', seat: this.#ports.seat, mid, muted }).then((outcome) => {
      if (!outcome.ok) void this.#tellMutedAgain(line, muted, outcome.failure);
    });
  }

  /** The server lets nothing through of what it believes to be off, so it must know. */
  async #tellMutedAgain(line: Line, muted: boolean, failure: Failure): Promise<void> {
    // Told by `resume` once there is a socket again.
    if (failure.code === 'disconnected' || !passes(failure) || line.toldMuted !== muted) return;
    const pc = this.#pc;
    await this.#ports.wait(failure.retryAfterMs > 0 ? failure.retryAfterMs : PAUSE_MS);
    if (this.#pc !== pc || line.toldMuted !== muted) return;
    line.toldMuted = null;
    this.#tellMuted(line);
  }

  #negotiate(restart = false): void {
    this.#again = true;
    this.#restart ||= restart;
    if (!this.#running && this.#pc !== null) void this.#run(this.#pc);
  }

  async #run(pc: RTCPeerConnection): Promise<void> {
    this.#running = true;
    // What is set in one go is offered in one description.
    await Promise.resolve();
    while (this.#again && this.#pc === pc) {
      this.#again = false;
      await this.#offer(pc);
    }
    if (this.#pc !== pc) return;
    this.#running = false;
    for (const source of SOURCES) {
      const line = this.#lines[source];
      if (line.toldMuted !== null) this.#tellMuted(line);
    }
  }

  async #offer(pc: RTCPeerConnection): Promise<void> {
    const iceRestart = this.#restart;
    this.#restart = false;
    this.#generation += 1;
    const generation = this.#generation;
    this.#ports.onGeneration(generation);
    try {
      const offer = await pc.createOffer({ iceRestart });
      if (this.#pc !== pc) return;
      await pc.setLocalDescription(offer);
      if (this.#pc !== pc) return;
      const { seat } = this.#ports;
      const tracks = this.#tracks();
      const sdp = pc.localDescription?.sdp ?? offer.sdp ?? '';
      const outcome = await this.#ports.send({ verb: 'pub_offer', seat, generation, sdp, tracks });
      if (this.#pc !== pc) return;
      if (!outcome.ok) {
        await this.#refused(pc, outcome.failure, iceRestart);
      } else if (outcome.value.type === 'answer' && outcome.value.generation === generation) {
        await pc.setRemoteDescription({ type: 'answer', sdp: outcome.value.sdp });
        this.#candidates.described(generation);
      }
    } catch {
      if (this.#pc !== pc) return;
      await this.#refused(pc, { code: 'invalid', message: 'not understood', retryAfterMs: 0 }, iceRestart);
    }
  }

  async #refused(pc: RTCPeerConnection, failure: Failure, iceRestart: boolean): Promise<void> {
    switch (failure.code) {
      case 'disconnected':
      case 'rate_limited':
      case 'unavailable':
      case 'internal':
        this.#again = true;
        this.#restart ||= iceRestart;
        await this.#ports.wait(failure.retryAfterMs > 0 ? failure.retryAfterMs : PAUSE_MS);
        break;
      default:
        // Where there is no offer to take back it refuses, and all is as it should be.
        await pc.setLocalDescription({ type: 'rollback' }).catch(() => undefined);
        if (this.#pc === pc) this.#ports.onRefused(failure);
    }
  }

  #tracks(): TrackOffer[] {
    const offers: TrackOffer[] = [];
    for (const source of SOURCES) {
      const line = this.#lines[source];
      const mid = line.transceiver?.mid ?? null;
      line.toldMuted = null;
      if (mid === null || line.sending === null) continue;
      const muted = this.#mutedOf(source);
      line.toldMuted = muted;
      offers.push({ mid, source, muted });
    }
    return offers;
  }

  #newCandidates(): Candidates {
    const { seat, send } = this.#ports;
    return createCandidates((generation, candidate) => {
      // The server only looks at them: one that is lost costs nothing.
      void send({ verb: 'candidate', seat, side: 'pub', generation, candidate });
    });
  }
}

function emptyLines(): Record<TrackSource, Line> {
  const line = (): Line => ({ transceiver: null, sending: null, toldMuted: null });
  return { microphone: line(), camera: line(), screen: line(), screen_audio: line() };
}

const CODECS = { audio: 'audio/opus', video: 'video/vp8' } as const;

/** Opus and VP8 alone: no retransmission, redundancy or correction formats beside them. */
function preferCodec(transceiver: RTCRtpTransceiver, kind: 'audio' | 'video'): void {
  if (typeof RTCRtpReceiver === 'undefined' || typeof transceiver.setCodecPreferences !== 'function') return;
  const known = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const wanted = known.filter((codec) => codec.mimeType.toLowerCase() === CODECS[kind]);
  if (wanted.length === 0) return;
  try {
    transceiver.setCodecPreferences(wanted);
  } catch {
    // The browser's own choice then; the server answers with what both know.
  }
}

/** What a connection reports, as a list. */
export async function reportOf(pc: RTCPeerConnection): Promise<readonly Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  try {
    const report = await pc.getStats();
    report.forEach((one: Record<string, unknown>) => void all.push(one));
  } catch {
    // Closed meanwhile: there is nothing to report.
  }
  return all;
}
