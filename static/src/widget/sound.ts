/** One soft sound for a word from the other side when nobody looks; can be turned off. */
import { signal } from '@preact/signals';
import { deviceStorage } from '../stores/device.ts';

const KEPT = 'samtal.sound';
const storage = deviceStorage();

export const soundOn = signal(storage.getItem(KEPT) !== 'off');

export function toggleSound(): void {
  soundOn.value = !soundOn.value;
  storage.setItem(KEPT, soundOn.value ? 'on' : 'off');
}

let audio: AudioContext | null = null;

/** Two short tones. Browsers allow it once the person has pressed something here; until then it's silent. */
export function ding(): void {
  if (!soundOn.value || !navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [at, hertz] of [
    [0, 660],
    [0.11, 880],
  ] as const) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, start + at);
    volume.gain.linearRampToValueAtTime(0.06, start + at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.4);
  }
}
