import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';
import { closeLeft } from './actions.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

type Props = { open: boolean; item: InboxItem; onClose: () => void };

/** A message that nobody has answered isn't done by a slip of the hand: it can't be opened again. */
export function LeftCloseDialog({ open, item, onClose }: Props): JSX.Element {
  const name = item.customer.name || t('customer-nameless');
  return (
    <ConfirmDialog
      open={open}
      title={t('left-close-title', { name })}
      go={t('left-close-anyway')}
      act={() => closeLeft(item.left)}
      onClose={onClose}
    >
      <p>{t('left-close-about', { name })}</p>
    </ConfirmDialog>
  );
}
