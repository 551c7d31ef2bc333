import type { Catalogues } from '../i18n/i18n.ts';
import { startPage } from '../page.tsx';
import { ReturnPage } from './return-page.tsx';

const catalogues: Catalogues = {
  sv: () =>
    Promise.all([
      import('../../locales/sv/common.ftl'),
      import('../../locales/sv/account.ftl'),
      import('../../locales/sv/outside.ftl'),
      import('../../locales/sv/factors.ftl'),
    ]),
  en: () =>
    Promise.all([
      import('../../locales/en/common.ftl'),
      import('../../locales/en/account.ftl'),
      import('../../locales/en/outside.ftl'),
      import('../../locales/en/factors.ftl'),
    ]),
};

void startPage(ReturnPage, catalogues);
