import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { MeetingView } from '../meeting/view.tsx';
import { type Made, madeUp } from './meeting-model.ts';
import { madeUpTalks } from './meeting-talks.ts';
import { Part } from './part.tsx';
import type { Samples } from './samples.ts';

const CALL = { kind: 'call' } as const;
const WAITS = [
  {},
  {
    device: {
      camera: 'off',
      microphone: 'missing',
      speaker: 'no',
      network: { media: false, relayed: false, round_trip_ms: null },
      handheld: true,
    },
  },
  { state: 'checking' },
  { state: 'left', present: false },
] as const;

/** Bad, somewhat bad and good. */
const THEIRS: Made['theirs'] = [
  {
    level: 'poor',
    cause: 'download',
    latest: {
      loss_in_pct: 18.5,
      loss_out_pct: 2.1,
      round_trip_ms: 620,
      frozen_ms: 2_300,
      concealed_pct: 14.2,
    },
    so_far: { loss_in_pct: 4.2, loss_out_pct: 0.6, round_trip_ms: 840, frozen_ms: 9_100, concealed_pct: 3.1 },
  },
  { level: 'fair', cause: 'device' },
  {},
];

/** Every view of a meeting, by its name. */
export const MEETINGS: Readonly<Record<string, Made>> = {
  'check-untested': {
    phase: { kind: 'check' },
    camera: 'untested',
    microphone: 'untested',
    network: { kind: 'trying' },
    named: false,
  },
  check: { phase: { kind: 'check' }, hostState: 'near' },
  'check-faults': {
    phase: { kind: 'check' },
    camera: 'denied',
    microphone: 'missing',
    network: { kind: 'blocked' },
    hostState: 'away',
    named: false,
  },
  'check-host': { phase: { kind: 'check' }, host: true, microphone: 'off' },
  waiting: { phase: { kind: 'waiting' }, hostState: 'near' },
  'waiting-away': { phase: { kind: 'waiting' }, hostState: 'away', camera: 'off', locked: true },
  locked: { phase: { kind: 'check' }, locked: true },
  joining: { phase: { kind: 'joining' } },
  elsewhere: { phase: { kind: 'elsewhere' } },
  held: { phase: { kind: 'held' } },
  'held-host-gone': { phase: { kind: 'held' }, hostState: 'lost' },
  'call-one': { phase: CALL, others: 1, speaking: 0 },
  'call-alone': { phase: CALL, host: true, waiting: WAITS },
  'call-two': { phase: CALL, others: 2, speaking: 1, host: true, waiting: WAITS },
  'call-three': { phase: CALL, others: 3, host: true, theirs: THEIRS },
  'call-odd': {
    phase: CALL,
    others: 5,
    odd: [
      { cameraOff: true, micOff: true },
      { held: true },
      { lost: true },
      { dark: true },
      { micOff: true },
    ],
    speaking: 4,
    microphone: 'off',
    camera: 'off',
    link: { kind: 'weak', cause: 'download', audioOnly: false },
    locked: true,
  },
  'call-screen': { phase: CALL, others: 3, screen: true, speaking: 0, odd: [{}, { cameraOff: true }] },
  'call-sharing': { phase: CALL, others: 3, sharing: true, soundBlocked: true, pluggedIn: true },
  'call-audio-only': {
    phase: CALL,
    others: 1,
    odd: [{ cameraOff: true }],
    link: { kind: 'weak', cause: 'upload', audioOnly: true },
  },
  'call-reconnecting': { phase: CALL, others: 1, link: { kind: 'reconnecting', since: Date.now() - 9_000 } },
  'call-failed': { phase: CALL, others: 1, link: { kind: 'failed' } },
  'refused-unknown': { phase: { kind: 'refused', why: 'unknown' } },
  'refused-ended': { phase: { kind: 'refused', why: 'ended' } },
  'refused-full': { phase: { kind: 'refused', why: 'full' } },
  'refused-forbidden': { phase: { kind: 'refused', why: 'forbidden' } },
  'refused-unavailable': { phase: { kind: 'refused', why: 'unavailable' } },
  opening: { phase: { kind: 'opening' } },
  'out-may-return': { phase: { kind: 'out', next: 'may_return' } },
  'out-waiting-room': { phase: { kind: 'out', next: 'waiting_room' } },
  'out-ended': { phase: { kind: 'out', next: 'ended' } },
  'out-ended-staff': { phase: { kind: 'out', next: 'ended' }, host: true },
  'out-removed': { phase: { kind: 'out', next: 'removed' } },
  'out-denied': { phase: { kind: 'out', next: 'removed', denied: true } },
  'out-link-revoked': { phase: { kind: 'out', next: 'link_revoked' } },
  'out-taken-over': { phase: { kind: 'out', next: 'taken_over' } },
};

/** One view of a meeting, as high and wide as its place. */
export function OneMeeting({ made, samples }: { made: Made; samples: Samples }): JSX.Element {
  const model = useMemo(() => madeUp(made, samples), [made, samples]);
  const talks = useMemo(() => madeUpTalks(samples), [samples]);
  return <MeetingView model={model} talks={talks} />;
}

/** All of them, each in a place as large as a phone. */
export function MeetingParts({ samples }: { samples: Samples }): JSX.Element {
  return (
    <>
      {Object.entries(MEETINGS).map(([name, made]) => (
        <Part key={name} name={name}>
          <div class="gallery-phone">
            <OneMeeting made={made} samples={samples} />
          </div>
        </Part>
      ))}
    </>
  );
}
