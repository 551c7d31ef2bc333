import { ArrowLeft, X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { LiveConversation } from '../stores/live-conversation.ts';
import { IconButton } from '../ui/button.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { Thread } from '../ui/thread.tsx';
import { toast } from '../ui/toast.tsx';
import { type Editing, Writing } from '../ui/writing.tsx';
import { noticeWords } from './log-words.ts';
import type { Talks } from './talks.ts';
import './chat-panel.css';

type Props = {
  talks: Talks;
  conversation: string;
  title: string;
  /** Said while nothing has been written. */
  empty: string;
  onClose: () => void;
  /** Back to what it was opened from, in the same place. */
  onBack?: (() => void) | undefined;
};

/** Whether the chat has room beside everything else: then it is open from the beginning. */
export function hasRoomBeside(): boolean {
  return matchMedia('(min-width: 64rem)').matches;
}

/** A conversation beside the picture, or over it on a phone. */
export function ChatPanel(props: Props): JSX.Element {
  const { talks, conversation, title, empty, onClose, onBack } = props;
  const live = talks.open.value.get(conversation);
  return (
    <aside class="side-panel" aria-label={title}>
      <header class="side-panel-head">
        {onBack !== undefined && <IconButton icon={ArrowLeft} label={t('back')} onClick={onBack} />}
        <h2>{title}</h2>
        <IconButton icon={X} label={t('close')} onClick={onClose} />
      </header>
      {live === undefined ? (
        <div class="side-panel-body">
          <Skeleton lines={4} label={t('loading')} />
        </div>
      ) : (
        <Talk key={conversation} talks={talks} live={live} empty={empty} />
      )}
    </aside>
  );
}

function Talk({ talks, live, empty }: { talks: Talks; live: LiveConversation; empty: string }): JSX.Element {
  const [editing, setEditing] = useState<Editing | null>(null);
  const looking = useLooking();
  const held = live.held.value;
  const refused = live.refused.value;
  if (refused !== null) return <p class="side-panel-body muted">{failureWords(refused)}</p>;
  return (
    <>
      {held.loaded && held.rows.length === 0 && <p class="chat-empty muted small">{empty}</p>}
      <Thread
        talk={live}
        beside
        reader={{
          me: talks.me,
          authority: talks.authority,
          outgoing: talks.outgoing.value,
          onRetry: talks.retry,
          onDiscard: talks.discard,
          looking,
          noticeWords: (notice, of) => noticeWords(notice, of, talks.me),
        }}
        onEdit={(seq, text) => setEditing({ seq, text })}
        onTakeBack={(seq) => void takeBack(talks, held.id, seq)}
      />
      {held.state === 'ended' || (held.loaded && !held.policy.write) ? (
        <p class="chat-closed muted small">{t('chat-closed')}</p>
      ) : (
        <Writing
          held={held}
          pen={talks}
          draft={`${talks.me}.${held.id}`}
          disabled={!held.loaded}
          editing={editing}
          onEdited={() => setEditing(null)}
        />
      )}
    </>
  );
}

async function takeBack(talks: Talks, conversation: string, seq: number): Promise<void> {
  const outcome = await talks.takeBack(conversation, seq);
  if (!outcome.ok) toast(failureWords(outcome.failure));
}

/** Whether a person can see the page: what comes while it's hidden isn't read. */
function useLooking(): boolean {
  const [looking, setLooking] = useState(!document.hidden);
  useEffect(() => {
    const look = (): void => setLooking(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return looking;
}
