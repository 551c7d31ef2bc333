import { RotateCw, WifiOff } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { LinkButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { connection } from './session.ts';

/** A blink needs no words. */
const SAID_AFTER_MS = 2_000;

/** Says calmly that contact is gone, and what that means for what one writes. */
export function ConnectionBar(): JSX.Element {
  const now = connection.value;
  const away = now.kind === 'lost' || now.kind === 'connecting';
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!away) return setLate(false);
    const timer = setTimeout(() => setLate(true), SAID_AFTER_MS);
    return () => clearTimeout(timer);
  }, [away]);
  return (
    <div role="status" class="connection">
      {now.kind === 'ended' && now.why === 'outdated' && (
        <p class="connection-bar">
          <Icon of={RotateCw} size={16} />
          <span>{t('error-outdated')}</span>
          <LinkButton onClick={() => location.reload()}>{t('reload')}</LinkButton>
        </p>
      )}
      {away && late && (
        <p class="connection-bar">
          <Icon of={WifiOff} size={16} />
          <span>{t(navigator.onLine ? 'connection-lost' : 'connection-offline')}</span>
        </p>
      )}
    </div>
  );
}
