import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { Notice } from '../protocol/Notice.ts';
import { type Conversation, isLeft } from '../stores/conversation.ts';
import type { LiveConversation } from '../stores/live-conversation.ts';
import { Thread as Messages } from '../ui/thread.tsx';
import { onScreen } from './host.ts';
import { authority, discardOutgoing, me, outgoing, retryOutgoing } from './session.ts';

type Props = {
  talk: LiveConversation;
  onEdit: (seq: number, text: string) => void;
  onTakeBack: (seq: number) => void;
};

/** The messages, as this visitor reads them. */
export function Thread(props: Props): JSX.Element {
  return (
    <Messages
      {...props}
      reader={{
        me: me(),
        authority: authority(),
        outgoing: outgoing.value,
        onRetry: retryOutgoing,
        onDiscard: discardOutgoing,
        looking: onScreen(),
        noticeWords,
      }}
    />
  );
}

/** What happened, in words to the customer. */
export function noticeWords(notice: Notice, held: Conversation): string {
  return isLeft(held) ? leftWords(notice, held) : talkWords(notice, held);
}

/** Nobody is here when a left message is taken: it is read. */
function leftWords(notice: Notice, held: Conversation): string {
  if (notice.what === 'joined' && notice.role === 'advisor')
    return t('notice-left-read', { name: notice.name });
  if (notice.what !== 'ended') return talkWords(notice, held);
  const name = held.participants.find((one) => one.person === notice.by)?.name;
  return name === undefined ? t('notice-left-done') : t('notice-left-done-by', { name });
}

function talkWords(notice: Notice, held: Conversation): string {
  switch (notice.what) {
    case 'queued':
      return t('notice-queued');
    case 'joined':
      return t(notice.role === 'supervisor' ? 'notice-joined-too' : 'notice-joined', { name: notice.name });
    case 'left':
      return t('notice-left', { name: notice.name });
    case 'transferred':
      return t('notice-transferred', { to: notice.to });
    case 'requeued':
      return t('notice-requeued');
    case 'message_left':
      return t('notice-message-left');
    case 'callback_asked':
      return t('notice-callback-asked');
    case 'meeting_started':
      return t('notice-meeting-started', { name: notice.name });
    case 'meeting_apart':
      return t('notice-meeting-apart');
    case 'meeting_ended':
      return t('notice-meeting-ended');
    case 'ended': {
      if (notice.by != null && notice.by === me()) return t('notice-ended-by-me');
      const name = held.participants.find((one) => one.person === notice.by)?.name;
      return name === undefined ? t('notice-ended') : t('notice-ended-by', { name });
    }
    default:
      return notice satisfies never;
  }
}
