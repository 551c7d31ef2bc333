/*
 * Keys in the call: single letters, where nothing is written. Pure; the same table is shown by `?`.
 */
export type Deed = 'microphone' | 'camera' | 'share' | 'chat' | 'people' | 'layout' | 'full' | 'help';

export const SHORTCUTS: readonly { deed: Deed; key: string }[] = [
  { deed: 'microphone', key: 'M' },
  { deed: 'camera', key: 'V' },
  { deed: 'share', key: 'S' },
  { deed: 'chat', key: 'C' },
  { deed: 'people', key: 'P' },
  { deed: 'layout', key: 'L' },
  { deed: 'full', key: 'F' },
  { deed: 'help', key: '?' },
];

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** What a key asks for; null lets it through. */
export function deedOf(key: Key, writing: boolean): Deed | null {
  if (writing || key.altKey || key.ctrlKey || key.metaKey) return null;
  return SHORTCUTS.find((one) => one.key === key.key.toUpperCase())?.deed ?? null;
}
