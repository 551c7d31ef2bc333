import { Pencil, Undo2 } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords, uploadWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Outcome } from '../net/socket.ts';
import type { Conversation } from '../stores/conversation.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { mayRetry, type Uploads } from '../stores/uploads.ts';
import { IconButton } from './button.tsx';
import { Composer } from './composer.tsx';
import { UploadTile } from './file-tile.tsx';
import { Icon } from './icon.tsx';
import { toast } from './toast.tsx';
import './writing.css';

/** One's own message that is being changed. */
export type Editing = { seq: number; text: string };

/** What is done with what was written. */
export type Pen = {
  uploads: Uploads;
  send: (conversation: string, text: string) => void;
  edit: (conversation: string, seq: number, text: string) => Promise<Outcome<null>>;
  typing: (conversation: string) => void;
};

type Props = {
  held: Conversation;
  pen: Pen;
  /** Under which the draft is kept: whose it is and where. */
  draft: string;
  disabled: boolean;
  editing: Editing | null;
  onEdited: () => void;
};

/** Where one writes in a conversation: a draft that is kept, files, and the message that is being changed. */
export function Writing(props: Props): JSX.Element {
  // Each message that is changed has a draft of its own.
  return <Box key={`${props.draft}.${props.editing?.seq ?? ''}`} {...props} />;
}

function Box({ held, pen, draft, disabled, editing, onEdited }: Props): JSX.Element {
  const key = editing === null ? draft : `${draft}.${editing.seq}`;
  const [text, setText] = useState(() => readDraft(key) || (editing?.text ?? ''));
  const change = (next: string): void => {
    setText(next);
    keepDraft(key, next);
    if (next !== '' && editing === null) pen.typing(held.id);
  };
  const stop = (): void => {
    keepDraft(key, '');
    onEdited();
  };
  const send = async (written: string): Promise<void> => {
    if (editing === null) {
      pen.send(held.id, written);
      return change('');
    }
    const outcome = await pen.edit(held.id, editing.seq, written);
    if (outcome.ok) stop();
    else toast(failureWords(outcome.failure));
  };
  return (
    <footer class="writing">
      <Uploading uploads={pen.uploads} conversation={held.id} />
      {editing !== null && (
        <p class="writing-editing small muted">
          <Icon of={Pencil} size={14} />
          <span>{t('editing')}</span>
          <IconButton icon={Undo2} label={t('cancel')} iconSize={16} onClick={stop} />
        </p>
      )}
      <Composer
        label={t('write-here')}
        value={text}
        onInput={change}
        onSend={(written) => void send(written)}
        onFiles={editing === null ? (files) => pen.uploads.add(held.id, files) : undefined}
        disabled={disabled}
      />
    </footer>
  );
}

type UploadingProps = { uploads: Uploads; conversation: string };

function Uploading({ uploads, conversation }: UploadingProps): JSX.Element | null {
  const here = uploads.items.value.filter((upload) => upload.conversation === conversation);
  if (here.length === 0) return null;
  return (
    <div class="writing-uploads">
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
          onCancel={() => uploads.cancel(upload.id)}
          onRetry={mayRetry(upload) ? () => uploads.retry(upload.id) : undefined}
        />
      ))}
    </div>
  );
}
