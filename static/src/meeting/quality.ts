/*
 * How sound and picture go, from what the browser counts. Pure: two tallies give a digest with its cause, digests give
 * what to say, and a row of bad ones gives pictures up for the sound.
 * Invariant: a single bad five seconds says nothing, and what was said is not taken back by a single good one.
 */
import type { QualityCause } from '../protocol/QualityCause.ts';
import type { QualityDigest } from '../protocol/QualityDigest.ts';

/** What was measured last, and how often it has been; null where nobody counts that. */
type Level = { ms: number; measured: number | null };
type Levels = ReadonlyMap<string, Level>;

/** What was counted up to a moment; all but the levels grow. */
export type Tally = {
  at: number;
  packetsIn: number;
  lostIn: number;
  audioPacketsIn: number;
  packetsOut: number;
  lostOut: number;
  roundTrips: Levels;
  jitters: Levels;
  freezes: number;
  frozenMs: number;
  samples: number;
  concealed: number;
  framesDecoded: number;
  framesDropped: number;
  /** Whether the encoder is held back by the processor. */
  cpuLimited: boolean;
  /** Pictures decoded, and packets come, by the `mid` of their line. */
  lines: ReadonlyMap<string, { frames: number; packets: number }>;
};

const NO_TALLY: Tally = {
  at: 0,
  packetsIn: 0,
  lostIn: 0,
  audioPacketsIn: 0,
  packetsOut: 0,
  lostOut: 0,
  roundTrips: new Map(),
  jitters: new Map(),
  freezes: 0,
  frozenMs: 0,
  samples: 0,
  concealed: 0,
  framesDecoded: 0,
  framesDropped: 0,
  cpuLimited: false,
  lines: new Map(),
};

/** One entry of a report: https://www.w3.org/TR/webrtc-stats/ */
export type Counted = Readonly<Record<string, unknown>>;

/** Adds up what the two connections report. `screens`: lines that may stand still and are none the worse for it. */
export function tallyOf(
  at: number,
  pub: Iterable<Counted>,
  sub: Iterable<Counted>,
  screens: ReadonlySet<string> = new Set(),
): Tally {
  const tally: Filling = { ...NO_TALLY, at, lines: new Map(), roundTrips: new Map(), jitters: new Map() };
  // Each connection names its own; two may use the same name.
  const addPair = (connection: 'pub' | 'sub', one: Counted): void => {
    const measured = counted(one.responsesReceived);
    tally.roundTrips.set(`${connection} ${nameOf(one)}`, { ms: ms(one.currentRoundTripTime), measured });
  };
  for (const one of sub) {
    if (one.type === 'inbound-rtp') addInbound(tally, one, screens);
    if (isUsed(one)) addPair('sub', one);
  }
  for (const one of pub) {
    if (one.type === 'outbound-rtp') {
      tally.packetsOut += count(one.packetsSent);
      tally.cpuLimited ||= one.qualityLimitationReason === 'cpu';
    } else if (one.type === 'remote-inbound-rtp') {
      tally.lostOut += count(one.packetsLost);
      const measured = counted(one.roundTripTimeMeasurements);
      tally.roundTrips.set(`pub ${nameOf(one)}`, { ms: ms(one.roundTripTime), measured });
    } else if (isUsed(one)) addPair('pub', one);
  }
  return tally;
}

type Filling = Tally & {
  lines: Map<string, { frames: number; packets: number }>;
  roundTrips: Map<string, Level>;
  jitters: Map<string, Level>;
};

function addInbound(tally: Filling, one: Counted, screens: ReadonlySet<string>): void {
  const packets = count(one.packetsReceived);
  tally.packetsIn += packets;
  tally.lostIn += count(one.packetsLost);
  tally.jitters.set(nameOf(one), { ms: ms(one.jitter), measured: packets });
  if (typeof one.mid === 'string') tally.lines.set(one.mid, { frames: count(one.framesDecoded), packets });
  if (one.kind === 'audio') {
    tally.audioPacketsIn += packets;
    tally.samples += count(one.totalSamplesReceived);
    // What was made up in silence is heard by nobody.
    tally.concealed += count(one.concealedSamples) - count(one.silentConcealedSamples);
  } else {
    const moves = typeof one.mid !== 'string' || !screens.has(one.mid);
    tally.freezes += moves ? count(one.freezeCount) : 0;
    tally.frozenMs += moves ? ms(one.totalFreezesDuration) : 0;
    tally.framesDecoded += count(one.framesDecoded);
    tally.framesDropped += count(one.framesDropped);
  }
}

function nameOf(one: Counted): string {
  return typeof one.id === 'string' ? one.id : `${one.type} ${one.kind} ${one.mid}`;
}

