import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { exactly } from '../i18n/time.ts';
import type { DeliveryNoteView } from '../protocol/DeliveryNoteView.ts';
import type { SignatureView } from '../protocol/SignatureView.ts';
import { Drawn } from './signature-pad.tsx';
import './delivery-note.css';

/** Who signed, when, how, and of what. */
export function SignedFacts({
  note,
  signature,
}: {
  note: DeliveryNoteView;
  signature: SignatureView;
}): JSX.Element {
  const { name, signed_at, way, strokes, held_by } = signature;
  return (
    <div class="signed">
      {way === 'drawn' ? (
        <Drawn strokes={strokes} name={name} />
      ) : (
        <p class="signing-typed" dir="auto">
          {name}
        </p>
      )}
      <p class="small">
        <bdi>{name}</bdi> · <time dateTime={signed_at}>{exactly(new Date(signed_at))}</time>
      </p>
      <p class="small muted">
        {t(`delivery-note-was-${way}`)}
        {held_by !== undefined && <> {t('delivery-note-held', { name: held_by })}</>}
      </p>
      <details class="small muted">
        <summary>{t('delivery-note-hash')}</summary>
        <p>{t('delivery-note-hash-about')}</p>
        <code class="signed-hash">{note.text_sha256}</code>
      </details>
    </div>
  );
}
