import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { closeLeft } from './actions.ts';

type Props = { open: boolean; item: InboxItem; onClose: () => void };

/** A message that nobody has answered isn't done by a slip of the hand: it can't be opened again. */
export function LeftCloseDialog({ open, item, onClose }: Props): JSX.Element {
  const [busy, setBusy] = useState(false);
  const name = item.customer.name || t('customer-nameless');
  return (
    <Dialog
      open={open}
      title={t('left-close-title', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            look="danger"
            busy={busy}
            onClick={async () => {
              setBusy(true);
              const done = await closeLeft(item.left);
              setBusy(false);
              if (done) onClose();
            }}
          >
            {t('left-close-anyway')}
          </Button>
        </>
      }
    >
      <p>{t('left-close-about', { name })}</p>
    </Dialog>
  );
}
