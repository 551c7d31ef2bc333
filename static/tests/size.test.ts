/*
 * What a visitor pays. Counts the built files, gzipped: the loader alone, and all that the chat needs once opened in
 * one language, save the font, which comes after the words. Needs `npm run build` first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

type Chunk = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] };

const KB = 1_000;
const dist = join(import.meta.dirname, '../dist');
const gzipped = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 6 }).length;
const manifest = (): Record<string, Chunk> =>
  JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Record<string, Chunk>;

/** The files that come with an entry: itself, what it imports, and their styles. */
function filesOf(entry: string, chunks: Record<string, Chunk>, seen = new Set<string>()): Set<string> {
  const chunk = chunks[entry];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const file of chunk.css ?? []) seen.add(file);
  for (const next of chunk.imports ?? []) filesOf(next, chunks, seen);
  return seen;
}

describe('what is sent', () => {
  it('loader: under 5 KB', () => {
    expect(gzipped('widget.js')).toBeLessThan(5 * KB);
  });

  it('loader: one plain file that loads nothing by itself', () => {
    expect(readFileSync(join(dist, 'widget.js'), 'utf8')).not.toMatch(/\bimport\s*\(|^import\b|^export\b/m);
  });

  it.each(['sv', 'en'])('opened chat in %s: under 45 KB in all', (language) => {
    const chunks = manifest();
    const files = filesOf('widget.html', chunks);
    for (const name of chunks['widget.html']?.dynamicImports ?? []) {
      if (name.startsWith(`locales/${language}/`)) filesOf(name, chunks, files);
    }
    const scripts = [...files].filter((file) => file.endsWith('.js'));
    // Two catalogues, at least the page's own script, or this measures nothing.
    expect(scripts.length).toBeGreaterThanOrEqual(3);
    const total = ['widget.html', ...files].reduce((sum, file) => sum + gzipped(file), 0);
    expect(total).toBeLessThan(45 * KB);
  });

  it('no page carries script or style of its own: the policy forbids it', () => {
    for (const page of [
      'index.html',
      'demo.html',
      'widget.html',
      'desk.html',
      'sign-in.html',
      'account.html',
      'my.html',
      'link.html',
      'invitation.html',
      'return.html',
      'meeting.html',
      'wall.html',
      'dev/gallery.html',
    ]) {
      const html = readFileSync(join(dist, page), 'utf8');
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i);
    }
  });
});
