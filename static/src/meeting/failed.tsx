import { LogOut, MessageSquare, RotateCw, WifiOff } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { MeetingModel } from './model.ts';

type Props = { model: MeetingModel; canChat: boolean; onChat: () => void };

/** Everything has been tried: what to do is in the person's hands. */
export function Failed({ model, canChat, onChat }: Props): JSX.Element {
  return (
    <div class="stage-alone">
      <Icon of={WifiOff} size={28} />
      <div role="alert">
        <h2>{t('failed')}</h2>
        <p class="muted">{t(canChat ? 'failed-about' : 'failed-about-alone')}</p>
      </div>
      <div class="plain-actions">
        <Button look="primary" icon={RotateCw} onClick={() => model.retry()}>
          {t('try-again')}
        </Button>
        {canChat && (
          <Button icon={MessageSquare} onClick={onChat}>
            {t('go-on-by-chat')}
          </Button>
        )}
        <Button look="quiet" icon={LogOut} onClick={() => void model.leave({ hold: false })}>
          {t('leave-meeting')}
        </Button>
      </div>
    </div>
  );
}
