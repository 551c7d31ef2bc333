/*
 * The connection in which one gets what others send. The server offers; this answers, one offer after the other.
 * Invariant: an offer of an older generation is never taken. What the lines carry is what the newest answered offer
 * says; a line that it doesn't name is silent.
 */
import type { Generation } from '../protocol/Generation.ts';
import type { MeetingEvent } from '../protocol/MeetingEvent.ts';
import type { SubLine } from '../protocol/SubLine.ts';
import { type Candidates, createCandidates } from './candidates.ts';
import { type PeerPorts, shut } from './peer-ports.ts';
import { reportOf } from './pub-peer.ts';

export type SubOffer = Extract<MeetingEvent, { what: 'sub_offer' }>;
/** A line and what comes on it. */
export type Incoming = { line: SubLine; track: MediaStreamTrack };

export type SubPorts = PeerPorts & {
  onState: (state: RTCPeerConnectionState) => void;
  /** A connection was made, at the server's wish. */
  onMade: () => void;
  onIncoming: (incoming: readonly Incoming[]) => void;
};

export class SubPeer {
  readonly #ports: SubPorts;
  #pc: RTCPeerConnection | null = null;
  #candidates: Candidates;
  #newest: Generation = 0;
  /** The offer that is being answered: what the browser finds belongs to it. */
  #answering: Generation = 0;
  #next: SubOffer | null = null;
  #running = false;
  /** The connection was thrown away here: only an offer for a new one will do. */
  #onlyFresh = false;
  #closed = false;

  constructor(ports: SubPorts) {
    this.#ports = ports;
    this.#candidates = this.#newCandidates();
  }

  /** Takes an offer of the server's. */
  offered(offer: SubOffer): void {
    if (this.#closed || offer.generation <= this.#newest) return;
    if (this.#onlyFresh && !offer.fresh) return;
    this.#newest = offer.generation;
    // A newer offer before the older was begun: only the newer is answered, on the connection that either asks for.
    this.#next = { ...offer, fresh: offer.fresh || this.#next?.fresh === true };
    if (!this.#running) void this.#run();
  }

  /** Asks for new ICE credentials on the same connection. */
  restartIce(): void {
    this.#ask(false);
  }

  /** Throws the connection away and asks for another. */
  renew(): void {
    this.#onlyFresh = true;
    shut(this.#pc);
    this.#pc = null;
    this.#next = null;
    this.#ask(true);
  }

  async stats(): Promise<readonly Record<string, unknown>[]> {
    return this.#pc === null ? [] : reportOf(this.#pc);
  }

  get state(): RTCPeerConnectionState | null {
    return this.#pc?.connectionState ?? null;
  }

  close(): void {
    this.#closed = true;
    this.#next = null;
    shut(this.#pc);
    this.#pc = null;
  }

  #ask(fresh: boolean): void {
    void this.#ports.send({ verb: 'sub_restart', seat: this.#ports.seat, fresh });
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let offer = this.#next; offer !== null; offer = this.#next) {
      this.#next = null;
      await this.#answer(offer);
    }
    this.#running = false;
  }

  async #answer(offer: SubOffer): Promise<void> {
    const pc = offer.fresh || this.#pc === null ? this.#make() : this.#pc;
    const { seat, send } = this.#ports;
    const { generation } = offer;
    try {
      await pc.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
      if (this.#pc !== pc) return;
      const answer = await pc.createAnswer();
      if (this.#pc !== pc) return;
      this.#answering = generation;
      await pc.setLocalDescription(answer);
      if (this.#pc !== pc) return;
      this.#ports.onIncoming(incomingOf(pc, offer.lines));
      const sdp = pc.localDescription?.sdp ?? answer.sdp ?? '';
      const outcome = await send({ verb: 'sub_answer', seat, generation, sdp });
      if (this.#pc !== pc) return;
      if (outcome.ok) this.#candidates.described(generation);
      // The server may wait for this answer: it offers anew when it is asked to.
      else if (outcome.failure.code === 'disconnected' && this.#next === null) this.restartIce();
    } catch {
      // An offer that doesn't fit this connection: another connection will do.
      if (this.#pc === pc && !this.#closed) this.renew();
    }
  }

  #make(): RTCPeerConnection {
    shut(this.#pc);
    const pc = this.#ports.connect(this.#ports.config);
    this.#pc = pc;
    this.#onlyFresh = false;
    this.#candidates = this.#newCandidates();
    pc.onconnectionstatechange = () => this.#pc === pc && this.#ports.onState(pc.connectionState);
    pc.onicecandidate = ({ candidate }) =>
      this.#candidates.found(
        this.#answering,
        candidate === null || candidate.candidate === '' ? null : candidate.candidate,
      );
    this.#ports.onMade();
    return pc;
  }

  #newCandidates(): Candidates {
    const { seat, send } = this.#ports;
    return createCandidates((generation, candidate) => {
      // The server only looks at them: one that is lost costs nothing.
      void send({ verb: 'candidate', seat, side: 'sub', generation, candidate });
    });
  }
}

function incomingOf(pc: RTCPeerConnection, lines: readonly SubLine[]): Incoming[] {
  const byMid = new Map(pc.getTransceivers().map((one) => [one.mid, one.receiver.track]));
  return lines.flatMap((line) => {
    const track = byMid.get(line.mid);
    return track === undefined ? [] : [{ line, track }];
  });
}
