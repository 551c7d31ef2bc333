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
      import('../../locales/sv/objects.ftl'),
      import('../../locales/sv/case-form.ftl'),
      import('../../locales/sv/checklists.ftl'),
      import('../../locales/sv/delivery-note.ftl'),
      import('../../locales/sv/cases.ftl'),
      import('../../locales/sv/case-types.ftl'),
      import('../../locales/sv/checklist-work.ftl'),
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
      import('../../locales/en/objects.ftl'),
      import('../../locales/en/case-form.ftl'),
      import('../../locales/en/checklists.ftl'),
      import('../../locales/en/delivery-note.ftl'),
      import('../../locales/en/cases.ftl'),
      import('../../locales/en/case-types.ftl'),
      import('../../locales/en/checklist-work.ftl'),
    ]),
};
