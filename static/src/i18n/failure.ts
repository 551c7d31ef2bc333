import type { Failure } from '../net/socket.ts';
import { t } from './i18n.ts';

/** What went wrong, in words one can act on. */
export function failureWords(failure: Failure): string {
  return failure.code === 'disconnected'
    ? t('connection-lost')
    : t(`error-${failure.code.replaceAll('_', '-')}`);
}
