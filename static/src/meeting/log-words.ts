/* What happened to a meeting's conversation, to anybody in it. */
import { t } from '../i18n/i18n.ts';
import type { Notice } from '../protocol/Notice.ts';
import type { Conversation } from '../stores/conversation.ts';

export function noticeWords(notice: Notice, held: Conversation, me: string): string {
  switch (notice.what) {
    case 'queued':
      return t('log-queued');
    case 'joined':
      return notice.person === me ? t('log-joined-me') : t('log-joined', { name: notice.name });
    case 'left':
      return notice.person === me ? t('log-left-me') : t('log-left', { name: notice.name });
    case 'transferred':
      return t('log-transferred', { to: notice.to });
    case 'requeued':
      return t('log-requeued');
    case 'message_left':
      return t('log-message-left');
    case 'callback_asked':
      return t('log-callback-asked');
    case 'meeting_started':
      return t('log-meeting-started', { name: notice.name });
    case 'meeting_apart': {
      const role = held.participants.find((one) => one.person === me)?.role;
      return t(role === 'customer' ? 'log-meeting-apart-guest' : 'log-meeting-apart');
    }
    case 'meeting_ended':
      return t('log-meeting-ended');
    case 'ended': {
      const name = held.participants.find((one) => one.person === notice.by)?.name;
      return name === undefined ? t('log-ended') : t('log-ended-by', { name });
    }
    default:
      return notice satisfies never;
  }
}
