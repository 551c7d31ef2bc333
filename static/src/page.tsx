/*
 * What every page does first: the tokens, the language, the theme, then the view. A page's own `main.tsx` calls `startPage` and nothing else.
 */
import { signal } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import './design/base.css';
import { type Catalogues, startLanguage } from './i18n/i18n.ts';

export type Theme = 'system' | 'light' | 'dark';

const REMEMBERED = 'samtal.theme';
const theme = signal<Theme>('system');

/** The chosen theme; `system` follows the device. */
export function chosenTheme(): Theme {
  return theme.value;
}

/** Changes the theme on this device. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  try {
    localStorage.setItem(REMEMBERED, chosen);
  } catch {
    // Storage may be denied; the choice then lasts as long as the page.
  }
}

/** Draws the view in `#app` once its words are there. `language` is what the page's address asks for. */
export async function startPage(
  View: ComponentType,
  catalogues: Catalogues,
  language?: string | null,
): Promise<void> {
  chooseTheme(rememberedTheme());
  await startLanguage(catalogues, language);
  const root = document.getElementById('app');
  if (root === null) throw new Error('the page has no #app');
  render(<View />, root);
}

function rememberedTheme(): Theme {
  try {
    const kept = localStorage.getItem(REMEMBERED);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}
