/*
 * The server's reasons in the person's language. They come as short English sentences made from a few patterns; one
 * that isn't known here is shown as it came, which is better than nothing.
 */
import { t, type Words } from '../i18n/i18n.ts';

type Pattern = { made: RegExp; id: string; names: readonly string[] };

const PATTERNS: readonly Pattern[] = [
  {
    made: /^longest idle of (\d+) free with load (\d+) \(any language.*\)$/,
    id: 'reason-idle-any',
    names: ['n', 'load'],
  },
  {
    made: /^longest idle of (\d+) free with load (\d+) \((.+)\)$/,
    id: 'reason-idle',
    names: ['n', 'load', 'language'],
  },
  { made: /^handed over by name$/, id: 'reason-by-name', names: [] },
  { made: /^none of the (\d+) who serve this queue is at work$/, id: 'reason-none', names: ['n'] },
  { made: /^(\d+) asked a moment ago said no$/, id: 'reason-said-no', names: ['n'] },
  { made: /^(\d+) at work, all with as many as they take$/, id: 'reason-all-full', names: ['n'] },
  {
    made: /^(\d+) ahead, (\d+) free of (\d+) places at work$/,
    id: 'reason-joined',
    names: ['ahead', 'free', 'places'],
  },
  { made: /^(\d+) ahead$/, id: 'reason-ahead', names: ['ahead'] },
  { made: /^to (.+)$/, id: 'reason-to', names: ['name'] },
  { made: /^the advisor is gone$/, id: 'reason-gone', names: [] },
  { made: /^the customer wrote$/, id: 'reason-customer-wrote', names: [] },
];

/** What to say of a reason, and with which words; null when there is nothing to add. */
export function reasonOf(why: string): { id: string; words: Words }[] | null {
  const parts = why.split('; ').filter((part) => part !== '');
  const found = parts.map(partOf);
  return found.length === 0 ? null : found;
}

export function reasonWords(why: string): string {
  return (reasonOf(why) ?? [])
    .map(({ id, words }) => (id === '' ? String(words.why) : t(id, words)))
    .join(' ');
}

function partOf(part: string): { id: string; words: Words } {
  for (const { made, id, names } of PATTERNS) {
    const match = made.exec(part);
    if (match === null) continue;
    const words = Object.fromEntries(names.map((name, at) => [name, numberOr(match[at + 1] ?? '')]));
    return { id, words };
  }
  return { id: '', words: { why: part } };
}

function numberOr(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
