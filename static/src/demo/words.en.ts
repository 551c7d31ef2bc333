import common from '../../locales/en/common.ftl?raw';
import own from '../../locales/en/demo.ftl?raw';

export const words = `${common}\n${own}`;
