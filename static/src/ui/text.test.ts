import { describe, expect, it } from 'vitest';
import { pieces } from './text.tsx';

const links = (text: string): string[] =>
  pieces(text).flatMap((piece) => (piece.kind === 'link' ? [piece.href] : []));

describe('links in what people write', () => {
  it('keeps the sentence whole around a link', () => {
    const found = pieces('Se https://exempel.se/a?b=1, tack');
    expect(found.map((piece) => piece.text).join('')).toBe('Se https://exempel.se/a?b=1, tack');
    expect(links('Se https://exempel.se/a?b=1, tack')).toEqual(['https://exempel.se/a?b=1']);
  });

  it('leaves the sentence’s own marks outside', () => {
    expect(links('(https://exempel.se/sida).')).toEqual(['https://exempel.se/sida']);
    expect(links('https://sv.wikipedia.org/wiki/Lind_(tr%C3%A4d)')).toEqual([
      'https://sv.wikipedia.org/wiki/Lind_(tr%C3%A4d)',
    ]);
  });

  it('knows mail addresses', () => {
    expect(links('skriv till anna@exempel.se')).toEqual(['mailto:anna@exempel.se']);
  });

  it('makes no link of anything that could run', () => {
    expect(
      links('javascript:alert(1) data:text/html,<script>1</script> vbscript:x file:///etc/passwd'),
    ).toEqual([]);
    expect(links('<script>alert(1)</script>')).toEqual([]);
  });
});
