import type { Catalogues } from '../i18n/i18n.ts';

/** The words of this page, fetched for one language at a time. */
export const catalogues: Catalogues = {
  sv: () => Promise.all([import('../../locales/sv/common.ftl'), import('../../locales/sv/docs.ftl')]),
  en: () => Promise.all([import('../../locales/en/common.ftl'), import('../../locales/en/docs.ftl')]),
};
