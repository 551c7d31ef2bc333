import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure, Outcome } from '../net/socket.ts';
import type { Generation } from '../protocol/Generation.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import { asTrack, FakeServer, FakeTrack, settled } from './fake-rtc.ts';
import { configuration } from './peer-ports.ts';
import { PubPeer } from './pub-peer.ts';
import { type Incoming, type SubOffer, SubPeer } from './sub-peer.ts';

let server: FakeServer;
let refused: Failure[];
const answer = (generation: Generation): Outcome<MeetingReply> => ({
  ok: true,
  value: { type: 'answer', generation, sdp: `answer ${generation}` },
});
const failure = (code: Failure['code']): Outcome<MeetingReply> => ({
  ok: false,
  failure: { code, message: '', retryAfterMs: 0 },
});
const ports = () => ({
  seat: 3,
  config: {},
  connect: server.connect,
  send: server.send,
  wait: () => Promise.resolve(),
});
const track = (kind: string): MediaStreamTrack => asTrack(new FakeTrack(kind));

beforeEach(() => {
  server = new FakeServer();
  refused = [];
});

describe('what is sent', () => {
  const pub = (from = 0): PubPeer =>
    new PubPeer(
      {
        ...ports(),
        onState: vi.fn(),
        onGeneration: vi.fn(),
        onRefused: (why) => refused.push(why),
        handheld: false,
      },
      from,
    );
  const generations = (): number[] => server.said('pub_offer').map((one) => one.generation);
  async function sending(): Promise<PubPeer> {
    const peer = pub();
    peer.set('microphone', { track: track('audio'), muted: false });
    peer.set('camera', { track: null, muted: true });
    peer.open();
    await settled();
    await server.answers(answer(1));
    return peer;
  }

  it('is offered at once, camera in two layers, with what is muted', async () => {
    await sending();
    expect(server.said('pub_offer')[0]).toMatchObject({
      seat: 3,
      generation: 1,
      tracks: [
        { mid: '0', source: 'microphone', muted: false },
        { mid: '1', source: 'camera', muted: true },
      ],
    });
    const [microphone, camera] = server.connection().transceivers;
    expect(microphone?.direction).toBe('sendonly');
    expect(camera?.encodings.map((one) => one.rid)).toEqual(['l', 'h']);
    expect(server.connection().remote).toEqual(['answer 1']);
  });

  it('has one offer in flight: what changes meanwhile goes into the next', async () => {
    const peer = await sending();
    peer.set('screen', { track: track('video'), muted: false });
    peer.set('screen_audio', { track: track('audio'), muted: false });
    await settled();
    expect(server.said('pub_offer')[1]?.tracks).toHaveLength(4);
    peer.restartIce();
    peer.set('screen', null);
    await settled();
    expect(generations()).toEqual([1, 2]);
    await server.answers(answer(2));
    expect(generations()).toEqual([1, 2, 3]);
    expect(server.connection().restarts).toBe(1);
    expect(server.said('pub_offer')[2]?.tracks.map((one) => one.source)).toEqual([
      'microphone',
      'camera',
      'screen_audio',
    ]);
    await server.answers(answer(3));
    expect([generations(), server.waiting]).toEqual([[1, 2, 3], 0]);
  });

  it('uses the same line again when a screen is shared again', async () => {
    const peer = await sending();
    for (const [at, sending] of [{ track: track('video'), muted: false }, null].entries()) {
      peer.set('screen', sending);
      await settled();
      await server.answers(answer(2 + at));
    }
    expect(server.connection().transceivers[2]?.direction).toBe('inactive');
    peer.set('screen', { track: track('video'), muted: false });
    await settled();
    expect(server.connection().transceivers).toHaveLength(3);
    expect(server.said('pub_offer').at(-1)?.tracks.at(-1)).toEqual({
      mid: '2',
      source: 'screen',
      muted: false,
    });
  });

  it('is told again when the server was busy: it lets nothing through of what it believes to be off', async () => {
    const peer = await sending();
    server.refusals.push(failure('unavailable'), failure('not_found'));
    peer.set('microphone', { track: track('audio'), muted: true });
    await settled();
    const told = { verb: 'mute', seat: 3, mid: '0', muted: true };
    expect(server.said('mute')).toEqual([told, told]);
  });

  it('is turned on and off without an offer', async () => {
    const peer = await sending();
    const camera = track('video');
    peer.set('camera', { track: camera, muted: false });
    peer.set('microphone', { track: track('audio'), muted: true });
    expect(server.connection().transceivers[1]?.sender.track).toBe(camera);
    peer.set('camera', { track: camera, muted: false });
    expect(server.said('mute')).toEqual([
      { verb: 'mute', seat: 3, mid: '1', muted: false },
      { verb: 'mute', seat: 3, mid: '0', muted: true },
    ]);
    expect(generations()).toEqual([1]);
  });

  it('tells after the answer what was turned off while the offer was on its way', async () => {
    const peer = pub();
    peer.set('microphone', { track: track('audio'), muted: false });
    peer.open();
    await settled();
    peer.set('microphone', { track: track('audio'), muted: true });
    expect(server.said('mute')).toEqual([]);
    await server.answers(answer(1));
    expect(server.said('mute')).toEqual([{ verb: 'mute', seat: 3, mid: '0', muted: true }]);
  });

  it('is only sound when pictures are given up, and pictures again after', async () => {
    const peer = await sending();
    const camera = track('video');
    peer.set('camera', { track: camera, muted: false });
    peer.onlySound(true);
    const line = server.connection().transceivers[1];
    expect(line?.sender.track).toBeNull();
    peer.onlySound(false);
    expect(line?.sender.track).toBe(camera);
    expect(server.said('mute').map((one) => one.muted)).toEqual([false, true, false]);
  });

  it('lets an answer to an older offer pass', async () => {
    const peer = await sending();
    peer.restartIce();
    await settled();
    await server.answers(answer(1));
    expect(server.connection().remote).toEqual(['answer 1']);
  });

  it('offers again when the answer never came, and says so when it is refused', async () => {
    const peer = pub(7);
    peer.set('microphone', { track: track('audio'), muted: false });
    peer.open();
    await settled();
    await server.answers(failure('disconnected'));
    await server.answers(failure('internal'));
    expect(generations()).toEqual([8, 9, 10]);
    await server.answers(failure('conflict'));
    expect(refused.map((one) => one.code)).toEqual(['conflict']);
    expect(generations()).toEqual([8, 9, 10]);
  });

  it('goes on counting on a new connection, whose old answer is for nobody', async () => {
    const peer = await sending();
    peer.restartIce();
    await settled();
    peer.open();
    await settled();
    expect(server.connection(0).closed).toBe(true);
    await server.answers(answer(2));
    await server.answers(answer(3));
    expect(generations()).toEqual([1, 2, 3]);
    expect(server.connection(0).remote).toEqual(['answer 1']);
    expect(server.connection(1).remote).toEqual(['answer 3']);
  });

  it('keeps candidates until the server has their description, and drops those of an older', async () => {
    const peer = pub();
    peer.open();
    await settled();
    server.connection().finds('one');
    expect(server.said('candidate')).toEqual([]);
    await server.answers(answer(1));
    server.connection().finds(null);
    const told = () => server.said('candidate').map(({ generation, candidate }) => [generation, candidate]);
    expect(told()).toEqual([
      [1, 'one'],
      [1, null],
    ]);
    peer.restartIce();
    await settled();
    server.connection().finds('two');
    await server.answers(failure('disconnected'));
    server.connection().finds('three');
    await server.answers(answer(3));
    expect(told().slice(2)).toEqual([[3, 'three']]);
  });
});

