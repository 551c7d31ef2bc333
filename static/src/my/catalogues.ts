import type { Catalogues } from '../i18n/i18n.ts';

/** The words of these pages, fetched for one language at a time. */
export const catalogues: Catalogues = {
  sv: () =>
    Promise.all([
      import('../../locales/sv/common.ftl'),
      import('../../locales/sv/account.ftl'),
      import('../../locales/sv/portal.ftl'),
      import('../../locales/sv/case-form.ftl'),
      import('../../locales/sv/checklists.ftl'),
      import('../../locales/sv/delivery-note.ftl'),
      import('../../locales/sv/my.ftl'),
    ]),
  en: () =>
    Promise.all([
      import('../../locales/en/common.ftl'),
      import('../../locales/en/account.ftl'),
      import('../../locales/en/portal.ftl'),
      import('../../locales/en/case-form.ftl'),
      import('../../locales/en/checklists.ftl'),
      import('../../locales/en/delivery-note.ftl'),
      import('../../locales/en/my.ftl'),
    ]),
};
