import type { JSX } from 'preact';
import './text.css';

export type Piece = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const CANDIDATE = /https?:\/\/[^\s<>"']+|mailto:[^\s<>"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;
/** Ends a sentence, not an address. */
const TRAILING = /[.,;:!?…»”’'"*_]+$/u;

/** Splits what somebody wrote into words and addresses. Only http, https and mailto become links. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const written = trimmed(match[0]);
    const href = addressOf(written);
    if (href === null) continue;
    if (match.index > from) found.push({ kind: 'text', text: text.slice(from, match.index) });
    found.push({ kind: 'link', text: written, href });
    from = match.index + written.length;
  }
  if (from < text.length) found.push({ kind: 'text', text: text.slice(from) });
  return found;
}

/** What somebody wrote, in its own direction, with links that can be followed safely. */
export function Said({ text }: { text: string }): JSX.Element {
  return (
    <div class="said" dir="auto">
      {pieces(text).map((piece, at) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          <a key={at} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </div>
  );
}

function trimmed(candidate: string): string {
  let kept = candidate.replace(TRAILING, '');
  while (kept.endsWith(')') && count(kept, ')') > count(kept, '('))
    kept = kept.slice(0, -1).replace(TRAILING, '');
  return kept;
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}

function addressOf(written: string): string | null {
  const full = /^(https?|mailto):/i.test(written) ? written : `mailto:${written}`;
  if (!URL.canParse(full)) return null;
  const url = new URL(full);
  const known = url.protocol === 'http:' || url.protocol === 'https:' || url.protocol === 'mailto:';
  return known ? url.href : null;
}
