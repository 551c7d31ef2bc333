import common from '../../locales/en/common.ftl?raw';
import own from '../../locales/en/portal.ftl?raw';

export const words = `${common}\n${own}`;
