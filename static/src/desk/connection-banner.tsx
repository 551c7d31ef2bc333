import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';
import { outgoing, socket } from './connection.ts';
import './connection-banner.css';

/** Where one writes, what is written is kept; where one looks, it's what is seen that can't be trusted. */
export type Place = 'desk' | 'wall';

const LOST = {
  desk: { lost: 'connection-lost', offline: 'connection-offline' },
  wall: { lost: 'wall-connection-lost', offline: 'wall-connection-offline' },
} as const;

/** How the connection stands, only when it's worth a word; a short break isn't (the style sheet waits). */
export function ConnectionBanner({ place }: { place: Place }): JSX.Element {
  return (
    <div class="connection" role="status">
      <Words place={place} />
    </div>
  );
}

function Words({ place }: { place: Place }): JSX.Element | null {
  const connection = socket.connection.value;
  const waiting = outgoing.value.filter((item) => item.state.kind === 'sending').length;
  switch (connection.kind) {
    case 'open':
      return null;
    case 'connecting':
    case 'lost':
      return (
        <div class="connection-lost">
          <Banner look="warning">
            {t(LOST[place][navigator.onLine ? 'lost' : 'offline'])}
            {waiting > 0 && ` ${t('connection-waiting', { n: waiting })}`}
          </Banner>
        </div>
      );
    case 'ended':
      return (
        <Banner look="danger">
          <span class="connection-ended">
            {t(connection.why === 'wrong_origin' ? 'error-forbidden' : 'error-outdated')}
            <Button onClick={() => location.reload()}>{t('reload')}</Button>
          </span>
        </Banner>
      );
    default:
      return connection satisfies never;
  }
}
