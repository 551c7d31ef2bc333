import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { waitWords } from '../i18n/opening.ts';
import type { EntryView } from '../protocol/EntryView.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { go } from './route.ts';
import { leave } from './session.ts';

/** Where I stand, how long it takes, what happens next, and what I can do meanwhile. */
export function Waiting({ entry }: { entry: EntryView }): JSX.Element {
  const [asking, setAsking] = useState(false);
  const leaveNow = async (): Promise<void> => {
    setAsking(false);
    const outcome = await leave(entry.id);
    if (outcome.ok) go({ view: 'home' });
    else toast(failureWords(outcome.failure));
  };
  return (
    <section class="waiting" aria-label={t('waiting-title')}>
      <div class="waiting-place">
        <span class="waiting-number numbers" aria-hidden="true">
          {entry.position}
        </span>
        <div role="status">
          <strong>{t('waiting-position', { position: entry.position })}</strong>
          <p>{waitWords(entry.wait) ?? t('waiting-unknown')}</p>
        </div>
      </div>
      <p class="small muted">{entry.suggest_message ? t('waiting-long') : t('waiting-meanwhile')}</p>
      <div class="waiting-actions">
        <Button
          look={entry.suggest_message ? 'primary' : 'secondary'}
          onClick={() => go({ view: 'leave_message', queue: entry.queue })}
        >
          {t('leave-message-instead')}
        </Button>
        <Button look="quiet" onClick={() => setAsking(true)}>
          {t('leave-queue')}
        </Button>
      </div>
      <Dialog
        open={asking}
        title={t('leave-queue-title')}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('stay-in-queue')}</Button>
            <Button look="danger" onClick={() => void leaveNow()}>
              {t('leave-queue')}
            </Button>
          </>
        }
      >
        <p>{t('leave-queue-about')}</p>
      </Dialog>
    </section>
  );
}
