/*
 * The page's language. Owns the one catalogue in use and the signal that redraws when it changes.
 * Invariant: a page draws only after `startLanguage` has resolved, so `t` never lacks a catalogue.
 * Catalogues are Fluent files shared with the server (`locales/`), fetched for one language at a time.
 */
import { FluentBundle, type FluentResource, type FluentVariable } from '@fluent/bundle';
import { signal } from '@preact/signals';

export type Language = 'sv' | 'en';
/** Catalogues as they come from `import('….ftl')`. */
export type Catalogues = Record<Language, () => Promise<Entries[]>>;
export type Entries = { entries: FluentResource['body'] };
export type Words = Record<string, string | number>;

export const LANGUAGES: readonly Language[] = ['sv', 'en'];
/** Each language by its own name, so that it's found by the one who needs it. */
export const LANGUAGE_NAMES: Record<Language, string> = { sv: 'Svenska', en: 'English' };

const REMEMBERED = 'samtal.language';

type Loaded = { language: Language; bundle: FluentBundle };
const loaded = signal<Loaded | null>(null);
let sources: Catalogues | null = null;

/** The language in use; reading it in a view redraws the view when it changes. */
export function language(): Language {
  return loaded.value?.language ?? 'sv';
}

/** Chooses by the person's earlier choice, then `wished`, then the browser; Swedish when nothing fits. */
export async function startLanguage(catalogues: Catalogues, wished?: string | null): Promise<void> {
  sources = catalogues;
  const candidates = [remembered(), wished, ...navigator.languages];
  await load(candidates.map(supported).find((found) => found !== null) ?? 'sv');
}

/** Changes language and remembers the choice on this device. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  try {
    localStorage.setItem(REMEMBERED, chosen);
  } catch {
    // Storage may be denied; the choice then lasts as long as the page.
  }
  await load(chosen);
}

/** The words with this name. Unknown names are shown as they are, and a test keeps them from existing. */
export function t(id: string, words?: Words): string {
  const bundle = loaded.value?.bundle;
  const pattern = bundle?.getMessage(id)?.value;
  if (bundle === undefined || pattern === undefined || pattern === null) return id;
  return bundle.formatPattern(pattern, words === undefined ? null : isolated(words), []);
}

/** A bundle of parsed catalogues; the page's own is made by `startLanguage`. */
export function bundleOf(language: Language, catalogues: readonly Entries[]): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const { entries } of catalogues) bundle.addResource({ body: entries });
  return bundle;
}

function supported(tag: string | null | undefined): Language | null {
  const primary = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((known) => known === primary) ?? null;
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

async function load(language: Language): Promise<void> {
  if (sources === null) throw new Error('startLanguage comes first');
  loaded.value = { language, bundle: bundleOf(language, await sources[language]()) };
  document.documentElement.lang = language;
}

/** A name written right to left must not turn the sentence around it. */
export function isolated(words: Words): Record<string, FluentVariable> {
  const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
  return Object.fromEntries(
    Object.entries(words).map(([name, value]) => [
      name,
      typeof value === 'string' && rightToLeft.test(value) ? `\u2068${value}\u2069` : value,
    ]),
  );
}
