import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { redact } from './actions.ts';

type Props = { conversation: string; seq: number | null; onClose: () => void };

/** Taking a message back can't be undone, so the button says what it does. */
export function RedactDialog({ conversation, seq, onClose }: Props): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      open={seq !== null}
      title={t('redact-title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            look="danger"
            busy={busy}
            onClick={async () => {
              if (seq === null) return;
              setBusy(true);
              const done = await redact(conversation, seq);
              setBusy(false);
              if (done) onClose();
            }}
          >
            {t('redact-for-all')}
          </Button>
        </>
      }
    >
      <p>{t('redact-about')}</p>
    </Dialog>
  );
}
