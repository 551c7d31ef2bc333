import common from '../../locales/sv/common.ftl?raw';
import own from '../../locales/sv/demo.ftl?raw';

export const words = `${common}\n${own}`;
