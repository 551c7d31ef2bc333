import type { Catalogues } from '../i18n/i18n.ts';

/** The words of this page, fetched for one language at a time. The desk's come along: a conversation looks the same here. */
export const catalogues: Catalogues = {
  sv: () =>
    Promise.all([
      import('../../locales/sv/common.ftl'),
      import('../../locales/sv/desk.ftl'),
      import('../../locales/sv/wall.ftl'),
    ]),
  en: () =>
    Promise.all([
      import('../../locales/en/common.ftl'),
      import('../../locales/en/desk.ftl'),
      import('../../locales/en/wall.ftl'),
    ]),
};
