import type { Catalogues } from '../i18n/i18n.ts';

/** The words of this page, fetched for one language at a time. The desk's come along: a conversation looks the same here. */
export const catalogues: Catalogues = {
  sv: () =>
    Promise.all([
      import('../../locales/sv/common.ftl'),
      import('../../locales/sv/account.ftl'),
      import('../../locales/sv/desk.ftl'),
      import('../../locales/sv/wall.ftl'),
      import('../../locales/sv/outside.ftl'),
      import('../../locales/sv/factors.ftl'),
    ]),
  en: () =>
    Promise.all([
      import('../../locales/en/common.ftl'),
      import('../../locales/en/account.ftl'),
      import('../../locales/en/desk.ftl'),
      import('../../locales/en/wall.ftl'),
      import('../../locales/en/outside.ftl'),
      import('../../locales/en/factors.ftl'),
    ]),
};
