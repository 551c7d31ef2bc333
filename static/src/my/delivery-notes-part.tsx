import { PenLine } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Notes } from '../cases/delivery-notes.ts';
import { SignedFacts } from '../cases/signed-facts.tsx';
import { SigningDialog } from '../cases/signing-dialog.tsx';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import { MessageFile } from '../ui/message-file.tsx';
import { Part } from './part.tsx';
import { authority, isVisit } from './session.ts';

type Props = { view: CaseView; notes: Notes; onChange: () => void };

/** What was delivered, to read and sign for. Nothing where no note was written. */
export function DeliveryNotesPart({ view, notes: held, onChange }: Props): JSX.Element | null {
  const { notes, failure } = held;
  const as = authority();
  const [signing, setSigning] = useState<string | null>(null);
  const opened = notes?.find(({ id }) => id === signing);
  if (as === null || (failure === null && (notes === null || notes.length === 0))) return null;
  return (
    <Part id="delivery-notes" title={t('delivery-notes')}>
      {failure !== null && (
        <p role="alert">
          {failureWords(failure)} <LinkButton onClick={onChange}>{t('try-again')}</LinkButton>
        </p>
      )}
      <ul class="delivery-notes">
        {notes?.map((note) => (
          <li key={note.id} id={`delivery-note-${note.id}`} tabIndex={-1}>
            <p class="delivery-note-text" dir="auto">
              {note.text}
            </p>
            {note.signature === undefined ? (
              <div class="delivery-note-deeds">
                <Badge look="warning">{t('delivery-note-unsigned')}</Badge>
                {note.may_sign && (
                  <Button look="primary" icon={PenLine} onClick={() => setSigning(note.id)}>
                    {t('delivery-note-read-and-sign')}
                  </Button>
                )}
                {isVisit() && view.policy.write && (
                  <a href={`/sign-in?next=${encodeURIComponent(location.pathname)}`}>
                    {t('delivery-note-sign-in')}
                  </a>
                )}
              </div>
            ) : (
              <>
                <SignedFacts note={note} signature={note.signature} />
                <MessageFile file={note.signature.file} authority={as} />
              </>
            )}
          </li>
        ))}
      </ul>
      {opened !== undefined && (
        <SigningDialog
          note={opened}
          as={as}
          name={view.row.customer_name}
          handedOver={false}
          onChange={onChange}
          onClose={() => setSigning(null)}
        />
      )}
    </Part>
  );
}
