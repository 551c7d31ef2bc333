import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { AdvisorView } from '../protocol/AdvisorView.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';
import type { TransferTarget } from '../protocol/TransferTarget.ts';
import { Avatar } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { transfer } from './actions.ts';
import { desk } from './fresh.ts';
import { queues, staff } from './live.ts';
import { closePane } from './open-panes.ts';
import { receivers } from './staff-store.ts';
import { stateWords } from './state-words.ts';

type Props = { open: boolean; entry: DeskEntry; onClose: () => void };

/** As on the wire. */
const NOTE_CHARS = 2_000;

/** To whom a conversation is handed, and what they need to know. */
export function TransferDialog({ open, entry, onClose }: Props): JSX.Element {
  const [target, setTarget] = useState<TransferTarget | null>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const name = target === null ? '' : nameOf(target);
  const customer = entry.customer.name || t('customer-nameless');

  const hand = async (): Promise<void> => {
    if (target === null) return;
    setBusy(true);
    const done = await transfer(entry.entry, target, note.trim());
    setBusy(false);
    if (!done) return;
    toast(t('transferred-to', { customer, name }));
    setTarget(null);
    setNote('');
    onClose();
    closePane(entry.conversation);
  };
  return (
    <Dialog
      open={open}
      title={t('transfer-title', { name: customer })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={target === null} onClick={() => void hand()}>
            {target === null ? t('transfer') : t('transfer-to', { name })}
          </Button>
        </>
      }
    >
      <Targets entry={entry} target={target} onTarget={setTarget} />
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

type TargetsProps = {
  entry: DeskEntry;
  target: TransferTarget | null;
  onTarget: (target: TransferTarget) => void;
};

function Targets({ entry, target, onTarget }: TargetsProps): JSX.Element {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const fits = (...words: string[]): boolean => words.join(' ').toLocaleLowerCase().includes(wanted);
  const me = desk.value.me?.person ?? '';
  const colleagues = receivers(staff.value, me, entry.queue).filter((one) => fits(one.name, one.title));
  const lines = queues.value.filter((queue) => fits(localised(queue.name)));
  return (
    <fieldset class="targets">
      <legend class="visually-hidden">{t('transfer-whom')}</legend>
      {(staff.value.colleagues.length > 6 || search !== '') && (
        <TextField label={t('transfer-search')} type="search" value={search} onInput={setSearch} />
      )}
      <div class="targets-list">
        {lines.length > 0 && <p class="targets-head">{t('transfer-queues')}</p>}
        {lines.map((queue) => (
          <Target
            key={queue.id}
            checked={target?.type === 'queue' && target.queue === queue.id}
            onCheck={() => onTarget({ type: 'queue', queue: queue.id })}
          >
            <QueueTarget queue={queue} />
          </Target>
        ))}
        <p class="targets-head">{t('transfer-colleagues')}</p>
        {colleagues.length === 0 && <p class="muted small">{t('transfer-nobody')}</p>}
        {colleagues.map((one) => (
          <Target
            key={one.person}
            checked={target?.type === 'person' && target.person === one.person}
            onCheck={() => onTarget({ type: 'person', person: one.person })}
          >
            <ColleagueTarget colleague={one} />
          </Target>
        ))}
      </div>
    </fieldset>
  );
}

function Target(props: { checked: boolean; onCheck: () => void; children: JSX.Element }): JSX.Element {
  return (
    <label class="target">
      <input type="radio" name="target" checked={props.checked} onChange={props.onCheck} />
      {props.children}
    </label>
  );
}

function ColleagueTarget({ colleague }: { colleague: AdvisorView }): JSX.Element {
  return (
    <>
      <Avatar name={colleague.name} size={28} presence={colleague.in_call ? 'busy' : colleague.state} />
      <span class="target-words">
        <bdi>{colleague.name}</bdi>
        <span class="muted small">
          {colleague.title} · {stateWords(colleague)} ·{' '}
          {t('load', { load: colleague.load, capacity: colleague.capacity })}
        </span>
      </span>
    </>
  );
}

function QueueTarget({ queue }: { queue: QueueStatus }): JSX.Element {
  return (
    <span class="target-words">
      <span>{localised(queue.name)}</span>
      <span class="muted small">
        {t(queue.open.type === 'open' ? 'queue-open' : 'queue-closed')} ·{' '}
        {t('waiting-n', { n: queue.waiting })} · {t('staffed-n', { n: queue.staffed })}
      </span>
    </span>
  );
}

function nameOf(target: TransferTarget): string {
  if (target.type === 'person')
    return staff.value.colleagues.find((one) => one.person === target.person)?.name ?? '';
  const queue = queues.value.find((one) => one.id === target.queue);
  return queue === undefined ? '' : localised(queue.name);
}
