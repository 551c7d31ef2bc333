import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { HostState } from '../protocol/HostState.ts';
import type { HostView } from '../protocol/HostView.ts';
import { Avatar, type Presence } from '../ui/badge.tsx';
import { hostMarkName, hostNowName, hostStateName } from './words.ts';

/** In the call the host is there for whoever waits: that is where one is let in from. */
const PRESENCE: Readonly<Record<HostState, Presence>> = {
  away: 'offline',
  near: 'available',
  in_room: 'available',
  lost: 'away',
};

type Props = {
  host: HostView;
  /** Once one has knocked: until then nobody has been told that one is here. */
  knocked?: boolean;
};

/** Whom one meets, and where they are. */
export function HostCard({ host, knocked = false }: Props): JSX.Element {
  const state = knocked ? hostStateName(host.state) : hostNowName(host.state);
  return (
    <div class="host-card">
      <Avatar
        name={host.name}
        size={56}
        presence={PRESENCE[host.state]}
        presenceLabel={t(hostMarkName(host.state))}
      />
      <div>
        <p class="small muted">{t('you-meet')}</p>
        <p class="host-name">
          <bdi>{host.name}</bdi>
        </p>
        {host.title !== '' && (
          <p class="small muted">
            <bdi>{host.title}</bdi>
          </p>
        )}
        <p class="host-state" role="status">
          {t(state, { name: host.name })}
        </p>
      </div>
    </div>
  );
}
