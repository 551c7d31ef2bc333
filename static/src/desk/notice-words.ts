/* What happened to a conversation, as staff read it. */
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { Notice } from '../protocol/Notice.ts';
import { type Conversation, isLeft } from '../stores/conversation.ts';
import { queues, staff } from './live.ts';
import { nameOf } from './people.ts';

export function noticeWords(notice: Notice, held: Conversation, me: string): string {
  const left = isLeft(held) || staff.value.inbox.some((item) => item.conversation === held.id);
  return left ? leftWords(notice, held, me) : talkWords(notice, held, me);
}

/** Nobody talks in a left message: it's taken and done with. */
function leftWords(notice: Notice, held: Conversation, me: string): string {
  if (notice.what === 'joined' && notice.role === 'advisor')
    return notice.person === me ? t('left-log-taken-me') : t('left-log-taken', { name: notice.name });
  if (notice.what !== 'ended') return talkWords(notice, held, me);
  if (notice.by == null) return t('left-log-closed');
  return notice.by === me
    ? t('left-log-closed-me')
    : t('left-log-closed-by', { name: nameOf(notice.by, held) });
}

function talkWords(notice: Notice, held: Conversation, me: string): string {
  switch (notice.what) {
    case 'queued': {
      const queue = queues.value.find((one) => one.slug === notice.queue);
      return t('happened-queued', { queue: queue === undefined ? notice.queue : localised(queue.name) });
    }
    case 'joined':
      if (notice.person === me)
        return t(notice.role === 'advisor' ? 'happened-taken-me' : 'happened-joined-me');
      return t(notice.role === 'supervisor' ? 'happened-joined-supervisor' : 'happened-joined', {
        name: notice.name,
      });
    case 'left':
      return notice.person === me ? t('happened-left-me') : t('happened-left', { name: notice.name });
    case 'transferred':
      return t('happened-transferred', { to: notice.to });
    case 'requeued':
      return t('happened-requeued');
    case 'message_left':
      return t('happened-message-left');
    case 'callback_asked':
      return t('happened-callback-asked');
    case 'meeting_started':
      return t('happened-meeting-started', { name: notice.name });
    case 'meeting_apart':
      return t('happened-meeting-apart');
    case 'meeting_ended':
      return t('happened-meeting-ended');
    case 'ended':
      return endedWords(notice.by ?? null, held, me);
    default:
      return notice satisfies never;
  }
}

function endedWords(by: string | null, held: Conversation, me: string): string {
  if (by === null) return t('happened-ended');
  if (by === me) return t('happened-ended-me');
  return t('happened-ended-by', { name: nameOf(by, held) });
}
