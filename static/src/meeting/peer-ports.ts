/** What the two connections need of their surroundings; tests play it. */
import type { Outcome } from '../net/socket.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';
import type { SeatNo } from '../protocol/SeatNo.ts';

export type PeerPorts = {
  seat: SeatNo;
  config: RTCConfiguration;
  connect: (config: RTCConfiguration) => RTCPeerConnection;
  /** Asks the server once the seat is held on a living socket. */
  send: (verb: MeetingVerb) => Promise<Outcome<MeetingReply>>;
  wait: (ms: number) => Promise<void>;
};

/** Everything stops on a closed connection; nothing of it may speak any more. */
export function shut(pc: RTCPeerConnection | null): void {
  if (pc === null) return;
  pc.onconnectionstatechange = null;
  pc.onicecandidate = null;
  pc.close();
}

/** Both go through one transport each, for what is sent and what comes. */
export function configuration(
  iceServers: readonly { urls: readonly string[]; username: string; credential: string }[],
  relayOnly: boolean,
): RTCConfiguration {
  return {
    bundlePolicy: 'max-bundle',
    rtcpMuxPolicy: 'require',
    iceServers: iceServers.map(({ urls, username, credential }) => ({
      urls: [...urls],
      username,
      credential,
    })),
    iceTransportPolicy: relayOnly ? 'relay' : 'all',
  };
}
