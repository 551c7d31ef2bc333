import type { Failure } from '../net/socket.ts';
import { t } from './i18n.ts';

/** What went wrong, in words one can act on. */
export function failureWords(failure: Failure): string {
  return failure.code === 'disconnected'
    ? t('connection-lost')
    : t(`error-${failure.code.replaceAll('_', '-')}`);
}

/** Why a file did not get through: nobody sends it again but its sender. */
export function uploadWords(failure: Failure): string {
  if (failure.code === 'too_large') return t('file-too-large');
  return failure.code === 'disconnected' ? t('file-broke-off') : failureWords(failure);
}
