import type { Catalogues } from '../i18n/i18n.ts';

/** The words of this page, fetched for one language at a time. */
export const catalogues: Catalogues = {
  sv: () =>
    Promise.all([
      import('../../locales/sv/common.ftl'),
      import('../../locales/sv/meeting.ftl'),
      import('../../locales/sv/case-form.ftl'),
      import('../../locales/sv/gallery.ftl'),
    ]),
  en: () =>
    Promise.all([
      import('../../locales/en/common.ftl'),
      import('../../locales/en/meeting.ftl'),
      import('../../locales/en/case-form.ftl'),
      import('../../locales/en/gallery.ftl'),
    ]),
};
