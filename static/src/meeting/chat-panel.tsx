import { ArrowLeft, Pencil, Undo2, X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords, uploadWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Outcome } from '../net/socket.ts';
import type { Conversation } from '../stores/conversation.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import type { LiveConversation } from '../stores/live-conversation.ts';
import { mayRetry } from '../stores/uploads.ts';
import { IconButton } from '../ui/button.tsx';
import { Composer } from '../ui/composer.tsx';
import { UploadTile } from '../ui/file-tile.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { Thread } from '../ui/thread.tsx';
import { toast } from '../ui/toast.tsx';
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

type Editing = { seq: number; text: string };

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
        onTakeBack={(seq) => void said(talks.takeBack(held.id, seq))}
      />
      {held.state === 'ended' || (held.loaded && !held.policy.write) ? (
        <p class="chat-closed muted small">{t('chat-closed')}</p>
      ) : (
        <Writing
          key={editing?.seq ?? 'new'}
          talks={talks}
          held={held}
          editing={editing}
          onEdited={() => setEditing(null)}
        />
      )}
    </>
  );
}

type WritingProps = { talks: Talks; held: Conversation; editing: Editing | null; onEdited: () => void };

function Writing({ talks, held, editing, onEdited }: WritingProps): JSX.Element {
  const key = `${talks.me}.${held.id}${editing === null ? '' : `.${editing.seq}`}`;
  const [draft, setDraft] = useState(() => readDraft(key) || (editing?.text ?? ''));
  const change = (text: string): void => {
    setDraft(text);
    keepDraft(key, text);
    if (text !== '' && editing === null) talks.typing(held.id);
  };
  const stop = (): void => {
    keepDraft(key, '');
    onEdited();
  };
  const send = async (text: string): Promise<void> => {
    if (editing === null) {
      talks.send(held.id, text);
      return change('');
    }
    if (await said(talks.edit(held.id, editing.seq, text))) stop();
  };
  return (
    <footer class="chat-writing">
      <Uploading talks={talks} conversation={held.id} />
      {editing !== null && (
        <p class="chat-editing small muted">
          <Icon of={Pencil} size={14} />
          <span>{t('editing')}</span>
          <IconButton icon={Undo2} label={t('cancel')} iconSize={16} onClick={stop} />
        </p>
      )}
      <Composer
        label={t('write-here')}
        value={draft}
        onInput={change}
        onSend={(text) => void send(text)}
        onFiles={editing === null ? (files) => talks.uploads.add(held.id, files) : undefined}
        disabled={!held.loaded}
      />
    </footer>
  );
}

function Uploading({ talks, conversation }: { talks: Talks; conversation: string }): JSX.Element {
  const here = talks.uploads.items.value.filter((upload) => upload.conversation === conversation);
  return (
    <>
      {here.map((upload) => (
        <UploadTile
          key={upload.id}
          name={upload.file.name}
          mediaType={upload.file.type}
          size={upload.file.size}
          state={
            upload.state.kind === 'uploading'
              ? upload.state
              : { kind: 'failed', words: uploadWords(upload.state.failure) }
          }
          onCancel={() => talks.uploads.cancel(upload.id)}
          onRetry={mayRetry(upload) ? () => talks.uploads.retry(upload.id) : undefined}
        />
      ))}
    </>
  );
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

async function said(asked: Promise<Outcome<null>>): Promise<boolean> {
  const outcome = await asked;
  if (!outcome.ok) toast(failureWords(outcome.failure));
  return outcome.ok;
}
