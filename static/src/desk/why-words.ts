/* Why a customer is where they are, as staff read it. */
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { Reason } from '../protocol/Reason.ts';

/** All of them in a row; nothing where there is no reason. */
export function whyWords(why: readonly Reason[]): string {
  return why.map(reasonWords).join(' ').trim();
}

export function reasonWords(reason: Reason): string {
  switch (reason.type) {
    case 'joined':
      return t('reason-joined', { ahead: reason.ahead, free: reason.free, places: reason.places });
    case 'ahead':
      return t('reason-ahead', { ahead: reason.ahead });
    case 'longest_idle':
      if (reason.language == null) return t('reason-idle-any', { n: reason.free });
      return t('reason-idle', { n: reason.free });
    case 'by_name':
      return t('reason-by-name');
    case 'nobody_at_work':
      return t('reason-none', { n: reason.serving });
    case 'all_declined':
      return t('reason-said-no', { n: reason.asked });
    case 'all_full':
      return t('reason-all-full', { n: reason.working });
    case 'to_colleague':
      return t('reason-to', { name: reason.name });
    case 'to_queue':
      return t('reason-to', { name: localised(reason.name) });
    case 'advisor_gone':
      return t('reason-gone');
    case 'customer_wrote':
      return t('reason-customer-wrote');
    default:
      reason satisfies never;
      // A reason of a newer server has no words here yet.
      return '';
  }
}