function counted(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** The worst that was measured between two tallies: what is measured no more stays in the reports as it was last. */
function worst(before: Levels, after: Levels): number {
  const fresh = [...after].filter(
    ([name, { measured }]) => measured === null || measured !== before.get(name)?.measured,
  );
  return Math.max(0, ...fresh.map(([, level]) => level.ms));
}

function isUsed(one: Counted): boolean {
  return one.type === 'candidate-pair' && one.state === 'succeeded' && one.nominated === true;
}

/** How it was between two tallies. `expected`: whether anything should have come in. */
export function digestOf(before: Tally, after: Tally, expected: boolean): QualityDigest {
  const grown = (of: (tally: Tally) => number): number => Math.max(0, of(after) - of(before));
  const packetsIn = grown((tally) => tally.packetsIn);
  const packetsOut = grown((tally) => tally.packetsOut);
  const lostIn = grown((tally) => tally.lostIn);
  const figures = {
    loss_in_pct: share(lostIn, packetsIn + lostIn),
    loss_out_pct: share(
      grown((tally) => tally.lostOut),
      packetsOut,
    ),
    round_trip_ms: Math.round(worst(before.roundTrips, after.roundTrips)),
    jitter_ms: Math.round(worst(before.jitters, after.jitters)),
    freezes: grown((tally) => tally.freezes),
    frozen_ms: Math.round(grown((tally) => tally.frozenMs)),
    concealed_pct: share(
      grown((tally) => tally.concealed),
      grown((tally) => tally.samples),
    ),
  };
  const dropped = share(
    grown((tally) => tally.framesDropped),
    grown((tally) => tally.framesDropped) + grown((tally) => tally.framesDecoded),
  );
  const deviceIsSlow = after.cpuLimited || dropped >= DROPPED_PCT;
  const cut = expected && packetsIn === 0;
  return { ...figures, cause: causeOf(figures, { cut, deviceIsSlow }) };
}

const LOSS_PCT = 5;
/** From here on holes in the sound are heard. */
export const CONCEALED_PCT = 8;
const LATE_MS = 600;
const JITTER_MS = 120;
/** From here on a picture that stands still is seen to. */
export const FROZEN_MS = 1_000;
const SOME_LOSS_PCT = 1;
const SOME_JITTER_MS = 60;
const DROPPED_PCT = 25;

/**
 * What the trouble comes from. Nothing at all is `cut`; lost packets say which way. Where all packets come, holes in the
 * sound and pictures dropped are a slow device's, which also makes packets look late.
 */
export function causeOf(
  figures: Omit<QualityDigest, 'cause'>,
  { cut, deviceIsSlow }: { cut: boolean; deviceIsSlow: boolean },
): QualityCause {
  if (cut) return 'cut';
  const { loss_in_pct, loss_out_pct } = figures;
  if (loss_in_pct >= LOSS_PCT || loss_out_pct >= LOSS_PCT)
    return loss_in_pct >= loss_out_pct ? 'download' : 'upload';
  const holes = figures.concealed_pct >= CONCEALED_PCT;
  if (holes && loss_in_pct >= SOME_LOSS_PCT) return 'download';
  if (deviceIsSlow) return 'device';
  if (figures.jitter_ms >= JITTER_MS || figures.round_trip_ms >= LATE_MS) return 'download';
  // What stands still or is missing while all arrives in time does so at its sender.
  const uneven = loss_in_pct >= SOME_LOSS_PCT || figures.jitter_ms >= SOME_JITTER_MS;
  if ((holes || figures.frozen_ms >= FROZEN_MS) && uneven) return 'download';
  return 'none';
}

function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(100, Math.round((1_000 * part) / whole) / 10);
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** Seconds as the browser tells them, in milliseconds. */
function ms(value: unknown): number {
  return count(value) * 1_000;
}

/** What digests in a row amount to. */
export type Judgement = {
  /** What to say; `none` when all is well. */
  cause: QualityCause;
  bad: number;
  good: number;
  audioOnly: boolean;
  /** Bad downloads in a row, and good ones in a row while there is only sound. */
  starved: number;
  fed: number;
  /** Good digests needed before pictures are tried again: doubled each time it went wrong. */
  patience: number;
};

const SAY_AFTER = 2;
const TAKE_BACK_AFTER = 3;
/** Half a minute of trouble. */
const GIVE_UP_PICTURES_AFTER = 6;
const PATIENCE = 6;
/** Four minutes. */
const MOST_PATIENCE = 48;

export const ALL_WELL: Judgement = {
  cause: 'none',
  bad: 0,
  good: 0,
  audioOnly: false,
  starved: 0,
  fed: 0,
  patience: PATIENCE,
};

export function judge(before: Judgement, digest: QualityDigest): Judgement {
  const troubled = digest.cause !== 'none';
  const bad = troubled ? before.bad + 1 : 0;
  const good = troubled ? 0 : before.good + 1;
  let { cause } = before;
  if (troubled && (cause !== 'none' || bad >= SAY_AFTER)) cause = digest.cause;
  if (!troubled && good >= TAKE_BACK_AFTER) cause = 'none';
  return { ...pictures(before, digest), cause, bad, good };
}

function pictures(before: Judgement, digest: QualityDigest): Judgement {
  // Packets that are lost or held up on the way are too many; those that come unevenly would be so without pictures.
  const full = digest.loss_in_pct >= LOSS_PCT || digest.round_trip_ms >= LATE_MS;
  const bad = digest.cause === 'download' && full;
  if (!before.audioOnly) {
    const starved = bad ? before.starved + 1 : 0;
    return starved >= GIVE_UP_PICTURES_AFTER
      ? { ...before, audioOnly: true, starved: 0, fed: 0 }
      : { ...before, starved };
  }
  const fed = bad ? 0 : before.fed + 1;
  if (fed < before.patience) return { ...before, fed };
  const patience = Math.min(MOST_PATIENCE, before.patience * 2);
  return { ...before, audioOnly: false, fed: 0, starved: 0, patience };
}