describe('what comes', () => {
  let incoming: readonly Incoming[];
  const made = vi.fn();
  const sub = (): SubPeer =>
    new SubPeer({
      ...ports(),
      onState: vi.fn(),
      onMade: made,
      onIncoming: (now) => {
        incoming = now;
      },
    });
  const offer = (generation: number, more: Partial<SubOffer> = {}): SubOffer => ({
    what: 'sub_offer',
    seat: 3,
    generation,
    sdp: `offer ${generation} audio:0 video:1`,
    lines: [{ mid: '0', track: 5, person: 'bo', source: 'microphone' }],
    fresh: false,
    ...more,
  });
  const answered = (): number[] => server.said('sub_answer').map((one) => one.generation);
  const done: Outcome<MeetingReply> = { ok: true, value: { type: 'done' } };

  it('is answered with the number of its offer; lines that are not named are silent', async () => {
    const peer = sub();
    peer.offered(offer(1));
    await settled();
    expect(server.said('sub_answer')).toEqual([
      { verb: 'sub_answer', seat: 3, generation: 1, sdp: 'answer' },
    ]);
    expect(incoming.map(({ line, track }) => [line.track, track.kind])).toEqual([[5, 'audio']]);
    await server.answers(done);
    peer.offered(offer(2, { lines: [] }));
    await settled();
    expect(incoming).toEqual([]);
    expect(server.connections).toHaveLength(1);
  });

  it('is never taken from an older offer', async () => {
    const peer = sub();
    peer.offered(offer(2));
    await settled();
    await server.answers(done);
    peer.offered(offer(2));
    peer.offered(offer(1, { fresh: true }));
    await settled();
    expect([answered(), server.connections.length]).toEqual([[2], 1]);
  });

  it('is answered one by one; only the newest of those that wait', async () => {
    const peer = sub();
    peer.offered(offer(1));
    await settled();
    peer.offered(offer(2, { fresh: true }));
    peer.offered(offer(3));
    await settled();
    expect(answered()).toEqual([1]);
    await server.answers(done);
    expect(answered()).toEqual([1, 3]);
    expect(server.connections).toHaveLength(2);
    expect(server.connection(0).closed).toBe(true);
  });

  it('takes only an offer for a new connection after the old was thrown away', async () => {
    const peer = sub();
    peer.offered(offer(1));
    await settled();
    await server.answers(done);
    peer.renew();
    expect(server.said('sub_restart')).toEqual([{ verb: 'sub_restart', seat: 3, fresh: true }]);
    peer.offered(offer(2));
    await settled();
    expect(answered()).toEqual([1]);
    peer.offered(offer(3, { fresh: true }));
    await settled();
    expect(answered()).toEqual([1, 3]);
    expect(server.connections).toHaveLength(2);
  });

  it('asks for another connection when an offer does not fit the one it has', async () => {
    const peer = sub();
    peer.offered(offer(1));
    await settled();
    await server.answers(done);
    server.connection().refuses = true;
    peer.offered(offer(2));
    await settled();
    expect(server.said('sub_restart')).toEqual([{ verb: 'sub_restart', seat: 3, fresh: true }]);
  });

  it('tells candidates only once the server has the answer they belong to', async () => {
    const peer = sub();
    peer.offered(offer(4));
    await settled();
    server.connection().finds('one');
    expect(server.said('candidate')).toEqual([]);
    await server.answers(done);
    expect(server.said('candidate')).toEqual([
      { verb: 'candidate', seat: 3, side: 'sub', generation: 4, candidate: 'one' },
    ]);
  });

  it('says nothing any more once it is closed', async () => {
    const peer = sub();
    peer.offered(offer(1));
    peer.close();
    await settled();
    peer.offered(offer(2));
    await settled();
    expect(answered()).toEqual([]);
    expect(server.connection().closed).toBe(true);
  });
});

describe('the configuration', () => {
  it('bundles everything, and goes by a relay alone when that is wished', () => {
    const relay = { urls: ['turn:turn.example:3478'], username: 'u', credential: 'c' };
    expect(configuration([relay], true)).toEqual({
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      iceServers: [relay],
      iceTransportPolicy: 'relay',
    });
    expect(configuration([], false).iceTransportPolicy).toBe('all');
  });
});
