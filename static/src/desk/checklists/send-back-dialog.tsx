import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SendMove } from '../../checklists/use-move.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { StepView } from '../../protocol/StepView.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';

/** As on the wire. */
const REASON_CHARS = 500;

type Props = {
  /** The step that is sent back; null while none is. */
  step: StepView | null;
  send: SendMove;
  onClose: () => void;
};

/** Why a step is to be done again: the customer reads it. What was written stays until it is sent. */
export function SendBackDialog({ step, send, onClose }: Props): JSX.Element {
  const [reasons, setReasons] = useState<{ readonly [step: string]: string }>({});
  const [busy, setBusy] = useState(false);
  const reason = step === null ? '' : (reasons[step.id] ?? '');
  const write = (text: string): void => {
    if (step !== null) setReasons({ ...reasons, [step.id]: text });
  };
  const sendBack = async (): Promise<void> => {
    const told = reason.trim().replaceAll(/\s*\n\s*/g, ' ');
    if (step === null || told === '' || busy) return;
    setBusy(true);
    const done = await send(step, { deed: 'send_back', to: 'sent_back', needsFile: false }, told);
    setBusy(false);
    onClose();
    if (!done) return;
    write('');
    toast(t('step-sent-back'));
  };
  return (
    <Dialog
      open={step !== null}
      title={t('step-send-back-title', { step: step === null ? '' : localised(step.title) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={reason.trim() === ''} onClick={() => void sendBack()}>
            {t('step-deed-send-back')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void sendBack();
        }}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void sendBack();
        }}
      >
        <TextArea
          label={t('step-send-back-reason')}
          hint={t('step-send-back-hint')}
          value={reason}
          maxLength={REASON_CHARS}
          rows={3}
          onInput={write}
        />
      </form>
    </Dialog>
  );
}
