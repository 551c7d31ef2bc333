import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import type { DeviceReport } from '../protocol/DeviceReport.ts';
import type { DeviceState } from '../protocol/DeviceState.ts';
import type { FarewellNext } from '../protocol/FarewellNext.ts';
import type { HostState } from '../protocol/HostState.ts';
import type { LobbyState } from '../protocol/LobbyState.ts';
import type { QualityCause } from '../protocol/QualityCause.ts';
import type { LinkState, Said } from './model.ts';
import * as words from './words.ts';

const source = readFileSync(join(import.meta.dirname, '../../locales/sv/meeting.ftl'), 'utf8');
const known = new Set(new FluentResource(source).body.map((entry) => entry.id));
const unknown = (names: readonly (string | null)[]): (string | null)[] =>
  names.filter((name) => name !== null && !known.has(name));

const DEVICES: DeviceState[] = ['untested', 'ok', 'off', 'missing', 'denied', 'busy', 'failed'];
const CAUSES: QualityCause[] = ['none', 'download', 'upload', 'device', 'cut'];
const report = (changes: Partial<DeviceReport> = {}): DeviceReport => ({
  camera: 'ok',
  microphone: 'ok',
  speaker: 'yes',
  network: { media: true, relayed: false },
  handheld: false,
  ...changes,
});

describe('every state has its words', () => {
  it('where the host is, and why one waits', () => {
    const states: HostState[] = ['away', 'near', 'in_room', 'lost'];
    expect(
      unknown(
        states.flatMap((one) => [
          words.hostStateName(one),
          words.hostNowName(one),
          words.hostMarkName(one),
          words.asideName(one),
        ]),
      ),
    ).toEqual([]);
  });

  it('each device, on its own and together', () => {
    const names = DEVICES.flatMap((state) => [
      words.deviceStateName(state),
      words.deviceHelpName('camera', state),
      words.deviceHelpName('microphone', state),
      `picture-${state}`,
      ...(state === 'ok' ? [] : [`camera-${state}-short`, `microphone-${state}-short`]),
      ...DEVICES.flatMap((other) => [
        words.goesInName(state, other),
        ...words.reportNames(report({ camera: state, microphone: other, speaker: 'no' })),
      ]),
    ]);
    expect(unknown(names)).toEqual([]);
  });

  it('each place on the way, each end, each refusal', () => {
    const places: LobbyState[] = ['checking', 'waiting', 'called', 'in_room', 'held', 'left', 'removed'];
    const ends: FarewellNext[] = [
      'may_return',
      'waiting_room',
      'ended',
      'removed',
      'link_revoked',
      'taken_over',
    ];
    const refusals = ['unknown', 'ended', 'full', 'forbidden', 'unavailable'] as const;
    const pages = [...ends.map(words.farewellName), ...refusals.map(words.refusedName)];
    expect(
      unknown([...places.map(words.placeName), ...pages, ...pages.map((name) => `${name}-about`)]),
    ).toEqual([]);
  });

  it('each state of the connection and each cause', () => {
    const links: LinkState[] = [
      { kind: 'connecting' },
      { kind: 'good' },
      { kind: 'reconnecting', since: 0 },
      { kind: 'failed' },
      ...CAUSES.flatMap((cause): LinkState[] => [
        { kind: 'weak', cause, audioOnly: false },
        { kind: 'weak', cause, audioOnly: true },
      ]),
    ];
    expect(unknown(links.map((link) => words.lightOf(link).name))).toEqual([]);
    expect(unknown(CAUSES.map(words.causeHelpName))).toEqual([]);
    expect(unknown(links.flatMap(words.tipNames))).toEqual([]);
  });

  it('sends nobody to another network for what the device is to blame for', () => {
    const tips = words.tipNames({ kind: 'weak', cause: 'device', audioOnly: false });
    expect(tips).not.toEqual([]);
    expect(tips).not.toContain('tip-closer');
    expect(words.tipNames({ kind: 'good' })).toEqual([]);
  });

  it('a connection that is good now, and was not before', () => {
    const names = [words.goodAboutName(2_000), words.goodAboutName(60_000)];
    expect(names).toEqual(['link-good-about', 'link-good-after']);
    expect(unknown([...names, 'out-denied', 'out-denied-about', 'out-denied-chat'])).toEqual([]);
  });

  it('each thing said', () => {
    const said: Said[] = [
      { kind: 'knocked', names: ['Anna'], people: ['a'] },
      { kind: 'knocked', names: ['Anna', 'Bo'], people: ['a', 'b'] },
      { kind: 'joined', name: 'Anna' },
      { kind: 'left', name: 'Anna' },
      { kind: 'held_person', name: 'Anna' },
      { kind: 'back', name: 'Anna' },
      { kind: 'asked_to_mute', source: 'microphone' },
      { kind: 'asked_to_mute', source: 'camera' },
      { kind: 'device_changed', device: 'camera', label: 'X' },
      { kind: 'device_changed', device: 'microphone', label: 'X' },
      { kind: 'device_changed', device: 'speaker', label: 'X' },
      { kind: 'host_now', name: 'Anna', me: false },
      { kind: 'host_now', name: 'Anna', me: true },
      { kind: 'muted_while_talking' },
    ];
    expect(unknown(said.map((one) => words.saidWords(one).name))).toEqual([]);
  });
});

describe('what a check found, to the host', () => {
  it('is one line when all is well, and only what is wrong when it isn’t', () => {
    expect(words.reportNames(report())).toEqual(['their-devices-fine']);
    expect(words.reportNames(report({ microphone: 'missing' }))).toEqual(['their-microphone-missing']);
    expect(words.reportNames(report({ camera: 'untested', microphone: 'untested', speaker: 'no' }))).toEqual([
      'their-devices-untested',
      'their-speaker-no',
    ]);
  });

  it('worries the host about what can’t be heard, not about a camera that is off', () => {
    expect(words.reportWorries(report({ camera: 'off' }))).toBe(false);
    expect(words.reportWorries(report({ microphone: 'denied' }))).toBe(true);
    expect(words.reportWorries(report({ network: { media: false, relayed: false } }))).toBe(true);
  });
});

it('counts an audio-only call as weak, whatever the cause', () => {
  expect(words.lightOf({ kind: 'weak', cause: 'upload', audioOnly: true })).toEqual({
    light: 'weak',
    name: 'link-audio-only',
  });
});
