import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../net/socket.ts';
import type { MeetingReply } from '../protocol/MeetingReply.ts';
import type { TrackSource } from '../protocol/TrackSource.ts';
import { asTrack, FakeConnection, FakeStream, FakeTrack, settled } from './fake-rtc.ts';
import { tryNetwork } from './network-trial.ts';
import { createPlayback } from './playback.ts';
import type { Incoming } from './sub-peer.ts';

class FakeAudio {
  srcObject: FakeStream | null = null;
  sink = '';
  plays = 0;
  removed = false;
  refuses: string | null = null;
  play(): Promise<void> {
    if (this.refuses !== null) return Promise.reject(Object.assign(new Error(), { name: this.refuses }));
    this.plays += 1;
    return Promise.resolve();
  }
  setSinkId(id: string): Promise<void> {
    this.sink = id;
    return Promise.resolve();
  }
  remove(): void {
    this.removed = true;
  }
}

const comes = (person: string, source: TrackSource, kind = 'audio'): Incoming => ({
  line: { mid: '0', track: 1, person, source },
  track: asTrack(new FakeTrack(kind)),
});

beforeEach(() => {
  vi.stubGlobal('MediaStream', FakeStream);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the sound of others', () => {
  function player(refuses: string | null = null) {
    const elements: FakeAudio[] = [];
    const playback = createPlayback('ears', () => {
      const made = new FakeAudio();
      made.refuses = refuses;
      elements.push(made);
      return made as unknown as HTMLAudioElement;
    });
    return { playback, elements };
  }

  it('has one element for each person and source, and none for pictures', async () => {
    const { playback, elements } = player();
    const [voice, film] = [comes('bo', 'microphone'), comes('bo', 'screen_audio')];
    playback.play([voice, film, comes('bo', 'camera', 'video')]);
    playback.play([voice, film]);
    await settled();
    expect(elements.map((one) => [one.plays, one.sink])).toEqual([
      [1, 'ears'],
      [1, 'ears'],
    ]);
    playback.play([voice, comes('cilla', 'microphone')]);
    expect(elements.map((one) => one.removed)).toEqual([false, true, false]);
    playback.speaker('wall');
    expect(elements[0]?.sink).toBe('wall');
    playback.stop();
    expect(elements.every((one) => one.removed && one.srcObject === null)).toBe(true);
  });

  it('says that the browser lets nothing be played, until somebody clicks', async () => {
    const { playback, elements } = player('NotAllowedError');
    playback.play([comes('bo', 'microphone')]);
    await settled();
    expect(playback.blocked.value).toBe(true);
    for (const one of elements) one.refuses = null;
    playback.allow();
    await settled();
    expect([playback.blocked.value, elements[0]?.plays]).toEqual([false, 1]);
  });

  it('is not blocked by what was replaced before it began', async () => {
    const { playback } = player('AbortError');
    playback.play([comes('bo', 'microphone')]);
    await settled();
    expect(playback.blocked.value).toBe(false);
  });
});

describe('the network trial', () => {
  async function tries(outcome: Outcome<MeetingReply>, state: RTCPeerConnectionState | null) {
    const pc = new FakeConnection({});
    const trial = tryNetwork({
      connect: () => pc as unknown as RTCPeerConnection,
      send: () => Promise.resolve(outcome),
      config: {},
    });
    await settled();
    if (state !== null) pc.becomes(state);
    await vi.advanceTimersByTimeAsync(8_000);
    const found = await trial;
    expect(pc.closed).toBe(true);
    return found;
  }
  const answer: Outcome<MeetingReply> = {
    ok: true,
    value: { type: 'answer', generation: 1, sdp: 'answer' },
  };

  it('is fine when media reach the server, and blocked when they don’t in time', async () => {
    expect(await tries(answer, 'connected')).toEqual({ kind: 'fine', relayed: false, roundTripMs: null });
    expect(await tries(answer, 'failed')).toEqual({ kind: 'blocked' });
    expect(await tries(answer, null)).toEqual({ kind: 'blocked' });
  });

  it('says nothing when the server could not be asked', async () => {
    const failure = { code: 'disconnected', message: '', retryAfterMs: 0 } as const;
    expect(await tries({ ok: false, failure }, null)).toBeNull();
  });
});
