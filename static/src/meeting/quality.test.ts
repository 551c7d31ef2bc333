import { describe, expect, it } from 'vitest';
import type { QualityCause } from '../protocol/QualityCause.ts';
import type { QualityDigest } from '../protocol/QualityDigest.ts';
import { ALL_WELL, type Counted, causeOf, digestOf, type Judgement, judge, tallyOf } from './quality.ts';

const FINE: Omit<QualityDigest, 'cause'> = {
  loss_in_pct: 0,
  loss_out_pct: 0,
  round_trip_ms: 40,
  jitter_ms: 5,
  freezes: 0,
  frozen_ms: 0,
  concealed_pct: 0,
};
const OK = { cut: false, deviceIsSlow: false };

describe('the cause', () => {
  it.each<[QualityCause, Partial<QualityDigest>, Partial<typeof OK>]>([
    ['none', {}, {}],
    ['none', { loss_in_pct: 4.9, loss_out_pct: 4.9, round_trip_ms: 599, frozen_ms: 900 }, {}],
    ['cut', { loss_out_pct: 30 }, { cut: true, deviceIsSlow: true }],
    ['download', { loss_in_pct: 5 }, {}],
    ['upload', { loss_out_pct: 5 }, {}],
    ['upload', { loss_out_pct: 20, loss_in_pct: 6 }, {}],
    ['download', { loss_out_pct: 6, loss_in_pct: 20 }, { deviceIsSlow: true }],
    ['download', { concealed_pct: 8, loss_in_pct: 1 }, { deviceIsSlow: true }],
    ['download', { concealed_pct: 8, jitter_ms: 60 }, {}],
    ['none', { concealed_pct: 30 }, {}],
    ['device', { concealed_pct: 30, jitter_ms: 130 }, { deviceIsSlow: true }],
    ['download', { jitter_ms: 120 }, {}],
    ['download', { round_trip_ms: 700 }, {}],
    ['download', { freezes: 1, frozen_ms: 1_200, loss_in_pct: 1 }, {}],
    ['none', { freezes: 1, frozen_ms: 3_000 }, {}],
    ['device', { freezes: 1, frozen_ms: 1_200 }, { deviceIsSlow: true }],
    ['device', {}, { deviceIsSlow: true }],
  ])('%s of %o', (cause, figures, facts) => {
    expect(causeOf({ ...FINE, ...figures }, { ...OK, ...facts })).toBe(cause);
  });
});

