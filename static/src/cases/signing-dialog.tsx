import { X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Authority } from '../net/http.ts';
import type { DeliveryNoteView } from '../protocol/DeliveryNoteView.ts';
import type { SignatureWay } from '../protocol/SignatureWay.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Banner } from '../ui/panel.tsx';
import { signNote } from './delivery-notes.ts';
import { isDrawn, type Strokes } from './signature.ts';
import { SignaturePad } from './signature-pad.tsx';
import { SignedFacts } from './signed-facts.tsx';
import './delivery-note.css';

type Props = {
  note: DeliveryNoteView;
  as: Authority;
  /** Who probably signs; it can be changed. */
  name: string;
  /** The screen is somebody else's than who signs, and goes back to them. */
  handedOver: boolean;
  /** It was signed, or is no longer as it was shown. */
  onChange: () => void;
  onClose: () => void;
};

/** The whole screen for one thing: to read what was done and sign for it. */
export function SigningDialog(props: Props): JSX.Element {
  const { note, handedOver, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="signing"
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        onClose();
      }}
    >
      <div class="signing-sheet">
        <header>
          <p class="small muted numbers">{t('delivery-note-of', { number: note.number })}</p>
          <h2 id={id}>{note.title}</h2>
        </header>
        <p class="signing-text" dir="auto">
          {note.text}
        </p>
        {note.signature === undefined ? (
          <Form key={note.id} {...props} />
        ) : (
          <Done note={note} handedOver={handedOver} onClose={onClose} />
        )}
      </div>
      {/* Last, so that the keyboard begins with what the page is about. */}
      <span class="signing-close">
        <IconButton icon={X} label={t('close')} onClick={onClose} />
      </span>
    </dialog>
  );
}

const WAYS: readonly SignatureWay[] = ['drawn', 'typed'];

function Form({ note, as, name: known, onChange, onClose }: Props): JSX.Element {
  const [name, setName] = useState(known);
  const [way, setWay] = useState<SignatureWay>('drawn');
  const [strokes, setStrokes] = useState<Strokes>([]);
  const [shown, setShown] = useState(note.text_sha256);
  const [hasChanged, setHasChanged] = useState(false);
  const [missed, setMissed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const group = useId();
  // A drawing belongs to the text that it was drawn under.
  useEffect(() => {
    if (note.text_sha256 === shown) return;
    setShown(note.text_sha256);
    setHasChanged(true);
    setStrokes([]);
  }, [note.text_sha256, shown]);

  const noName = missed && name.trim() === '';
  const noDrawing = missed && way === 'drawn' && !isDrawn(strokes);
  const sign = async (): Promise<void> => {
    if (busy) return;
    if (name.trim() === '' || (way === 'drawn' && !isDrawn(strokes))) {
      setMissed(true);
      return;
    }
    setBusy(true);
    setFailed(null);
    const outcome = await signNote(as, note.id, {
      name: name.trim(),
      text_sha256: shown,
      way,
      ...(way === 'drawn' ? { strokes: strokes.map((stroke) => stroke.map(([x, y]) => [x, y])) } : {}),
    });
    setBusy(false);
    // Signed by somebody else, or changed: what there is now is shown, and says so.
    if (!outcome.ok && outcome.failure.code !== 'conflict') setFailed(failureWords(outcome.failure));
    else onChange();
  };
  return (
    <form
      class="signing-form"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void sign();
      }}
    >
      <div aria-live="assertive">
        {hasChanged && <Banner look="warning">{t('delivery-note-changed-meanwhile')}</Banner>}
        {failed !== null && <Banner look="danger">{failed}</Banner>}
      </div>
      <TextField
        label={t('delivery-note-name')}
        value={name}
        onInput={setName}
        autocomplete="off"
        maxLength={100}
        required
        error={noName ? t('delivery-note-name-missing') : undefined}
      />
      <fieldset class="signing-ways">
        <legend class="field-label">{t('delivery-note-way')}</legend>
        {WAYS.map((one) => (
          <label key={one}>
            <input type="radio" name={group} checked={way === one} onChange={() => setWay(one)} />
            <span>{t(`delivery-note-way-${one}`)}</span>
          </label>
        ))}
      </fieldset>
      {way === 'drawn' ? (
        <SignaturePad
          strokes={strokes}
          onChange={setStrokes}
          error={noDrawing ? t('delivery-note-drawing-missing') : undefined}
        />
      ) : (
        <p class="signing-typed" dir="auto">
          {name.trim() === '' ? t('delivery-note-typed-empty') : name.trim()}
        </p>
      )}
      <p class="small muted">{t('delivery-note-means')}</p>
      <div class="signing-deeds">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button look="primary" type="submit" busy={busy}>
          {t('delivery-note-sign')}
        </Button>
      </div>
    </form>
  );
}

type DoneProps = { note: DeliveryNoteView; handedOver: boolean; onClose: () => void };

function Done({ note, handedOver, onClose }: DoneProps): JSX.Element {
  const words = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => words.current?.focus(), []);
  return (
    <div class="signing-form">
      <p ref={words} class="signing-done" tabIndex={-1}>
        {t(handedOver ? 'delivery-note-done-handed-over' : 'delivery-note-done')}
      </p>
      {note.signature !== undefined && <SignedFacts note={note} signature={note.signature} />}
      <div class="signing-deeds">
        <Button look="primary" onClick={onClose}>
          {t('close')}
        </Button>
      </div>
    </div>
  );
}
