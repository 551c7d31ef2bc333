import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

type Props = { open: boolean; name: string; onDeny: () => void; onClose: () => void };

/** No is the last word in a meeting, so it's asked for twice. */
export function DenyDialog({ open, name, onDeny, onClose }: Props): JSX.Element {
  return (
    <Dialog
      open={open}
      title={t('deny-title', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="danger" onClick={onDeny}>
            {t('deny-name', { name })}
          </Button>
        </>
      }
    >
      <p>{t('deny-about', { name })}</p>
    </Dialog>
  );
}
