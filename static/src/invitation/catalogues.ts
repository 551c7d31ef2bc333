import type { Catalogues } from '../i18n/i18n.ts';

/** The words of this page, fetched for one language at a time. */
export const catalogues: Catalogues = {
  sv: () =>
    Promise.all([
      import('../../locales/sv/common.ftl'),
      import('../../locales/sv/account.ftl'),
      import('../../locales/sv/factors.ftl'),
      import('../../locales/sv/invitation.ftl'),
    ]),
  en: () =>
    Promise.all([
      import('../../locales/en/common.ftl'),
      import('../../locales/en/account.ftl'),
      import('../../locales/en/factors.ftl'),
      import('../../locales/en/invitation.ftl'),
    ]),
};
