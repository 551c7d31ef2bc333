/** Which camera, microphone and loudspeaker were chosen on this device. */
import type { DeviceStorage } from '../stores/device.ts';

export type Chosen = { camera: string; microphone: string; speaker: string };

const KEPT = 'samtal.devices';
export const NONE_CHOSEN: Chosen = { camera: '', microphone: '', speaker: '' };

export function readChosen(storage: DeviceStorage): Chosen {
  try {
    const kept = JSON.parse(storage.getItem(KEPT) ?? '{}') as Partial<Record<keyof Chosen, unknown>>;
    const id = (value: unknown): string => (typeof value === 'string' ? value : '');
    return { camera: id(kept.camera), microphone: id(kept.microphone), speaker: id(kept.speaker) };
  } catch {
    return NONE_CHOSEN;
  }
}

export function keepChosen(storage: DeviceStorage, chosen: Chosen): void {
  try {
    storage.setItem(KEPT, JSON.stringify(chosen));
  } catch {
    // Full or denied; the choice then lasts as long as the page.
  }
}
