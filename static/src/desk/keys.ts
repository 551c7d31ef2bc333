/*
 * Keys at the desk. Single letters where nothing is written, with Alt everywhere. Pure; the same table is shown by `?`.
 */
export type Deed =
  | 'help'
  | 'palette'
  | 'next'
  | 'previous'
  | 'accept'
  | 'decline'
  | 'write'
  | 'notes'
  | 'transfer'
  | 'park'
  | 'end'
  | 'close'
  | 'beside'
  | 'inbox'
  | 'person';

export type Key = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** What is shown for each, in the order it is shown. */
export const SHORTCUTS: readonly { deed: Deed; keys: readonly string[] }[] = [
  { deed: 'palette', keys: ['Ctrl K'] },
  { deed: 'help', keys: ['?'] },
  { deed: 'accept', keys: ['A', 'Alt A'] },
  { deed: 'decline', keys: ['D', 'Alt D'] },
  { deed: 'next', keys: ['J', '↓', 'Alt ↓'] },
  { deed: 'previous', keys: ['K', '↑', 'Alt ↑'] },
  { deed: 'write', keys: ['R', 'Enter'] },
  { deed: 'notes', keys: ['N', 'Alt N'] },
  { deed: 'transfer', keys: ['T', 'Alt T'] },
  { deed: 'park', keys: ['P', 'Alt P'] },
  { deed: 'end', keys: ['E', 'Alt E'] },
  { deed: 'beside', keys: ['B', 'Alt B'] },
  { deed: 'close', keys: ['X', 'Alt X'] },
  { deed: 'inbox', keys: ['I', 'Alt I'] },
  { deed: 'person', keys: ['M', 'Alt M'] },
];

const LETTERS: Readonly<Record<string, Deed>> = {
  KeyJ: 'next',
  KeyK: 'previous',
  KeyA: 'accept',
  KeyD: 'decline',
  KeyR: 'write',
  KeyN: 'notes',
  KeyT: 'transfer',
  KeyP: 'park',
  KeyE: 'end',
  KeyX: 'close',
  KeyB: 'beside',
  KeyI: 'inbox',
  KeyM: 'person',
};

/** What a key asks for; null lets it through. `where` tells what has the focus: plain keys belong to boxes and buttons first. */
export function deedOf(key: Key, where: 'text' | 'control' | 'page'): Deed | null {
  if ((key.ctrlKey || key.metaKey) && !key.altKey) return key.key.toLowerCase() === 'k' ? 'palette' : null;
  if (key.ctrlKey || key.metaKey) return null;
  if (key.altKey) {
    if (key.key === 'ArrowDown') return 'next';
    if (key.key === 'ArrowUp') return 'previous';
    return LETTERS[key.code] ?? null;
  }
  if (where === 'text') return null;
  if (key.key === '?') return 'help';
  if (where === 'page') {
    if (key.key === 'ArrowDown') return 'next';
    if (key.key === 'ArrowUp') return 'previous';
    if (key.key === 'Enter') return 'write';
  }
  return LETTERS[key.code] ?? null;
}
