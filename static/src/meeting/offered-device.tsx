import { Headphones } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { LinkButton } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';
import type { Devices } from './model.ts';

/** Something has been plugged in: it is used only when its person wants it. */
export function OfferedDevice({ devices }: { devices: Devices }): JSX.Element | null {
  const [declined, setDeclined] = useState('');
  const offered = devices.offered?.value ?? null;
  if (offered === null || offered.id === declined) return null;
  return (
    <Banner icon={Headphones}>
      {t(`offered-${offered.kind}`, { label: offered.label })}{' '}
      <LinkButton onClick={() => void devices.choose(offered.kind, offered.id)}>
        {t('offered-use')}
      </LinkButton>{' '}
      <LinkButton onClick={() => setDeclined(offered.id)}>{t('offered-not')}</LinkButton>
    </Banner>
  );
}
