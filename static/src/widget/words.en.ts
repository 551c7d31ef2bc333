import common from '../../locales/en/common.ftl?raw';
import own from '../../locales/en/widget.ftl?raw';

export const words = `${common}\n${own}`;
