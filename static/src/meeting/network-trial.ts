/*
 * Tries whether media reach the server: one connection with one line of sound, thrown away after.
 */
import type { Outcome } from '../net/socket.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';
import { reportOf } from './pub-peer.ts';

export type Trial = { kind: 'blocked' } | { kind: 'fine'; relayed: boolean; roundTripMs: number | null };

export type TrialPorts = {
  connect: (config: RTCConfiguration) => RTCPeerConnection;
  send: (verb: MeetingVerb) => Promise<Outcome<MeetingReply>>;
  config: RTCConfiguration;
};

/** Whoever isn't connected by then would not be happy in a call either. */
export const CONNECTED_WITHIN_MS = 8_000;

/** Null when the server couldn't be asked, which says nothing of the network for media. */
export async function tryNetwork({ connect, send, config }: TrialPorts): Promise<Trial | null> {
  const pc = connect(config);
  try {
    const connected = new Promise<boolean>((settle) => {
      pc.onconnectionstatechange = () => {
        if (pc.connectionState === 'connected') settle(true);
        else if (pc.connectionState === 'failed') settle(false);
      };
    });
    pc.addTransceiver('audio', { direction: 'sendrecv' });
    const offer = await pc.createOffer();
    await pc.setLocalDescription(offer);
    const outcome = await send({ verb: 'try', sdp: pc.localDescription?.sdp ?? offer.sdp ?? '' });
    if (!outcome.ok || outcome.value.type !== 'answer') return null;
    await pc.setRemoteDescription({ type: 'answer', sdp: outcome.value.sdp });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((settle) => {
      timer = setTimeout(() => settle(false), CONNECTED_WITHIN_MS);
    });
    const fine = await Promise.race([connected, late]);
    clearTimeout(timer);
    return fine ? wayOf(await reportOf(pc)) : { kind: 'blocked' };
  } catch {
    // An answer that this browser doesn't understand: no call would come about either.
    return { kind: 'blocked' };
  } finally {
    pc.onconnectionstatechange = null;
    pc.close();
  }
}

/** Which way the media went. */
export function wayOf(report: readonly Record<string, unknown>[]): Trial {
  const pair = report.find(
    (one) => one.type === 'candidate-pair' && one.state === 'succeeded' && one.nominated === true,
  );
  const end = (id: unknown): Record<string, unknown> | undefined => report.find((one) => one.id === id);
  const ends = pair === undefined ? [] : [end(pair.localCandidateId), end(pair.remoteCandidateId)];
  const relayed = ends.some((one) => one?.candidateType === 'relay' || one?.protocol === 'tcp');
  const seconds = pair?.currentRoundTripTime;
  return {
    kind: 'fine',
    relayed,
    roundTripMs: typeof seconds === 'number' ? Math.round(seconds * 1_000) : null,
  };
}
