import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import type { MeetingModel } from './model.ts';
import { causeHelpName, lightOf } from './words.ts';

/** How the connection is, what it comes from, and what helps. */
export function QualityDialog({
  open,
  model,
  onClose,
}: {
  open: boolean;
  model: MeetingModel;
  onClose: () => void;
}): JSX.Element {
  const link = model.link.value;
  const { light, name } = lightOf(link);
  return (
    <Dialog open={open} title={t('quality')} onClose={onClose}>
      <p>
        <strong class={`light-words light-words-${light}`}>{t(name)}</strong>
      </p>
      {link.kind === 'weak' && <p>{t(causeHelpName(link.cause))}</p>}
      {link.kind === 'weak' && link.audioOnly && <p>{t('audio-only')}</p>}
      {link.kind === 'good' && <p class="muted">{t('link-good-about')}</p>}
      {link.kind === 'reconnecting' && <p class="muted">{t('reconnecting')}</p>}
      {link.kind !== 'good' && (
        <ul class="quality-tips">
          <li>{t('tip-closer')}</li>
          <li>{t('tip-others')}</li>
          <li>{t('tip-camera')}</li>
        </ul>
      )}
    </Dialog>
  );
}
