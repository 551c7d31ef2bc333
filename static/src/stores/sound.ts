/* Whether this device makes a sound when somebody waits, writes or lets one in: one choice for every page here. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { deviceStorage } from './device.ts';

const SOUND_OFF = 'samtal.sound-off';

const storage = deviceStorage();
const sound = signal(storage.getItem(SOUND_OFF) === null);

export const soundOn: ReadonlySignal<boolean> = sound;

export function switchSound(): void {
  sound.value = !sound.value;
  if (sound.value) storage.removeItem(SOUND_OFF);
  else storage.setItem(SOUND_OFF, '1');
}
