import type { Catalogues } from '../i18n/i18n.ts';

/** The words of this page, fetched for one language at a time. */
export const catalogues: Catalogues = {
  sv: () =>
    Promise.all([
      import('../../locales/sv/common.ftl'),
      import('../../locales/sv/account.ftl'),
      import('../../locales/sv/desk.ftl'),
      import('../../locales/sv/outside.ftl'),
      import('../../locales/sv/factors.ftl'),
      import('../../locales/sv/staff.ftl'),
      import('../../locales/sv/audit.ftl'),
    ]),
  en: () =>
    Promise.all([
      import('../../locales/en/common.ftl'),
      import('../../locales/en/account.ftl'),
      import('../../locales/en/desk.ftl'),
      import('../../locales/en/outside.ftl'),
      import('../../locales/en/factors.ftl'),
      import('../../locales/en/staff.ftl'),
      import('../../locales/en/audit.ftl'),
    ]),
};
