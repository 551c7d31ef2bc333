import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeviceState } from '../protocol/DeviceState.ts';
import { memoryStorage } from '../stores/device.ts';
import { stateOf } from './device-problems.ts';
import { createDevices, type DevicePorts, type OwnDevices } from './devices.ts';
import { FakeMedia, FakeStream, settled } from './fake-rtc.ts';
import type { Said } from './model.ts';

let media: FakeMedia;
let said: Said[];
let look: () => void;
let level: (now: number) => void;
let meters: number;
const storage = memoryStorage();

function devices(more: Partial<DevicePorts> = {}): OwnDevices {
  return createDevices({
    media: media as unknown as MediaDevices,
    storage,
    handheld: false,
    canChooseSpeaker: true,
    permission: () => Promise.resolve('prompt'),
    hidden: () => false,
    onVisible: (hear) => {
      look = hear;
      return () => undefined;
    },
    meter: (_, hear) => {
      meters += 1;
      level = hear;
      return () => {
        meters -= 1;
      };
    },
    chord: () => Promise.resolve(),
    trial: () => Promise.resolve(null),
    say: (one) => said.push(one),
    ...more,
  });
}

const states = (own: OwnDevices): DeviceState[] => [own.camera.value, own.microphone.value];

beforeEach(() => {
  media = new FakeMedia();
  said = [];
  meters = 0;
  storage.removeItem('samtal.devices');
  vi.stubGlobal('MediaStream', FakeStream);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('why there is no device', () => {
  it.each<[string, DeviceState]>([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'failed'],
    ['TypeError', 'failed'],
  ])('%s is %s', (name, state) => {
    expect(stateOf(Object.assign(new Error(), { name }))).toBe(state);
  });

  it('is that nobody knows where the page is not secure', async () => {
    const own = devices({ media: null });
    await own.ask();
    expect(states(own)).toEqual(['failed', 'failed']);
  });
});

describe('asking', () => {
  it('asks for both at once, and shows what there is', async () => {
    const own = devices();
    await own.ask();
    expect(media.asked).toHaveLength(1);
    expect(media.asked[0]?.video).toMatchObject({ width: { ideal: 1280 }, frameRate: { ideal: 30 } });
    expect(states(own)).toEqual(['ok', 'ok']);
    expect(own.preview.value).not.toBeNull();
    expect(own.chosen.value).toMatchObject({ camera: 'cam', microphone: 'mic' });
    expect(own.speakers.value).toEqual([{ id: 'out', label: 'Högtalare' }]);
    await own.ask();
    expect(media.asked).toHaveLength(1);
  });

  it('gets the one when the other is busy or missing', async () => {
    media.problems = { video: 'NotReadableError' };
    const own = devices();
    await own.ask();
    expect(states(own)).toEqual(['busy', 'ok']);
    expect(own.report()).toMatchObject({ camera: 'busy', microphone: 'ok' });
    media.problems = {};
    media.plugged = media.plugged.filter((one) => one.kind !== 'audioinput');
    const another = devices();
    await another.ask();
    expect(states(another)).toEqual(['ok', 'missing']);
  });

  it('asks whoever said no only once', async () => {
    media.problems = { audio: 'NotAllowedError', video: 'NotAllowedError' };
    const own = devices();
    await own.ask();
    expect(states(own)).toEqual(['denied', 'denied']);
    expect(media.asked).toHaveLength(1);
  });

  it('gets the one that was allowed before', async () => {
    media.problems = { video: 'NotAllowedError' };
    const own = devices({
      permission: (kind) => Promise.resolve(kind === 'microphone' ? 'granted' : 'denied'),
    });
    await own.ask();
    expect(states(own)).toEqual(['denied', 'ok']);
  });

  it('asks for the microphone where the camera was blocked before', async () => {
    media.problems = { video: 'NotAllowedError' };
    const own = devices({
      permission: (kind) => Promise.resolve(kind === 'camera' ? 'denied' : 'prompt'),
    });
    await own.ask();
    expect(states(own)).toEqual(['denied', 'ok']);
  });

  it('asks a telephone for smaller pictures, of the person', async () => {
    const own = devices({ handheld: true });
    await own.ask();
    expect(media.asked[0]?.video).toMatchObject({
      width: { ideal: 640 },
      height: { ideal: 360 },
      facingMode: 'user',
    });
  });

  it('stops what comes when it is no longer wanted', async () => {
    let go = (): void => undefined;
    media.waits = new Promise((resolve) => {
      go = resolve;
    });
    const own = devices();
    const asked = own.ask();
    own.stop();
    go();
    await asked;
    expect([media.given.length, media.live()]).toEqual([2, []]);
    expect(own.preview.value).toBeNull();
  });
});

describe('turning on and off', () => {
  it('puts the camera’s light out, and gets it again', async () => {
    const own = devices();
    await own.ask();
    await own.turnCamera(false);
    expect([media.live(), own.camera.value, own.preview.value]).toEqual([['mic'], 'off', null]);
    await own.turnCamera(true);
    expect([media.live(), own.camera.value]).toEqual([['mic', 'cam'], 'ok']);
  });

  it('keeps the microphone, which says when one talks while it is off', async () => {
    const own = devices();
    await own.ask();
    await own.turnMicrophone(false);
    expect([own.microphone.value, own.tracks.microphone.value?.enabled]).toEqual(['off', false]);
    for (let at = 0; at < 50; at++) {
      level(0.5);
      vi.advanceTimersByTime(100);
    }
    expect(said).toEqual([{ kind: 'muted_while_talking' }]);
    await own.turnMicrophone(true);
    expect([own.microphone.value, own.tracks.microphone.value?.enabled]).toEqual(['ok', true]);
    expect(own.level.value).toBe(0.5);
  });

  it('says nothing about a door that slams', async () => {
    const own = devices();
    await own.ask();
    await own.turnMicrophone(false);
    for (let at = 0; at < 50; at++) {
      level(at % 10 === 0 ? 0.9 : 0.01);
      vi.advanceTimersByTime(100);
    }
    expect(said).toEqual([]);
  });

  it('leaves nothing on when it ends', async () => {
    const own = devices();
    await own.ask();
    expect(meters).toBe(1);
    own.dispose();
    expect([media.live(), meters]).toEqual([[], 0]);
  });
});

describe('choosing', () => {
  const two = (): FakeMedia['plugged'] => [
    ...media.plugged,
    { kind: 'audioinput', deviceId: 'headset', label: 'Headset' },
  ];

  it('uses what was chosen, and remembers it on this device', async () => {
    media.plugged = two();
    const own = devices();
    await own.ask();
    await own.choose('microphone', 'headset');
    expect(own.chosen.value.microphone).toBe('headset');
    expect(media.live()).toEqual(['cam', 'headset']);
    const later = devices();
    await later.ask();
    expect(later.chosen.value.microphone).toBe('headset');
  });

  it('takes another when the chosen one is gone', async () => {
    const own = devices();
    await own.ask();
    await own.choose('microphone', 'headset');
    expect([own.microphone.value, own.chosen.value.microphone]).toEqual(['ok', 'mic']);
  });

  it('does without a memory where the browser denies it', async () => {
    const denied = (): never => {
      throw new Error('denied');
    };
    const own = devices({ storage: { ...storage, getItem: denied, setItem: denied } });
    await own.ask();
    await own.choose('speaker', 'out');
    expect(own.chosen.value.speaker).toBe('out');
  });

  it('offers a headset that is plugged in, and goes back when it is unplugged', async () => {
    const own = devices();
    await own.ask();
    const before = media.plugged;
    media.changes(two());
    await settled();
    expect(own.offered.value).toEqual({ kind: 'microphone', id: 'headset', label: 'Headset' });
    await own.choose('microphone', 'headset');
    expect(own.offered.value).toBeNull();
    media.changes(before);
    await settled();
    expect(own.chosen.value.microphone).toBe('mic');
    expect(said).toEqual([{ kind: 'device_changed', device: 'microphone', label: 'Mikrofon' }]);
    expect(media.live()).toEqual(['cam', 'mic']);
  });

  it('goes back to the system’s loudspeaker when the chosen one is unplugged', async () => {
    const headset = { kind: 'audiooutput', deviceId: 'ears', label: 'Hörlurar' } as const;
    media.plugged = [...media.plugged, headset];
    const own = devices();
    await own.ask();
    await own.choose('speaker', 'ears');
    media.changes(media.plugged.filter((one) => one.deviceId !== 'ears'));
    await settled();
    expect(own.chosen.value.speaker).toBe('');
    expect(said).toEqual([{ kind: 'device_changed', device: 'speaker', label: 'Högtalare' }]);
  });
});

describe('a device that is lost', () => {
  it('is asked for again at once, or when the page is looked at again', async () => {
    let hidden = true;
    const own = devices({ hidden: () => hidden });
    await own.ask();
    media.given.find((track) => track.kind === 'video')?.ends();
    await settled();
    expect([own.camera.value, own.preview.value]).toEqual(['busy', null]);
    hidden = false;
    look();
    await settled();
    expect([own.camera.value, media.live()]).toEqual(['ok', ['mic', 'cam']]);
    media.given.findLast((track) => track.kind === 'audio')?.ends();
    await settled();
    expect(own.microphone.value).toBe('ok');
    expect(said).toEqual([]);
  });

  it('that stays silent after a telephone call is asked for again', async () => {
    const own = devices();
    await own.ask();
    const [microphone] = media.given;
    if (microphone === undefined) throw new Error('no microphone');
    microphone.muted = true;
    microphone.dispatchEvent(new Event('mute'));
    await vi.advanceTimersByTimeAsync(2_900);
    expect(media.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect([media.asked.length, microphone.readyState, own.microphone.value]).toEqual([2, 'ended', 'ok']);
  });

  it('that comes back by itself is let be', async () => {
    const own = devices();
    await own.ask();
    const [microphone] = media.given;
    if (microphone === undefined) throw new Error('no microphone');
    microphone.muted = true;
    microphone.dispatchEvent(new Event('mute'));
    microphone.muted = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(media.asked).toHaveLength(1);
    expect(own.microphone.value).toBe('ok');
  });

  it('is found when it is plugged in after all', async () => {
    const all = media.plugged;
    media.plugged = all.filter((one) => one.kind !== 'videoinput');
    const own = devices();
    await own.ask();
    expect(own.camera.value).toBe('missing');
    media.changes(all);
    await settled();
    expect(own.camera.value).toBe('ok');
  });
});
