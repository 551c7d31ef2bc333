import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import { end } from './actions.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

type Props = { open: boolean; entry: DeskEntry; onClose: () => void };

/** Ending can't be undone, so the button says what it does. */
export function EndDialog({ open, entry, onClose }: Props): JSX.Element {
  const name = entry.customer.name || t('customer-nameless');
  return (
    <ConfirmDialog
      open={open}
      title={t('end-title', { name })}
      keep={t('end-keep')}
      go={t('end-for-all')}
      ready
      act={() => end(entry.entry)}
      onClose={onClose}
    >
      <p>{t('end-about')}</p>
      {entry.unanswered_since != null && <p>{t('end-unanswered', { name })}</p>}
    </ConfirmDialog>
  );
}
