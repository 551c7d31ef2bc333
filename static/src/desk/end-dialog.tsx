import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { end } from './actions.ts';

type Props = { open: boolean; entry: DeskEntry; onClose: () => void };

/** Ending can't be undone, so the button says what it does. */
export function EndDialog({ open, entry, onClose }: Props): JSX.Element {
  const [busy, setBusy] = useState(false);
  const name = entry.customer.name || t('customer-nameless');
  return (
    <Dialog
      open={open}
      title={t('end-title', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('end-keep')}</Button>
          <Button
            look="danger"
            busy={busy}
            autofocus
            onClick={async () => {
              setBusy(true);
              const done = await end(entry.entry);
              setBusy(false);
              if (done) onClose();
            }}
          >
            {t('end-for-all')}
          </Button>
        </>
      }
    >
      <p>{t('end-about')}</p>
      {entry.unanswered_since != null && <p>{t('end-unanswered', { name })}</p>}
    </Dialog>
  );
}
