import { CirclePause, PhoneOff } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { MeetingModel } from './model.ts';

/** A host goes: do the others wait, or is it over for all? */
export function LeaveDialog({
  open,
  model,
  onClose,
}: {
  open: boolean;
  model: MeetingModel;
  onClose: () => void;
}): JSX.Element {
  const [busy, setBusy] = useState<'hold' | 'end' | null>(null);
  const hold = async (): Promise<void> => {
    setBusy('hold');
    await model.leave({ hold: true });
    setBusy(null);
    onClose();
  };
  const end = async (): Promise<void> => {
    setBusy('end');
    const outcome = await model.act({ verb: 'end' });
    setBusy(null);
    if (!outcome.ok) return toast(failureWords(outcome.failure));
    onClose();
  };
  return (
    <Dialog open={open} title={t('leave-title')} onClose={onClose}>
      <div class="leave-choices">
        <Button
          icon={CirclePause}
          wide
          busy={busy === 'hold'}
          disabled={busy !== null}
          onClick={() => void hold()}
        >
          {t('leave-hold')}
        </Button>
        <p class="small muted">{t('leave-hold-about')}</p>
        <Button
          look="danger"
          icon={PhoneOff}
          wide
          busy={busy === 'end'}
          disabled={busy !== null}
          onClick={() => void end()}
        >
          {t('end-for-all')}
        </Button>
        <p class="small muted">{t('end-for-all-about')}</p>
        <Button look="quiet" wide onClick={onClose}>
          {t('stay')}
        </Button>
      </div>
    </Dialog>
  );
}
