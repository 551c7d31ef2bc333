import { ArrowLeft } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { organisation } from '../organisation.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import type { Notice } from '../protocol/Notice.ts';
import { type Conversation, lines } from '../stores/conversation.ts';
import type { LiveConversation } from '../stores/live-conversation.ts';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { Thread } from '../ui/thread.tsx';
import { toast } from '../ui/toast.tsx';
import { type Editing, Writing } from '../ui/writing.tsx';
import { Link } from './link.tsx';
import {
  authority,
  discardOutgoing,
  live,
  looking,
  me,
  openThread,
  outgoing,
  pen,
  retryOutgoing,
  takeBack,
} from './session.ts';

type Props = { view: CaseView; conversation: string; subject: string };

/** One thread: what was said about its subject, and where to write. */
export function OpenThread({ view, conversation, subject }: Props): JSX.Element {
  useEffect(() => openThread(conversation), [conversation]);
  const head = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    head.current?.focus({ preventScroll: true });
    head.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const talk = live.value;
  return (
    <div class="my-thread">
      <header class="my-thread-head">
        <Link to={{ page: 'case', number: view.row.number, thread: null }} class="my-back">
          <Icon of={ArrowLeft} size={16} />
          {t('my-threads-all')}
        </Link>
        <h3 ref={head} tabIndex={-1} dir="auto">
          {subject}
        </h3>
      </header>
      {talk === null || talk.held.value.id !== conversation ? (
        <Skeleton lines={4} label={t('loading')} />
      ) : (
        <Talk talk={talk} view={view} />
      )}
    </div>
  );
}

function Talk({ talk, view }: { talk: LiveConversation; view: CaseView }): JSX.Element {
  const [editing, setEditing] = useState<Editing | null>(null);
  const held = talk.held.value;
  const refused = talk.refused.value;
  if (refused !== null)
    return <p class="muted">{refused.code === 'not_found' ? t('my-thread-gone') : failureWords(refused)}</p>;
  const undo = async (seq: number): Promise<void> => {
    const outcome = await takeBack(held.id, seq);
    if (!outcome.ok) toast(failureWords(outcome.failure));
  };
  const isEnded = !view.policy.write || held.state === 'ended';
  return (
    <>
      <Thread
        talk={talk}
        beside
        reader={{
          me: me(),
          authority: authority(),
          outgoing: outgoing.value,
          onRetry: retryOutgoing,
          onDiscard: discardOutgoing,
          looking: looking.value,
          noticeWords,
        }}
        onEdit={(seq, text) => setEditing({ seq, text })}
        onTakeBack={(seq) => void undo(seq)}
      />
      <Announcer held={held} />
      {isEnded ? (
        <p class="my-thread-ended small muted">{t('my-thread-ended')}</p>
      ) : (
        <Writing
          held={held}
          pen={pen}
          draft={`${me() ?? ''}.${held.id}`}
          disabled={held.loaded && !held.policy.write}
          editing={editing}
          onEdited={() => setEditing(null)}
        />
      )}
    </>
  );
}

/** Says each new word from the other side once to a screen reader. */
function Announcer({ held }: { held: Conversation }): JSX.Element {
  const [words, setWords] = useState('');
  const told = useRef<number | null>(null);
  useEffect(() => {
    if (!held.loaded) return;
    const before = told.current;
    told.current = held.rows.at(-1)?.seq ?? 0;
    // What was here when the thread was opened is read, not announced.
    if (before === null) return;
    const fresh = lines(held).filter((row) => row.seq > before && row.author !== me());
    const spoken = fresh.flatMap((row) => {
      const name = held.participants.find((one) => one.person === row.author)?.name ?? organisation();
      if (row.content.type === 'text') return [`${name}: ${row.content.text}`];
      return row.content.type === 'file'
        ? [t('my-announce-file', { name, file: row.content.file.name })]
        : [];
    });
    if (spoken.length > 0) setWords(spoken.join('\n'));
  }, [held]);
  return (
    <div class="visually-hidden" aria-live="polite">
      {words}
    </div>
  );
}

/** What happened in a thread, in words to the customer. */
function noticeWords(notice: Notice, held: Conversation): string {
  switch (notice.what) {
    case 'joined':
      return t('my-notice-joined', { name: notice.name });
    case 'left':
      return t('my-notice-left', { name: notice.name });
    case 'ended': {
      const name = held.participants.find((one) => one.person === notice.by)?.name;
      return name === undefined ? t('my-notice-ended') : t('my-notice-ended-by', { name });
    }
    case 'meeting_started':
      return t('my-notice-meeting', { name: notice.name });
    case 'meeting_apart':
    case 'meeting_ended':
      return t('my-notice-meeting-ended');
    case 'transferred':
      return t('my-notice-transferred', { to: notice.to });
    case 'queued':
    case 'requeued':
    case 'message_left':
    case 'callback_asked':
      return t('my-notice-received');
    default:
      return notice satisfies never;
  }
}
