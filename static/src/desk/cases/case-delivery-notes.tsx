import { PenLine, Plus } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { removeNote, useDeliveryNotes } from '../../cases/delivery-notes.ts';
import { SignedFacts } from '../../cases/signed-facts.tsx';
import { SigningDialog } from '../../cases/signing-dialog.tsx';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { exactly, when } from '../../i18n/time.ts';
import type { Authority } from '../../net/http.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { DeliveryNoteView } from '../../protocol/DeliveryNoteView.ts';
import { Button, IconButton, LinkButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { MessageFile } from '../../ui/message-file.tsx';
import { toast } from '../../ui/toast.tsx';
import { lately } from '../clock.ts';
import { Section } from './case-side.tsx';
import { NoteDialog } from './note-dialog.tsx';

const COOKIE: Authority = { kind: 'cookie' };

type Doing = { what: 'write' } | { what: 'change' | 'remove' | 'sign'; note: string };

/** What was delivered: written here, signed by who it was done for, on this screen or on their own. */
export function CaseDeliveryNotes({ view }: { view: CaseView }): JSX.Element {
  const { notes, failure, reload } = useDeliveryNotes(view);
  const [doing, setDoing] = useState<Doing | null>(null);
  const stop = (): void => setDoing(null);
  const note = notes?.find(({ id }) => doing !== null && doing.what !== 'write' && doing.note === id);
  const may = view.policy.write && view.policy.change;
  // Somebody removed it meanwhile.
  const isGone = doing !== null && doing.what !== 'write' && notes !== null && note === undefined;
  useEffect(() => {
    if (isGone) setDoing(null);
  }, [isGone]);
  return (
    <Section
      title={t('delivery-notes')}
      deed={
        may && (
          <IconButton
            icon={Plus}
            iconSize={16}
            label={t('delivery-note-write')}
            onClick={() => setDoing({ what: 'write' })}
          />
        )
      }
    >
      {failure !== null && (
        <p class="small" role="alert">
          {failureWords(failure)} <LinkButton onClick={reload}>{t('try-again')}</LinkButton>
        </p>
      )}
      {notes?.length === 0 && <p class="small muted">{t('delivery-notes-none')}</p>}
      <ul class="delivery-notes">
        {notes?.map((one) => (
          <li key={one.id}>
            <One note={one} may={may} onDo={(what) => setDoing({ what, note: one.id })} />
          </li>
        ))}
      </ul>
      <NoteDialog
        open={doing?.what === 'write' || (doing?.what === 'change' && note !== undefined)}
        view={view}
        note={doing?.what === 'change' ? note : undefined}
        onChange={reload}
        onClose={stop}
      />
      {doing?.what === 'remove' && note !== undefined && (
        <Remove note={note} onChange={reload} onClose={stop} />
      )}
      {doing?.what === 'sign' && note !== undefined && (
        <SigningDialog
          note={note}
          as={COOKIE}
          name={view.row.customer_name}
          handedOver={true}
          onChange={reload}
          onClose={stop}
        />
      )}
    </Section>
  );
}

type OneProps = { note: DeliveryNoteView; may: boolean; onDo: (what: 'change' | 'remove' | 'sign') => void };

function One({ note, may, onDo }: OneProps): JSX.Element {
  const { signature } = note;
  const written = new Date(note.changed_at);
  return (
    <>
      <p class="delivery-note-text" dir="auto">
        {note.text}
      </p>
      <p class="small muted" title={exactly(written)}>
        <bdi>{note.by}</bdi> · {when(written, new Date(lately.value))}
        {signature === undefined && <> · {t('delivery-note-unsigned')}</>}
      </p>
      {signature === undefined ? (
        may && (
          <div class="delivery-note-deeds">
            {note.may_sign && (
              <Button icon={PenLine} onClick={() => onDo('sign')}>
                {t('delivery-note-hand-over')}
              </Button>
            )}
            <LinkButton onClick={() => onDo('change')}>{t('delivery-note-change')}</LinkButton>
            <LinkButton onClick={() => onDo('remove')}>{t('delivery-note-remove')}</LinkButton>
          </div>
        )
      ) : (
        <>
          <SignedFacts note={note} signature={signature} />
          <MessageFile file={signature.file} authority={COOKIE} />
        </>
      )}
    </>
  );
}

type RemoveProps = { note: DeliveryNoteView; onChange: () => void; onClose: () => void };

/** It can't be undone, so the button says what it does. */
function Remove({ note, onChange, onClose }: RemoveProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    const outcome = await removeNote(note);
    setBusy(false);
    onChange();
    onClose();
    toast(outcome.ok ? t('delivery-note-removed') : failureWords(outcome.failure));
  };
  return (
    <Dialog
      open={true}
      title={t('delivery-note-remove-title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="danger" busy={busy} onClick={() => void remove()}>
            {t('delivery-note-remove')}
          </Button>
        </>
      }
    >
      <p>{t('delivery-note-remove-about')}</p>
    </Dialog>
  );
}
