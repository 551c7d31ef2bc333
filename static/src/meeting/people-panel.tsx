import { Lock, LockOpen, UserPlus, UsersRound, X } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { act } from './act.ts';
import { InsideRow } from './inside-row.tsx';
import { Invites } from './invites.tsx';
import type { MeetingModel } from './model.ts';
import { OutsideRow } from './outside-row.tsx';
import { knocking, outside } from './people-list.ts';
import type { Talks } from './talks.ts';
import './people-panel.css';

type Props = {
  model: MeetingModel;
  talks: Talks | null;
  onWrite: (person: string) => void;
  onClose: () => void;
};

/** Who waits and who is in; for the host also what can be done about it. */
export function PeoplePanel({ model, talks, onWrite, onClose }: Props): JSX.Element {
  const host = model.lobby.value?.is_host ?? false;
  return (
    <aside class="side-panel" aria-label={t('people')}>
      <header class="side-panel-head">
        <h2>{t('people')}</h2>
        <IconButton icon={X} label={t('close')} onClick={onClose} />
      </header>
      <div class="side-panel-body people">
        {host && <Outside model={model} talks={talks} onWrite={onWrite} />}
        <Inside model={model} host={host} />
        {host && <Door model={model} />}
        {host && model.me.value?.staff === true && <Invites model={model} />}
      </div>
    </aside>
  );
}

function Outside({ model, talks, onWrite }: Omit<Props, 'onClose'>): JSX.Element {
  const people = outside(model.panel.value, model.room.value);
  const n = knocking(model.panel.value);
  return (
    <section aria-labelledby="people-outside">
      <h3 id="people-outside">
        {t('people-outside')} {n > 0 && <Badge look="accent">{n}</Badge>}
      </h3>
      {people.length === 0 && <p class="muted small">{t('nobody-waits')}</p>}
      {n > 1 && (
        <div class="people-actions">
          <Button icon={UserPlus} onClick={() => void act(model, { verb: 'call_next' })}>
            {t('call-next')}
          </Button>
          <Button icon={UsersRound} onClick={() => void act(model, { verb: 'admit_all' })}>
            {t('admit-all', { n })}
          </Button>
        </div>
      )}
      <ul class="people-list">
        {people.map((person) => (
          <OutsideRow key={person.person} model={model} talks={talks} person={person} onWrite={onWrite} />
        ))}
      </ul>
    </section>
  );
}

function Inside({ model, host }: { model: MeetingModel; host: boolean }): JSX.Element {
  const [removing, setRemoving] = useState<RoomPerson | null>(null);
  const people = model.room.value?.people ?? [];
  const remove = async (): Promise<void> => {
    const person = removing?.person;
    setRemoving(null);
    if (person !== undefined) await act(model, { verb: 'remove', person });
  };
  return (
    <section aria-labelledby="people-inside">
      <h3 id="people-inside">{t('people-inside', { n: people.length })}</h3>
      <ul class="people-list">
        {people.map((person) => (
          <InsideRow
            key={person.person}
            model={model}
            person={person}
            host={host}
            onRemove={() => setRemoving(person)}
          />
        ))}
      </ul>
      <Dialog
        open={removing !== null}
        title={t('remove-title', { name: removing?.name ?? '' })}
        onClose={() => setRemoving(null)}
        actions={
          <>
            <Button onClick={() => setRemoving(null)}>{t('cancel')}</Button>
            <Button look="danger" onClick={() => void remove()}>
              {t('remove', { name: removing?.name ?? '' })}
            </Button>
          </>
        }
      >
        <p>{t('remove-about')}</p>
      </Dialog>
    </section>
  );
}

function Door({ model }: { model: MeetingModel }): JSX.Element {
  const locked = model.panel.value?.locked ?? model.room.value?.locked ?? false;
  return (
    <section aria-labelledby="people-door">
      <h3 id="people-door">{t('door')}</h3>
      <p class="muted small">{t(locked ? 'door-locked-about' : 'door-open-about')}</p>
      <div class="people-actions">
        <Button
          icon={locked ? LockOpen : Lock}
          onClick={() => void act(model, { verb: 'lock', locked: !locked })}
        >
          {t(locked ? 'door-unlock' : 'door-lock')}
        </Button>
      </div>
    </section>
  );
}
