import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { AdvisorView } from '../../protocol/AdvisorView.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import { Avatar } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextArea, TextField } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { queues, staff } from '../live.ts';
import { go } from '../route.ts';
import { stateWords } from '../state-words.ts';
import { changeOwner } from './api.ts';
import type { LiveCase } from './case-live.ts';
import { shownCases } from './cases-live.ts';

type Props = { open: boolean; live: LiveCase; view: CaseView; onClose: () => void };

/** As on the wire. */
const NOTE_CHARS = 2_000;
/** More than this is searched rather than read. */
const READ_AT_A_GLANCE = 8;

/** To whom a case is handed, and what they need to know. What was written stays until it is done. */
export function HandDialog({ open, live, view, onClose }: Props): JSX.Element {
  const { row } = view;
  const [owner, setOwner] = useState<string | null>(row.owner ?? null);
  const [team, setTeam] = useState<string>(row.team);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!open) return;
    setOwner(row.owner ?? null);
    setTeam(row.team);
  }, [open]);
  const changed = owner !== (row.owner ?? null) || team !== row.team;
  const name = staff.value.colleagues.find((one) => one.person === owner)?.name ?? '';

  const hand = async (): Promise<void> => {
    setBusy(true);
    const done = await live.change(({ row: { id }, version }) =>
      changeOwner(id, { version, ...(owner === null ? {} : { owner }), team, note: note.trim() }),
    );
    setBusy(false);
    if (!done) return;
    setNote('');
    onClose();
    // What has gone to another team may be theirs alone.
    if (live.failure.value?.code === 'not_found') go({ page: 'cases', query: shownCases.value.query ?? '' });
    toast(owner === null ? t('case-handed-nobody') : t('case-handed', { name }));
  };
  return (
    <Dialog
      open={open}
      title={t('case-hand-title', { number: row.number })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!changed} onClick={() => void hand()}>
            {name === '' || !changed ? t('transfer') : t('transfer-to', { name })}
          </Button>
        </>
      }
    >
      <Colleagues owner={owner} team={team} onOwner={setOwner} />
      <Select
        label={t('case-team')}
        value={team}
        options={queues.value.map((queue) => ({ value: queue.id as string, label: localised(queue.name) }))}
        onChange={setTeam}
      />
      <TextArea
        label={t('transfer-note')}
        hint={t('transfer-note-hint')}
        optional
        value={note}
        maxLength={NOTE_CHARS}
        rows={3}
        onInput={setNote}
      />
    </Dialog>
  );
}

type ColleaguesProps = {
  owner: string | null;
  team: string;
  onOwner: (owner: string | null) => void;
};

function Colleagues({ owner, team, onOwner }: ColleaguesProps): JSX.Element {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const all = staff.value.colleagues;
  const fits = [...all]
    .filter((one) => `${one.name} ${one.title}`.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => rank(a, team) - rank(b, team) || a.name.localeCompare(b.name, 'sv'));
  return (
    <fieldset class="targets">
      <legend class="visually-hidden">{t('transfer-whom')}</legend>
      {all.length > READ_AT_A_GLANCE && (
        <TextField label={t('transfer-search')} type="search" value={search} onInput={setSearch} />
      )}
      <div class="targets-list">
        <label class="target">
          <input type="radio" name="case-owner-to" checked={owner === null} onChange={() => onOwner(null)} />
          <span class="target-words">
            <span>{t('case-nobody')}</span>
            <span class="muted small">{t('case-nobody-about')}</span>
          </span>
        </label>
        {fits.map((one) => (
          <label key={one.person} class="target">
            <input
              type="radio"
              name="case-owner-to"
              checked={owner === one.person}
              onChange={() => onOwner(one.person)}
            />
            <Avatar name={one.name} size={28} presence={one.present ? one.state : 'offline'} />
            <span class="target-words">
              <bdi>{one.name}</bdi>
              <span class="muted small">
                {one.title} · {one.present ? stateWords(one) : t('presence-offline')}
              </span>
            </span>
          </label>
        ))}
        {fits.length === 0 && <p class="muted small">{t('palette-none')}</p>}
      </div>
    </fieldset>
  );
}

/** Those of the team first. A case waits for who isn't here, so being here decides nothing. */
function rank(one: AdvisorView, team: string): number {
  return one.queues.includes(team) ? 0 : 1;
}
