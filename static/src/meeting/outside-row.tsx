import { LogIn, MessageSquare, TriangleAlert, Undo2, UserX } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { exactly, lasting } from '../i18n/time.ts';
import type { WaitingPerson } from '../protocol/WaitingPerson.ts';
import { Avatar, Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { act } from './act.ts';
import { now } from './clock.ts';
import { DenyDialog } from './deny-dialog.tsx';
import type { MeetingModel } from './model.ts';
import { type Talks, unreadIn } from './talks.ts';
import { placeName, reportNames, reportWorries } from './words.ts';

type Props = {
  model: MeetingModel;
  talks: Talks | null;
  person: WaitingPerson;
  onWrite: (person: string) => void;
};

/** Somebody who isn't in: where they stand, whether they will be seen and heard, and what to do. */
export function OutsideRow({ model, talks, person, onWrite }: Props): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [denying, setDenying] = useState(false);
  const name = person.name || t('guest');
  const since = new Date(person.since);
  const fresh = talks === null ? 0 : unreadIn(talks, person.thread);
  const knocks = person.state === 'waiting';
  const does = async (verb: 'admit' | 'deny' | 'unhold'): Promise<void> => {
    setBusy(true);
    await act(model, { verb, person: person.person });
    setBusy(false);
  };
  return (
    <li class="person">
      <Avatar
        name={name}
        size={36}
        presence={person.present ? 'available' : 'offline'}
        presenceLabel={t(person.present ? 'connected' : 'not-connected')}
      />
      <div class="person-words">
        <bdi class="person-name">{name}</bdi>
        <p class="small muted numbers" title={exactly(since)}>
          {t(placeName(person.state), { time: lasting(now.value - since.getTime()) })}
        </p>
        {!person.present && person.state !== 'left' && <p class="small person-gone">{t('not-connected')}</p>}
        {person.state !== 'left' && <Report person={person} />}
      </div>
      <div class="person-actions">
        {knocks && (
          <Button look="primary" icon={LogIn} busy={busy} onClick={() => void does('admit')}>
            {t('admit', { name })}
          </Button>
        )}
        {person.state === 'held' && (
          <Button icon={Undo2} busy={busy} onClick={() => void does('unhold')}>
            {t('unhold')}
          </Button>
        )}
        {person.thread != null && talks !== null && person.state !== 'left' && (
          <Button icon={MessageSquare} onClick={() => onWrite(person.person)}>
            {t('write')} {fresh > 0 && <Badge look="accent">{fresh}</Badge>}
          </Button>
        )}
        {knocks && (
          <Button look="quiet" icon={UserX} disabled={busy} onClick={() => setDenying(true)}>
            {t('deny')}
          </Button>
        )}
      </div>
      <DenyDialog
        open={denying}
        name={name}
        onClose={() => setDenying(false)}
        onDeny={() => {
          setDenying(false);
          void does('deny');
        }}
      />
    </li>
  );
}

function Report({ person }: { person: WaitingPerson }): JSX.Element {
  const words = reportNames(person.device).map((name) => t(name));
  return (
    <p class={`small person-report${reportWorries(person.device) ? ' person-report-wrong' : ' muted'}`}>
      {reportWorries(person.device) && <Icon of={TriangleAlert} size={14} />}
      <span>{[...words, ...(person.device.handheld ? [t('their-handheld')] : [])].join(' ')}</span>
    </p>
  );
}
