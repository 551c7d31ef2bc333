import { Video } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { type Conversation, meetingNow } from '../stores/conversation.ts';
import { handing } from '../stores/handed.ts';
import { knownVisitor } from '../stores/visitor.ts';
import { Icon } from '../ui/icon.tsx';
import { inFrame } from './host.ts';

/** The way to the video meeting that goes on; it is a page of its own, so that the chat stays where it is. */
export function MeetingCard({ held }: { held: Conversation }): JSX.Element | null {
  const meeting = meetingNow(held);
  if (meeting === null) return null;
  const visitor = inFrame() ? knownVisitor() : null;
  return (
    <section class="meeting-card" aria-label={t('meeting-with', { name: meeting.name })}>
      <strong>{t('meeting-with', { name: meeting.name })}</strong>
      <a
        class="button button-primary"
        href={`/meeting/${meeting.meeting}${visitor === null ? '' : handing(visitor)}`}
        target="_blank"
        rel="noopener"
      >
        <Icon of={Video} />
        <span>{t('to-meeting')}</span>
      </a>
    </section>
  );
}
