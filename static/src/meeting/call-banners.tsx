import { CirclePause, ScreenShare, Volume2, WifiOff } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';
import { now } from './clock.ts';
import type { MeetingModel } from './model.ts';
import { OfferedDevice } from './offered-device.tsx';

/** What concerns the whole call just now; mostly nothing. */
export function CallBanners({ model }: { model: MeetingModel }): JSX.Element {
  const link = model.link.value;
  const host = model.lobby.value?.host;
  const away = host !== undefined && !model.lobby.value?.is_host && host.state === 'lost';
  return (
    <div class="call-banners">
      {model.soundBlocked.value && (
        <div class="sound-blocked">
          <Button look="primary" icon={Volume2} onClick={() => model.allowSound()}>
            {t('click-to-hear')}
          </Button>
        </div>
      )}
      <div role="status" class="call-banners">
        {link.kind === 'reconnecting' && (
          <Banner look="warning" icon={WifiOff}>
            {t('reconnecting')}{' '}
            <span class="numbers" aria-hidden="true">
              {t('span-seconds', { n: Math.max(0, Math.round((now.value - link.since) / 1_000)) })}
            </span>
          </Banner>
        )}
        {link.kind === 'weak' && link.audioOnly && <Banner look="warning">{t('audio-only')}</Banner>}
        {away && <Banner icon={CirclePause}>{t('host-lost-call', { name: host.name })}</Banner>}
        <OfferedDevice devices={model.devices} />
        {model.sharing.value && (
          <Banner icon={ScreenShare}>
            {t('you-share')}{' '}
            <LinkButton onClick={() => void model.share(false)}>{t('share-stop')}</LinkButton>
          </Banner>
        )}
      </div>
    </div>
  );
}
