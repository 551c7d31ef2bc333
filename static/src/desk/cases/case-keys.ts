/*
 * Keys in the list of cases and on a case's page. Single letters where nothing is written, with Alt everywhere. Pure;
 * the same tables are shown by `?`.
 */
import type { Key } from '../keys.ts';

/** Whoever is asked for a chat answers from wherever they are. */
type Anywhere = 'help' | 'palette' | 'accept' | 'decline';
export type ListDeed = Anywhere | 'next' | 'previous' | 'open' | 'search' | 'new';
export type CaseDeed =
  | Anywhere
  | 'next'
  | 'previous'
  | 'write'
  | 'notes'
  | 'take'
  | 'hand'
  | 'step'
  | 'lists'
  | 'settle'
  | 'send-back'
  | 'edit'
  | 'list';

type Shown<D> = readonly { deed: D; keys: readonly string[] }[];

export const LIST_SHORTCUTS: Shown<ListDeed> = [
  { deed: 'next', keys: ['J', '↓'] },
  { deed: 'previous', keys: ['K', '↑'] },
  { deed: 'open', keys: ['Enter', 'O'] },
  { deed: 'search', keys: ['/'] },
  { deed: 'new', keys: ['C'] },
];

export const CASE_SHORTCUTS: Shown<CaseDeed> = [
  { deed: 'write', keys: ['R', 'Alt R'] },
  { deed: 'notes', keys: ['N', 'Alt N'] },
  { deed: 'take', keys: ['I', 'Alt I'] },
  { deed: 'hand', keys: ['T', 'Alt T'] },
  { deed: 'step', keys: ['S', 'Alt S'] },
  { deed: 'lists', keys: ['L', 'Alt L'] },
  { deed: 'settle', keys: ['M', 'Alt M'] },
  { deed: 'send-back', keys: ['B', 'Alt B'] },
  { deed: 'edit', keys: ['E', 'Alt E'] },
  { deed: 'next', keys: ['J', 'Alt ↓'] },
  { deed: 'previous', keys: ['K', 'Alt ↑'] },
  { deed: 'list', keys: ['U', 'Alt U'] },
];

const IN_LIST: Readonly<Record<string, ListDeed>> = {
  KeyJ: 'next',
  KeyK: 'previous',
  KeyO: 'open',
  KeyC: 'new',
};

const ON_CASE: Readonly<Record<string, CaseDeed>> = {
  KeyR: 'write',
  KeyN: 'notes',
  KeyI: 'take',
  KeyT: 'hand',
  KeyS: 'step',
  KeyL: 'lists',
  KeyM: 'settle',
  KeyB: 'send-back',
  KeyE: 'edit',
  KeyJ: 'next',
  KeyK: 'previous',
  KeyU: 'list',
};

/** What has the focus: plain keys belong to boxes and buttons first. */
export type Where = 'text' | 'control' | 'page';

/** What a key asks of the list; null lets it through. Arrows move from a row as well, which is a link. */
export function listDeedOf(key: Key, where: Where): ListDeed | null {
  const shared = sharedDeedOf(key, where);
  if (shared !== undefined) return shared;
  if (key.altKey) return arrow(key) ?? null;
  if (key.key === '/') return 'search';
  return arrow(key) ?? IN_LIST[key.code] ?? null;
}

/** What a key asks of a case's page. */
export function caseDeedOf(key: Key, where: Where): CaseDeed | null {
  const shared = sharedDeedOf(key, where);
  if (shared !== undefined) return shared;
  return (key.altKey ? arrow(key) : undefined) ?? ON_CASE[key.code] ?? null;
}

/** The same on both; null lets the key through, and undefined leaves it to the page. */
function sharedDeedOf(key: Key, where: Where): Anywhere | null | undefined {
  if ((key.ctrlKey || key.metaKey) && !key.altKey) return key.key.toLowerCase() === 'k' ? 'palette' : null;
  if (key.ctrlKey || key.metaKey) return null;
  if (where === 'text' && !key.altKey) return null;
  if (key.key === '?') return 'help';
  if (key.code === 'KeyA') return 'accept';
  return key.code === 'KeyD' ? 'decline' : undefined;
}

function arrow(key: Key): 'next' | 'previous' | undefined {
  if (key.key === 'ArrowDown') return 'next';
  return key.key === 'ArrowUp' ? 'previous' : undefined;
}
