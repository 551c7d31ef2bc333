import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language, t } from '../i18n/i18n.ts';
import { soundOn } from '../stores/sound.ts';
import { Dialog } from '../ui/dialog.tsx';
import { accept, setState } from './actions.ts';
import { switchSoundHere } from './alerts.ts';
import { queryOf, viewed } from './cases/filters.ts';
import { caseNumberIn } from './cases/number.ts';
import { active, offers, parked } from './desk-store.ts';
import { desk } from './fresh.ts';
import { inbox } from './live.ts';
import { nameOf } from './meeting-name.ts';
import { meetingPath, meetings } from './meetings.ts';
import { running } from './meetings-store.ts';
import { STATES } from './my-state.tsx';
import { showConversation } from './open-panes.ts';
import { found, type PaletteItem } from './palette-items.ts';
import { go } from './route.ts';
import { type Me, signOut } from './session.ts';
import './palette.css';

type Props = { open: boolean; me: Me; onClose: () => void; onShortcuts: () => void };

/** Goes anywhere and does anything, by its name. */
export function Palette({ open, me, onClose, onShortcuts }: Props): JSX.Element {
  return (
    <Dialog open={open} title={t('palette')} onClose={onClose}>
      {open && <Search items={itemsFor(me, onShortcuts)} onClose={onClose} />}
    </Dialog>
  );
}

function Search({ items, onClose }: { items: readonly PaletteItem[]; onClose: () => void }): JSX.Element {
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const shown = [...caseItems(search), ...found(items, search)];
  const chosen = shown[Math.min(at, shown.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const choose = (item: PaletteItem | undefined): void => {
    if (item === undefined) return;
    onClose();
    item.onChoose();
  };
  return (
    <div class="palette">
      <input
        class="input"
        role="combobox"
        aria-label={t('palette')}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(chosen === undefined ? {} : { 'aria-activedescendant': `${id}-${chosen.key}` })}
        placeholder={t('palette-hint')}
        value={search}
        onInput={(e) => {
          setSearch(e.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
            e.preventDefault();
            const step = e.key === 'ArrowDown' ? 1 : -1;
            setAt((Math.min(at, shown.length - 1) + step + shown.length) % Math.max(1, shown.length));
          } else if (e.key === 'Enter') {
            e.preventDefault();
            choose(chosen);
          }
        }}
      />
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={t('palette')} class="palette-list">
        {shown.map((item) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box has the focus; its arrows and Enter choose.
          <div
            key={item.key}
            id={`${id}-${item.key}`}
            role="option"
            aria-selected={item === chosen}
            tabIndex={-1}
            onClick={() => choose(item)}
          >
            <span>{item.label}</span>
            <span class="muted small">{item.kind}</span>
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <p class="muted" role="status">
          {t('palette-none')}
        </p>
      )}
    </div>
  );
}

/** What is written may be a case's number, or words to search the cases for. */
function caseItems(search: string): PaletteItem[] {
  const number = caseNumberIn(search);
  if (number !== null) {
    const label = t('case-palette-go', { number });
    return [{ key: 'case', label, kind: t('cases'), onChoose: () => go({ page: 'case', number }) }];
  }
  return [];
}

function itemsFor(me: Me, onShortcuts: () => void): PaletteItem[] {
  const name = (customer: { name: string }): string => customer.name || t('customer-nameless');
  const deed = (key: string, onChoose: () => void, label = t(key)): PaletteItem => ({
    key,
    label,
    kind: t('palette-do'),
    onChoose,
  });
  const leads = me.role !== 'advisor';
  return [
    ...offers(desk.value).map((offer) => ({
      key: `offer-${offer.entry}`,
      label: t('palette-accept', { name: name(offer.customer) }),
      kind: t('offers'),
      onChoose: () => void accept(offer.entry),
    })),
    ...[...active(desk.value), ...parked(desk.value)].map((entry) => ({
      key: `entry-${entry.entry}`,
      label: name(entry.customer),
      kind: t(entry.state === 'parked' ? 'aside' : 'mine'),
      onChoose: () => showConversation(entry.conversation),
    })),
    ...inbox.value.map((item) => ({
      key: `left-${item.left}`,
      label: name(item.customer),
      kind: t('inbox'),
      onChoose: () => showConversation(item.conversation),
    })),
    ...running(meetings.value).map((meeting) => ({
      key: `meeting-${meeting.info.id}`,
      label: nameOf(meeting, desk.value.me?.name),
      kind: t('meetings'),
      onChoose: () => void window.open(meetingPath(meeting.info.id), '_blank', 'noopener'),
    })),
    ...STATES.filter((state) => state !== desk.value.me?.state).map((state) => ({
      key: `state-${state}`,
      label: t('palette-become', { state: t(`presence-${state}`) }),
      kind: t('palette-do'),
      onChoose: () => void setState(state),
    })),
    ...(leads ? [deed('wall-open', () => location.assign('/wall'))] : []),
    deed('objects', () => go({ page: 'objects' })),
    deed('case-new', () => go({ page: 'new-case' })),
    deed('case-palette-list', () => go({ page: 'cases', query: '' })),
    deed('case-palette-mine', () => go({ page: 'cases', query: queryOf(viewed('mine')) })),
    ...(leads ? [deed('case-types', () => go({ page: 'case-types' }))] : []),
    ...(leads ? [deed('lists', () => go({ page: 'checklists' }))] : []),
    deed('settings', () => go({ page: 'settings' })),
    deed('shortcuts', onShortcuts),
    deed('sound', switchSoundHere, t(soundOn.value ? 'sound-off' : 'sound-on')),
    ...LANGUAGES.filter((one) => one !== language()).map((one) =>
      deed(`language-${one}`, () => void chooseLanguage(one), LANGUAGE_NAMES[one]),
    ),
    deed('sign-out', () => void signOut()),
  ];
}
