import type { Catalogues } from '../i18n/i18n.ts';

/** The words of this page, fetched for one language at a time. */
export const catalogues: Catalogues = {
  sv: async () => (await import('./words.sv.ts')).words,
  en: async () => (await import('./words.en.ts')).words,
};
