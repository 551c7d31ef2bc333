import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { redact } from './actions.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

type Props = { conversation: string; seq: number | null; onClose: () => void };

/** Taking a message back can't be undone, so the button says what it does. */
export function RedactDialog({ conversation, seq, onClose }: Props): JSX.Element {
  return (
    <ConfirmDialog
      open={seq !== null}
      title={t('redact-title')}
      go={t('redact-for-all')}
      act={async () => seq !== null && redact(conversation, seq)}
      onClose={onClose}
    >
      <p>{t('redact-about')}</p>
    </ConfirmDialog>
  );
}
