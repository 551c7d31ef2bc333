import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { changeStatus } from './api.ts';
import type { LiveCase, Refusal } from './case-live.ts';

/** As on the wire. */
const REASON_CHARS = 300;

type Props = {
  open: boolean;
  live: LiveCase;
  onClose: () => void;
  /** It was not done; what was written is there the next time. */
  onRefused: (refusal: Refusal) => void;
};

/** Why a case is put off: the customer reads it. What was written stays until it is sent. */
export function PauseDialog({ open, live, onClose, onRefused }: Props): JSX.Element {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const pause = async (): Promise<void> => {
    const told = reason.trim();
    if (told === '' || busy) return;
    setBusy(true);
    const refusal = await live.attempt(({ row, version }) =>
      changeStatus(row.id, { version, status: 'paused', reason: told }),
    );
    setBusy(false);
    if (refusal !== null) return onRefused(refusal);
    setReason('');
    onClose();
    toast(t('case-became-paused'));
  };
  return (
    <Dialog
      open={open}
      title={t('case-pause-title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={reason.trim() === ''} onClick={() => void pause()}>
            {t('case-step-paused')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void pause();
        }}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void pause();
        }}
      >
        <TextArea
          label={t('case-pause-reason')}
          hint={t('case-pause-hint')}
          value={reason}
          maxLength={REASON_CHARS}
          rows={3}
          onInput={setReason}
        />
      </form>
    </Dialog>
  );
}
