import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { bundleOf, isolated } from '../src/i18n/i18n.ts';

const root = join(import.meta.dirname, '..');
const files = readdirSync(join(root, 'locales/sv'));
const source = (language: string, file: string): string =>
  readFileSync(join(root, 'locales', language, file), 'utf8');
const entriesOf = (language: string, file: string): FluentResource['body'] =>
  new FluentResource(source(language, file)).body;

/** Each page's own script; the widget's loader is no page. */
const pages = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|-|\/)main\.tsx$/.test(path))
  .map((path) => `src/${path}`);

/** The names of what is filled in: `{ $name }`. */
const fills = (text: string): string[] =>
  [...new Set([...text.matchAll(/\$([\w-]+)/g)].map((found) => found[1] ?? ''))].sort();

describe('the catalogues', () => {
  it('are the same files in both languages', () => {
    expect(readdirSync(join(root, 'locales/en'))).toEqual(files);
  });

  it.each(files)('%s has the same names in both languages, each once, filled in alike', (file) => {
    const [sv, en] = [entriesOf('sv', file), entriesOf('en', file)];
    const names = sv.map((entry) => entry.id);
    expect(new Set(names).size).toBe(names.length);
    expect(en.map((entry) => entry.id)).toEqual(names);
    for (const entry of sv) {
      const twin = en.find((other) => other.id === entry.id);
      expect([entry.id, fills(JSON.stringify(entry).replaceAll('"type":"var","name":"', '$'))]).toEqual([
        entry.id,
        fills(JSON.stringify(twin).replaceAll('"type":"var","name":"', '$')),
      ]);
    }
  });

  it.each(files)('%s is read whole: no line is lost to a slip of syntax', (file) => {
    for (const language of ['sv', 'en']) {
      const written = [...source(language, file).matchAll(/^([a-z][\w-]*) =/gm)].map((found) => found[1]);
      expect(entriesOf(language, file).map((entry) => entry.id)).toEqual(written);
    }
  });

  it('have every name that the code asks for', () => {
    const known = new Set(files.flatMap((file) => entriesOf('sv', file).map((entry) => entry.id)));
    const asked = sourcesIn(join(root, 'src')).flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([\w-]+)'/g)].map((found) => found[1] ?? ''),
    );
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(pages)('of %s have every name that its modules ask for, and each once', (main) => {
    const modules = [...modulesOf(join(root, main))];
    const texts = modules.map((path) => readFileSync(path, 'utf8'));
    const loaded = [
      ...new Set(
        texts.flatMap((text) =>
          [...text.matchAll(/locales\/sv\/([\w-]+\.ftl)/g)].map((found) => found[1] ?? ''),
        ),
      ),
    ];
    expect(loaded).toContain('common.ftl');
    const names = loaded.flatMap((file) => entriesOf('sv', file).map((entry) => entry.id));
    const known = new Set(names);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const asked = texts.flatMap((text) =>
      [...text.matchAll(/\bt\(\s*'([\w-]+)'/g)].map((found) => found[1] ?? ''),
    );
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('have words for every error and every way to lose the connection', () => {
    const codes = [...readFileSync(join(root, 'src/protocol/ErrorCode.ts'), 'utf8').matchAll(/"(\w+)"/g)];
    expect(codes.length).toBeGreaterThan(10);
    const words = (language: string): string[] => entriesOf(language, 'common.ftl').map((entry) => entry.id);
    for (const [, code = ''] of codes)
      for (const language of ['sv', 'en'])
        expect(words(language)).toContain(`error-${code.replaceAll('_', '-')}`);
  });

  it('call one page and one file by one name each', () => {
    for (const language of ['sv', 'en']) {
      const words = bundleOf(
        language as 'sv' | 'en',
        files.map((file) => ({ entries: entriesOf(language, file) })),
      );
      const say = (name: string): string => words.formatPattern(words.getMessage(name)?.value ?? '');
      expect([say('portal-wall'), `${say('wall-open')} · Samtal`]).toEqual([
        say('wall-open'),
        say('title-wall'),
      ]);
      expect(say('transcript')).toBe(say('transcript-save'));
      for (const file of files)
        expect(source(language, file)).not.toMatch(/\b(tavlan|väggen|gruppledare|the wall)\b/i);
    }
  });

  it('shout at nobody', () => {
    for (const language of ['sv', 'en'])
      for (const file of files) expect(source(language, file)).not.toContain('!');
  });
});

describe('words that are filled in', () => {
  it('choose their form by number', () => {
    const bundle = bundleOf('sv', [{ entries: entriesOf('sv', 'common.ftl') }]);
    const pattern = bundle.getMessage('wait-about')?.value ?? '';
    expect(bundle.formatPattern(pattern, { minutes: 1 })).toBe('Brukar ta ungefär 1 minut.');
    expect(bundle.formatPattern(pattern, { minutes: 3 })).toBe('Brukar ta ungefär 3 minuter.');
  });

  it('keep a name from turning the sentence round', () => {
    expect(isolated({ name: 'Anna', n: 2 })).toEqual({ name: 'Anna', n: 2 });
    expect(isolated({ name: 'ليلى' })).toEqual({ name: '\u2068ليلى\u2069' });
  });
});

/** Whatever a page's script imports, itself included. */
function modulesOf(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, imported = ''] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+\.tsx?)'/g))
    if (!imported.includes('/protocol/')) modulesOf(join(path, '..', imported), seen);
  return seen;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => join(folder, path));
}
