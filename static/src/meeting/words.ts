/*
 * Which words belong to which state. Pure: gives names in the catalogue, so that a test can see that each exists.
 */
import type { DeviceReport } from '../protocol/DeviceReport.ts';
import type { DeviceState } from '../protocol/DeviceState.ts';
import type { FarewellNext } from '../protocol/FarewellNext.ts';
import type { HostState } from '../protocol/HostState.ts';
import type { LobbyState } from '../protocol/LobbyState.ts';
import type { QualityCause } from '../protocol/QualityCause.ts';
import type { LinkState, Phase, Said } from './model.ts';

const dashed = (name: string): string => name.replaceAll('_', '-');

/** Where the host is, to who waits. */
export function hostStateName(state: HostState): string {
  return `host-${dashed(state)}`;
}

/** Where the host is, to who hasn't knocked or isn't waiting to be let in. */
export function hostNowName(state: HostState): string {
  return `host-now-${dashed(state)}`;
}

/** The same in a word, for the mark at the host's picture. */
export function hostMarkName(state: HostState): string {
  return `host-mark-${dashed(state)}`;
}

/** Why one was put aside or waits on: by the host's wish, or since the host is gone. */
export function asideName(state: HostState): string {
  return state === 'in_room' ? 'aside-about' : 'aside-host-gone';
}

/** How a camera or a microphone is, in a word. */
export function deviceStateName(state: DeviceState): string {
  return `device-${state}`;
}

/** What to do about it; nothing when it works. */
export function deviceHelpName(device: 'camera' | 'microphone', state: DeviceState): string | null {
  return state === 'ok' ? null : `${device}-${state}-help`;
}

/** Whether it can be sent as it is. */
export function works(state: DeviceState): boolean {
  return state === 'ok';
}

/** Whether nobody has said yet what to do with either. */
export function isUnasked(camera: DeviceState, microphone: DeviceState): boolean {
  return camera === 'untested' && microphone === 'untested';
}

/** How one goes in: with both, or without something. */
export function goesInName(camera: DeviceState, microphone: DeviceState): string {
  if (works(camera) && works(microphone)) return 'goes-in-with-both';
  // Who has said nothing of them is asked on the way in.
  if (isUnasked(camera, microphone)) return 'goes-in-asking';
  if (works(microphone)) return 'goes-in-without-camera';
  return works(camera) ? 'goes-in-without-microphone' : 'goes-in-without-both';
}

/** What a check found, as the host reads it: what is wrong, and one line when nothing is. */
export function reportNames(report: DeviceReport): string[] {
  const { camera, microphone, speaker, network } = report;
  const wrong: string[] = [];
  if (microphone !== 'ok') wrong.push(`their-microphone-${microphone}`);
  if (camera !== 'ok') wrong.push(`their-camera-${camera}`);
  if (speaker === 'no') wrong.push('their-speaker-no');
  if (network.media === false) wrong.push('their-network-blocked');
  else if (network.relayed) wrong.push('their-network-relayed');
  if (camera === 'untested' && microphone === 'untested') {
    return ['their-devices-untested', ...wrong.slice(2)];
  }
  return wrong.length === 0 ? ['their-devices-fine'] : wrong;
}

/** Whether the host should know before letting somebody in. */
export function reportWorries(report: DeviceReport): boolean {
  const broken: readonly DeviceState[] = ['missing', 'denied', 'busy', 'failed'];
  return broken.includes(report.microphone) || report.speaker === 'no' || report.network.media === false;
}

/** Where somebody in the waiting room stands. */
export function placeName(state: LobbyState): string {
  return `place-${dashed(state)}`;
}

export type Light = 'good' | 'weak' | 'bad';

/** The colour and the word of the connection. */
export function lightOf(link: LinkState): { light: Light; name: string } {
  switch (link.kind) {
    case 'good':
      return { light: 'good', name: 'link-good' };
    case 'connecting':
      return { light: 'weak', name: 'link-connecting' };
    case 'weak':
      return { light: 'weak', name: link.audioOnly ? 'link-audio-only' : causeName(link.cause) };
    case 'reconnecting':
      return { light: 'bad', name: 'link-reconnecting' };
    case 'failed':
      return { light: 'bad', name: 'link-failed' };
    default:
      return link satisfies never;
  }
}

/** So long is remembered, however good it is now. */
const FROZEN_LONG_MS = 10_000;

/** What is said of a connection that is good now. `frozenMs`: for how long pictures have stood still so far. */
export function goodAboutName(frozenMs: number): string {
  return frozenMs < FROZEN_LONG_MS ? 'link-good-about' : 'link-good-after';
}

/** What trouble comes from, in a few words. */
export function causeName(cause: QualityCause): string {
  return `cause-${cause}`;
}

/** What trouble comes from, and what helps. */
export function causeHelpName(cause: QualityCause): string {
  return `cause-${cause}-help`;
}

/** What its person can try, whatever helps most first. A slow device gains nothing by another network. */
export function tipNames(link: LinkState): string[] {
  if (link.kind === 'good' || link.kind === 'connecting') return [];
  if (link.kind === 'weak' && link.cause === 'device') return ['tip-programs', 'tip-less'];
  return ['tip-closer', 'tip-others', 'tip-camera'];
}

export function refusedName(why: Extract<Phase, { kind: 'refused' }>['why']): string {
  return `refused-${why}`;
}

export function farewellName(next: FarewellNext): string {
  return `out-${dashed(next)}`;
}

/** What was said, as the name of its words and what fills them in. */
export function saidWords(said: Said): { name: string; fills: Record<string, string | number> } {
  switch (said.kind) {
    case 'knocked':
      return said.names.length === 1
        ? { name: 'said-knocked', fills: { name: said.names[0] ?? '' } }
        : { name: 'said-knocked-many', fills: { n: said.names.length, names: said.names.join(', ') } };
    case 'joined':
    case 'left':
    case 'held_person':
    case 'back':
      return { name: `said-${dashed(said.kind)}`, fills: { name: said.name } };
    case 'asked_to_mute':
      return {
        name: said.source === 'microphone' ? 'said-asked-microphone' : 'said-asked-camera',
        fills: {},
      };
    case 'device_changed':
      return { name: `said-${said.device}-changed`, fills: { label: said.label } };
    case 'host_now':
      return { name: said.me ? 'said-host-me' : 'said-host-now', fills: { name: said.name } };
    case 'muted_while_talking':
      return { name: 'said-muted', fills: {} };
    default:
      return said satisfies never;
  }
}