describe('a digest', () => {
  const sound = (more: Counted = {}): Counted => ({
    type: 'inbound-rtp',
    kind: 'audio',
    mid: '0',
    packetsReceived: 1_000,
    packetsLost: 10,
    jitter: 0.02,
    totalSamplesReceived: 480_000,
    concealedSamples: 4_800,
    silentConcealedSamples: 800,
    ...more,
  });
  const picture = (more: Counted = {}): Counted => ({
    type: 'inbound-rtp',
    kind: 'video',
    mid: '1',
    packetsReceived: 2_000,
    packetsLost: 0,
    jitter: 0.01,
    freezeCount: 1,
    totalFreezesDuration: 0.5,
    framesDecoded: 300,
    framesDropped: 0,
    ...more,
  });
  const pair: Counted = {
    type: 'candidate-pair',
    state: 'succeeded',
    nominated: true,
    currentRoundTripTime: 0.08,
  };
  const sent = (packetsSent: number): Counted => ({ type: 'outbound-rtp', kind: 'audio', packetsSent });
  const told = (packetsLost: number): Counted => ({
    type: 'remote-inbound-rtp',
    packetsLost,
    roundTripTime: 0.03,
  });

  it('counts what has come since the one before, not since the beginning', () => {
    const before = tallyOf(0, [sent(500), told(5)], [sound(), picture(), pair]);
    const after = tallyOf(
      5_000,
      [sent(700), told(15)],
      [
        sound({ packetsReceived: 1_090, packetsLost: 20, jitter: 0.031, totalSamplesReceived: 500_000 }),
        picture({ freezeCount: 3, totalFreezesDuration: 0.9, framesDecoded: 450 }),
        pair,
      ],
    );
    expect(digestOf(before, after, true)).toEqual({
      loss_in_pct: 10,
      loss_out_pct: 5,
      round_trip_ms: 80,
      jitter_ms: 31,
      freezes: 2,
      frozen_ms: 400,
      concealed_pct: 0,
      cause: 'download',
    });
    expect([...after.lines]).toEqual([
      ['0', { frames: 0, packets: 1_090 }],
      ['1', { frames: 450, packets: 2_000 }],
    ]);
  });

  it('forgets what is measured no more, which stays in the reports as it was last', () => {
    const trip = (responsesReceived: number, id = 'one'): Counted => ({
      ...pair,
      id,
      currentRoundTripTime: id === 'one' ? 0.7 : 0.05,
      responsesReceived,
    });
    const heard = (roundTripTimeMeasurements: number): Counted => ({
      ...told(5),
      roundTripTime: 0.9,
      roundTripTimeMeasurements,
    });
    const digest = (pub: [Counted[], Counted[]], sub: [Counted[], Counted[]]): [number, number] => {
      const { round_trip_ms, jitter_ms } = digestOf(
        tallyOf(0, pub[0], sub[0]),
        tallyOf(5_000, pub[1], sub[1]),
        true,
      );
      return [round_trip_ms, jitter_ms];
    };
    const lively = sound({ packetsReceived: 1_090, jitter: 0.02 });
    const still = picture({ jitter: 0.09 });
    const before = [sound(), still, trip(3), trip(4, 'two')];
    expect(digest([[heard(2)], [heard(3)]], [before, [lively, still, trip(4), trip(5, 'two')]])).toEqual([
      900, 20,
    ]);
    expect(digest([[heard(2)], [heard(2)]], [before, [lively, still, trip(4), trip(5, 'two')]])).toEqual([
      700, 20,
    ]);
    expect(digest([[heard(2)], [heard(2)]], [before, [lively, still, trip(3), trip(5, 'two')]])).toEqual([
      50, 20,
    ]);
    // Two connections may name their pairs alike.
    const alike = { ...trip(9), currentRoundTripTime: 0.03 };
    expect(digest([[trip(3)], [trip(4)]], [[alike], [{ ...alike, responsesReceived: 10 }]])[0]).toBe(700);
    // One that was not there before has been measured meanwhile.
    expect(digest([[], [heard(1)]], [[], []])[0]).toBe(900);
  });

  it('counts no freezes of a screen, which stands still by itself', () => {
    const still = picture({ mid: '7', freezeCount: 9, totalFreezesDuration: 4 });
    const tally = tallyOf(0, [], [picture(), still], new Set(['7']));
    expect([tally.freezes, tally.frozenMs, tally.framesDecoded]).toEqual([1, 500, 600]);
  });

  it('is cut when something was expected and nothing came, and well when nothing was expected', () => {
    const tally = tallyOf(0, [sent(500)], [sound()]);
    expect(digestOf(tally, tally, true).cause).toBe('cut');
    expect(digestOf(tally, tally, false).cause).toBe('none');
  });

  it('begins from nothing when a new connection counts anew', () => {
    const digest = digestOf(tallyOf(0, [sent(500)], [sound()]), tallyOf(5, [sent(3)], []), false);
    expect([digest.loss_in_pct, digest.concealed_pct]).toEqual([0, 0]);
  });

  it('blames the device that cannot encode or decode', () => {
    const before = tallyOf(0, [], [picture()]);
    const slow = { type: 'outbound-rtp', packetsSent: 1, qualityLimitationReason: 'cpu' };
    expect(digestOf(before, tallyOf(5, [slow], [picture({ packetsReceived: 2_001 })]), true).cause).toBe(
      'device',
    );
    const dropping = tallyOf(
      5,
      [],
      [picture({ packetsReceived: 2_300, framesDecoded: 330, framesDropped: 20 })],
    );
    expect(digestOf(before, dropping, true).cause).toBe('device');
  });
});

describe('the judgement', () => {
  const after = (from: Judgement, ...causes: QualityCause[]): Judgement =>
    causes.reduce(
      (held, cause) => judge(held, { ...FINE, loss_in_pct: cause === 'download' ? 8 : 0, cause }),
      from,
    );
  const times = (n: number, cause: QualityCause): QualityCause[] => Array.from({ length: n }, () => cause);

  it('says nothing of a single bad five seconds, and does not take it back for a single good one', () => {
    expect(after(ALL_WELL, 'upload', 'none', 'upload').cause).toBe('none');
    const weak = after(ALL_WELL, 'upload', 'upload');
    expect(weak.cause).toBe('upload');
    expect(after(weak, 'none', 'none', 'download', 'none', 'none').cause).toBe('download');
    expect(after(weak, 'none', 'none', 'none').cause).toBe('none');
  });

  it('gives up pictures after half a minute of bad download, and tries again, each time more patiently', () => {
    expect(after(ALL_WELL, ...times(5, 'download')).audioOnly).toBe(false);
    let held = after(ALL_WELL, ...times(6, 'download'));
    expect(held.audioOnly).toBe(true);
    held = after(held, ...times(5, 'none'), 'download', ...times(5, 'none'));
    expect(held.audioOnly).toBe(true);
    held = after(held, 'none');
    expect(held.audioOnly).toBe(false);
    held = after(held, ...times(6, 'download'), ...times(11, 'none'));
    expect(held.audioOnly).toBe(true);
    expect(after(held, 'none').audioOnly).toBe(false);
  });

  it('gives up no pictures for what they are not the cause of', () => {
    expect(after(ALL_WELL, ...times(20, 'upload')).audioOnly).toBe(false);
    expect(after(ALL_WELL, ...times(20, 'device')).audioOnly).toBe(false);
    const uneven: QualityDigest = { ...FINE, jitter_ms: 200, cause: 'download' };
    expect(Array.from({ length: 20 }, () => uneven).reduce(judge, ALL_WELL).audioOnly).toBe(false);
  });
});
