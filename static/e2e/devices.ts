/*
 * Cameras and microphones with the faults that real ones have, played where a page asks its browser for them. What comes
 * of it at the other side is real: tracks, connections and counters are the browser's own.
 */
import type { Page } from '@playwright/test';

/** The camera can't be had: it was blocked for this page before (`NotAllowedError`), or others use it (`NotReadableError`). */
export async function cameraFails(
  page: Page,
  problem: 'NotAllowedError' | 'NotReadableError',
): Promise<void> {
  await page.addInitScript((name) => {
    const devices = navigator.mediaDevices;
    const native = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted = {}) => {
      if (wanted.video) throw new DOMException('played', name);
      return native(wanted);
    };
    if (name !== 'NotAllowedError') return;
    const query = navigator.permissions.query.bind(navigator.permissions);
    navigator.permissions.query = async (of) =>
      (of.name as string) === 'camera' ? ({ state: 'denied' } as PermissionStatus) : query(of);
  }, problem);
}

/**
 * A headset and the computer's own microphone, each a tone of its own, which can be unplugged and silenced by a telephone
 * call. Cameras are the browser's.
 */
export async function ownMicrophones(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const native = { ask: devices.getUserMedia.bind(devices), list: devices.enumerateDevices.bind(devices) };
    const inputs = new Map([
      ['headset', { label: 'Headset', tone: 330 }],
      ['built-in', { label: 'Inbyggd mikrofon', tone: 440 }],
    ]);
    const taken: { id: string; track: MediaStreamTrack; gain: GainNode }[] = [];
    let calling = false;
    const audio = new AudioContext();
    const take = (wanted: MediaTrackConstraints | true): MediaStreamTrack => {
      const asked = JSON.stringify(wanted === true ? {} : (wanted.deviceId ?? {}));
      const named = [...inputs.keys()].find((id) => asked.includes(`"${id}"`));
      const [id, input] = [...inputs].find(([id]) => named === undefined || id === named) ?? [];
      if (id === undefined || input === undefined) throw new DOMException('played', 'NotFoundError');
      const [tone, gain, out] = [
        audio.createOscillator(),
        audio.createGain(),
        audio.createMediaStreamDestination(),
      ];
      tone.frequency.value = input.tone;
      gain.gain.value = calling ? 0 : 0.3;
      tone.connect(gain).connect(out);
      tone.start();
      const [track] = out.stream.getAudioTracks();
      if (track === undefined) throw new Error('a destination has a track');
      Object.defineProperties(track, {
        label: { value: input.label },
        muted: { get: () => calling },
        getSettings: { value: () => ({ deviceId: id }) },
      });
      taken.push({ id, track, gain });
      return track;
    };
    devices.getUserMedia = async (wanted = {}) => {
      const stream = wanted.video ? await native.ask({ video: wanted.video }) : new MediaStream();
      if (wanted.audio) stream.addTrack(take(wanted.audio));
      return stream;
    };
    devices.enumerateDevices = async () => {
      const others = (await native.list()).filter((one) => one.kind !== 'audioinput');
      const own = [...inputs].map(([deviceId, { label }]) => ({
        deviceId,
        label,
        groupId: '',
        kind: 'audioinput',
      }));
      return [...(own as MediaDeviceInfo[]), ...others];
    };
    Object.assign(window, {
      unplugs(id: string) {
        inputs.delete(id);
        for (const one of taken.filter((one) => one.id === id)) {
          one.track.stop();
          one.track.dispatchEvent(new Event('ended'));
        }
        devices.dispatchEvent(new Event('devicechange'));
      },
      telephones(on: boolean) {
        calling = on;
        for (const { track, gain } of taken) {
          gain.gain.value = on ? 0 : 0.3;
          track.dispatchEvent(new Event(on ? 'mute' : 'unmute'));
        }
      },
    });
  });
}

export async function unplugs(page: Page, id: 'headset' | 'built-in'): Promise<void> {
  await page.evaluate((id) => (window as unknown as { unplugs: (id: string) => void }).unplugs(id), id);
}

/** The telephone takes the microphone, or gives it back. */
export async function telephones(page: Page, on: boolean): Promise<void> {
  await page.evaluate(
    (on) => (window as unknown as { telephones: (on: boolean) => void }).telephones(on),
    on,
  );
}

/** To be called before it is opened: tells when the browser has let a sound not be played. */
export async function watchRefusals(page: Page): Promise<{ refused: Promise<void> }> {
  let tell = (): void => undefined;
  const refused = new Promise<void>((resolve) => {
    tell = resolve;
  });
  await page.exposeFunction('soundWasRefused', () => tell());
  await page.addInitScript(() => {
    const native = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function play(this: HTMLMediaElement): Promise<void> {
      return native.call(this).catch((problem: DOMException) => {
        const told = window as unknown as { soundWasRefused: () => void };
        if (this instanceof HTMLAudioElement && problem.name === 'NotAllowedError') told.soundWasRefused();
        throw problem;
      });
    };
  });
  return { refused };
}

/** How many of the page's sounds are being played: not stopped, and further than a moment ago. */
export async function playing(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const sounds = [...document.querySelectorAll('audio')];
    const before = sounds.map((sound) => sound.currentTime);
    for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
    return sounds.filter((sound, place) => !sound.paused && sound.currentTime > (before[place] ?? 0)).length;
  });
}
