import { CirclePause, CirclePlay, DoorOpen, Ellipsis, KeyRound, MicOff, UserMinus, VideoOff } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import { Avatar, Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { act } from './act.ts';
import type { MeetingModel } from './model.ts';
import { qualityOf } from './people-list.ts';
import { TheirQuality } from './their-quality.tsx';

type Props = { model: MeetingModel; person: RoomPerson; host: boolean; onRemove: () => void };

/** Somebody in the call, and what the host can do about them. */
export function InsideRow({ model, person, host, onRemove }: Props): JSX.Element {
  const me = person.person === model.me.value?.person;
  const name = person.name || t('guest');
  const live = me ? null : qualityOf(model.quality.value, person);
  return (
    <li class="person">
      <Avatar name={name} size={36} />
      <div class="person-words">
        <p class="person-top">
          <bdi class="person-name">{name}</bdi>
          {me && <Badge>{t('you')}</Badge>}
          {person.is_host && <Badge look="accent">{t('host')}</Badge>}
          {person.held && <Badge look="warning">{t('aside-mark')}</Badge>}
          {person.lost && <Badge look="warning">{t('lost-mark')}</Badge>}
        </p>
        {person.title !== '' && (
          <p class="small muted">
            <bdi>{person.title}</bdi>
          </p>
        )}
      </div>
      {host && !me && (
        <div class="person-side">
          <IconButton
            icon={person.held ? CirclePlay : CirclePause}
            label={t(person.held ? 'unhold-name' : 'hold-name', { name })}
            onClick={() => void act(model, { verb: person.held ? 'unhold' : 'hold', person: person.person })}
          />
          <Menu
            label={t('more-about', { name })}
            trigger={<Icon of={Ellipsis} size={20} />}
            items={itemsFor(model, person, onRemove)}
          />
        </div>
      )}
      {live !== null && <TheirQuality name={name} live={live} />}
    </li>
  );
}

function itemsFor(model: MeetingModel, person: RoomPerson, onRemove: () => void): MenuItem[] {
  const id = person.person;
  const sends = (source: 'microphone' | 'camera'): boolean =>
    person.tracks.some((track) => track.source === source && !track.muted);
  return [
    {
      label: t(person.held ? 'unhold' : 'hold'),
      icon: person.held ? CirclePlay : CirclePause,
      onChoose: () => void act(model, { verb: person.held ? 'unhold' : 'hold', person: id }),
    },
    {
      label: t('return-to-waiting-room'),
      icon: DoorOpen,
      onChoose: () => void act(model, { verb: 'return_to_lobby', person: id }),
    },
    {
      label: t('mute-microphone'),
      icon: MicOff,
      disabled: !sends('microphone'),
      onChoose: () => void act(model, { verb: 'mute_person', person: id, source: 'microphone' }),
    },
    {
      label: t('mute-camera'),
      icon: VideoOff,
      disabled: !sends('camera'),
      onChoose: () => void act(model, { verb: 'mute_person', person: id, source: 'camera' }),
    },
    ...(person.is_staff
      ? [
          {
            label: t('hand-over'),
            icon: KeyRound,
            onChoose: () => void act(model, { verb: 'hand_over', to: id }),
          },
        ]
      : []),
    { label: t('remove-one'), icon: UserMinus, danger: true, onChoose: onRemove },
  ];
}
