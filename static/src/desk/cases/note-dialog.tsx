import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { changeNote, writeNote } from '../../cases/delivery-notes.ts';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { DeliveryNoteView } from '../../protocol/DeliveryNoteView.ts';
import { keepDraft, readDraft } from '../../stores/drafts.ts';
import { newClientId } from '../../stores/outbox.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Banner } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';

/** As on the wire: `MAX_NOTE_CHARS`. */
const TEXT_CHARS = 20_000;

type Props = {
  open: boolean;
  view: CaseView;
  /** The one that is changed; a new one without. */
  note: DeliveryNoteView | undefined;
  onChange: () => void;
  onClose: () => void;
};

/** Writes what was done. What was begun stays on the device until it is kept. */
export function NoteDialog(props: Props): JSX.Element {
  const { open, note, onClose } = props;
  const title = t(note === undefined ? 'delivery-note-write' : 'delivery-note-change-title');
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <Form key={note?.id ?? 'new'} {...props} />
    </Dialog>
  );
}

function Form({ view, note, onChange, onClose }: Props): JSX.Element {
  // Of the version that one began with: what somebody else has changed since is never written over unseen.
  const [draft] = useState(
    () => `delivery-note.${note === undefined ? view.row.id : `${note.id}.${note.version}`}`,
  );
  const [text, hold] = useState(() => readDraft(draft) || (note?.text ?? ''));
  // At once: whoever closes the dialog in the next moment loses nothing.
  const setText = (next: string): void => {
    hold(next);
    keepDraft(draft, next === (note?.text ?? '') ? '' : next);
  };
  // What is changed is what was seen when one began: who was faster is told.
  const [version, setVersion] = useState(note?.version ?? 0);
  const [clientId] = useState(newClientId);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const keep = async (): Promise<void> => {
    if (busy || text.trim() === '') return;
    setBusy(true);
    const outcome =
      note === undefined
        ? await writeNote(view.row.id, { client_id: clientId, text })
        : await changeNote(note.id, { version, text });
    setBusy(false);
    if (outcome.ok) {
      keepDraft(draft, '');
      onChange();
      onClose();
      toast(t('delivery-note-kept'));
      return;
    }
    setFailed(failureWords(outcome.failure));
    if (outcome.failure.code === 'conflict') onChange();
  };
  const isOld = note !== undefined && note.version !== version;
  return (
    <form
      class="stack"
      onSubmit={(e) => {
        e.preventDefault();
        void keep();
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void keep();
      }}
    >
      {isOld ? (
        <Banner look="warning">
          <p>{t('delivery-note-faster')}</p>
          <p class="delivery-note-text" dir="auto">
            {note.text}
          </p>
          <Button
            onClick={() => {
              setVersion(note.version);
              setFailed(null);
            }}
          >
            {t('delivery-note-faster-mine')}
          </Button>
        </Banner>
      ) : (
        failed !== null && <Banner look="danger">{failed}</Banner>
      )}
      <TextArea
        label={t('delivery-note-text')}
        hint={t('delivery-note-text-hint')}
        value={text}
        rows={8}
        maxLength={TEXT_CHARS}
        required
        onInput={setText}
      />
      <div class="signing-deeds">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button look="primary" type="submit" busy={busy} disabled={text.trim() === '' || isOld}>
          {t('delivery-note-keep')}
        </Button>
      </div>
    </form>
  );
}
