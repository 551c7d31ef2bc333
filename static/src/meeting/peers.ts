/*
 * Both connections of one seat: what is sent, what comes, and where each comes to be seen and heard.
 * Invariant: everything here belongs to one seat; another seat has other peers.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Generation } from '../protocol/Generation.ts';
import type { PeerSide } from '../protocol/PeerSide.ts';
import type { TrackId } from '../protocol/TrackId.ts';
import type { TrackSource } from '../protocol/TrackSource.ts';
import type { PeerPorts } from './peer-ports.ts';
import type { Playback } from './playback.ts';
import { PubPeer, type PubPorts, type Sending } from './pub-peer.ts';
import { type Tally, tallyOf } from './quality.ts';
import { type Incoming, type SubOffer, SubPeer } from './sub-peer.ts';

export type PeersPorts = PeerPorts & {
  playback: Playback;
  handheld: boolean;
  onState: (side: PeerSide, state: RTCPeerConnectionState) => void;
  onMade: (side: PeerSide) => void;
  onGeneration: (generation: Generation) => void;
  onRefused: PubPorts['onRefused'];
};

export class Peers {
  readonly #pub: PubPeer;
  readonly #sub: SubPeer;
  readonly #ports: PeersPorts;
  readonly #incoming = signal<readonly Incoming[]>([]);
  readonly #pictures = signal<ReadonlyMap<TrackId, MediaStream>>(new Map());

  constructor(ports: PeersPorts, generation: Generation) {
    this.#ports = ports;
    this.#pub = new PubPeer({ ...ports, onState: (state) => ports.onState('pub', state) }, generation);
    this.#sub = new SubPeer({
      ...ports,
      onState: (state) => ports.onState('sub', state),
      onMade: () => ports.onMade('sub'),
      onIncoming: (incoming) => this.#take(incoming),
    });
  }

  /** What comes, sound and pictures. */
  get incoming(): ReadonlySignal<readonly Incoming[]> {
    return this.#incoming;
  }

  get pictures(): ReadonlySignal<ReadonlyMap<TrackId, MediaStream>> {
    return this.#pictures;
  }

  open(): void {
    this.#pub.open();
  }

  set(source: TrackSource, sending: Sending | null): void {
    this.#pub.set(source, sending);
  }

  offered(offer: SubOffer): void {
    this.#sub.offered(offer);
  }

  /** The seat was taken up again on a new socket. */
  resume(): void {
    this.#pub.resume();
  }

  /** After a reload the server has a connection for this seat that is gone here. */
  renewSub(): void {
    this.#sub.renew();
  }

  restartIce(side: PeerSide): void {
    if (side === 'pub') this.#pub.restartIce();
    else this.#sub.restartIce();
  }

  makeAnew(side: PeerSide): void {
    if (side === 'pub') this.#pub.open();
    else this.#sub.renew();
  }

  onlySound(only: boolean): void {
    this.#pub.onlySound(only);
  }

  isConnected(side: PeerSide): boolean {
    return (side === 'pub' ? this.#pub : this.#sub).state === 'connected';
  }

  async tally(at: number): Promise<Tally> {
    const [pub, sub] = await Promise.all([this.#pub.stats(), this.#sub.stats()]);
    const screens = this.#incoming.peek().flatMap(({ line }) => (line.source === 'screen' ? [line.mid] : []));
    return tallyOf(at, pub, sub, new Set(screens));
  }

  close(): void {
    this.#pub.close();
    this.#sub.close();
    this.#take([]);
  }

  #take(incoming: readonly Incoming[]): void {
    this.#incoming.value = incoming;
    this.#ports.playback.play(incoming);
    const before = this.#pictures.value;
    const pictures = new Map<TrackId, MediaStream>();
    for (const { line, track } of incoming) {
      if (track.kind !== 'video') continue;
      const known = before.get(line.track);
      // The same stream as long as it's the same picture: a video element that gets another one blinks.
      pictures.set(
        line.track,
        known?.getVideoTracks()[0] === track && known !== undefined ? known : new MediaStream([track]),
      );
    }
    this.#pictures.value = pictures;
  }
}
