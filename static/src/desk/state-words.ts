/* How an advisor is, in words: in a meeting before all else, since nobody can reach them there. */
import { t } from '../i18n/i18n.ts';
import type { AdvisorView } from '../protocol/AdvisorView.ts';

export function stateWords(advisor: Pick<AdvisorView, 'state' | 'in_call'>): string {
  return advisor.in_call ? t('in-call') : t(`presence-${advisor.state}`);
}
