/* Who somebody in a conversation is, by the conversation or, when they came later, by the list of colleagues. */
import { t } from '../i18n/i18n.ts';
import type { Conversation } from '../stores/conversation.ts';
import { staff } from './live.ts';

export function nameOf(person: string | null | undefined, held: Conversation): string {
  const part = held.participants.find((one) => one.person === person);
  if (part?.role === 'customer') return part.name || t('customer-nameless');
  const colleague = staff.value.colleagues.find((one) => one.person === person);
  return part?.name || colleague?.name || t(isForStaff(held) ? 'staff-nameless' : 'customer-nameless');
}

export function titleOf(person: string | null | undefined, held: Conversation): string {
  const part = held.participants.find((one) => one.person === person);
  return part?.title || staff.value.colleagues.find((one) => one.person === person)?.title || '';
}

function isForStaff({ kind }: Conversation): boolean {
  return kind === 'internal' || kind === 'notes';
}
