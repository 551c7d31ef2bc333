import { ArrowDown, ArrowUp, Trash2 } from 'lucide';
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { SavedCaseView } from '../../protocol/SavedCaseView.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { go } from '../route.ts';
import type { ColumnKey } from './columns.ts';
import { addressIn, type Filters, keptAs, queryOf } from './filters.ts';
import { useFocusKept } from './use-focus-kept.ts';
import { caseViews, changeKept, keepView, removeKept, shiftKept } from './views-live.ts';

/** As on the wire. */
const NAME_CHARS = 60;

type Props = {
  open: boolean;
  /** Which of them is shown. */
  shown: string | null;
  onClose: () => void;
};

/** The lists that one keeps: named, put in order, removed. What is done is done at once. */
export function KeptViews({ open, shown, onClose }: Props): JSX.Element {
  const saved = caseViews.value.views?.saved ?? [];
  const lines = useRef<HTMLOListElement>(null);
  const pressed = useFocusKept(lines);
  const shift = (view: SavedCaseView, by: 1 | -1): void => {
    pressed(view.id, by === 1 ? 'down' : 'up');
    void shiftKept(view, by);
  };
  const remove = async (view: SavedCaseView): Promise<void> => {
    if (!(await removeKept(view))) return;
    // What it asked for stays, as a list that is not kept.
    if (view.id === shown) leave();
    if (saved.length === 1) onClose();
    toast(t('case-view-removed', { name: view.name }), () => {
      const { name, filter, sort, order, columns } = view;
      void keepView({ name, filter, sort, order, columns, version: 0 });
    });
  };
  return (
    <Dialog
      open={open}
      title={t('case-views-arrange')}
      onClose={onClose}
      actions={<Button onClick={onClose}>{t('close')}</Button>}
    >
      <ol class="kept-views" ref={lines}>
        {saved.map((view, at) => (
          <li key={view.id} data-line={view.id}>
            <Name view={view} />
            <IconButton
              icon={ArrowUp}
              iconSize={16}
              label={t('case-view-up', { name: view.name })}
              data-deed="up"
              disabled={at === 0}
              onClick={() => shift(view, -1)}
            />
            <IconButton
              icon={ArrowDown}
              iconSize={16}
              label={t('case-view-down', { name: view.name })}
              data-deed="down"
              disabled={at === saved.length - 1}
              onClick={() => shift(view, 1)}
            />
            <IconButton
              icon={Trash2}
              iconSize={16}
              label={t('case-view-remove', { name: view.name })}
              onClick={() => void remove(view)}
            />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

function leave(): void {
  const query = new URLSearchParams(location.search);
  query.delete('view');
  go({ page: 'cases', query: query.toString() });
}

/** Written down when one leaves it or presses Enter; what is no name stays as it was. */
function Name({ view }: { view: SavedCaseView }): JSX.Element {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const rename = async (): Promise<void> => {
    const name = (text ?? '').trim();
    if (name !== '' && name !== view.name) await changeKept(view, { name });
    setText(null);
  };
  return (
    <>
      <label class="visually-hidden" for={id}>
        {t('case-view-name')}
      </label>
      <input
        id={id}
        class="input"
        dir="auto"
        autocomplete="off"
        maxLength={NAME_CHARS}
        value={text ?? view.name}
        onInput={(e) => setText(e.currentTarget.value)}
        onBlur={() => text !== null && void rename()}
        onKeyDown={(e) => {
          if (e.key === 'Enter') void rename();
        }}
      />
    </>
  );
}

type KeepProps = {
  filters: Filters;
  columns: readonly ColumnKey[];
  view: SavedCaseView | undefined;
  /** Whether what is shown is not what is kept, by anybody. */
  isNew: boolean;
};

/** Keeps what is asked for: under a new name, or in the place of what it was made of. */
export function KeepView({ filters, columns, view, isNew }: KeepProps): JSX.Element | null {
  const [naming, setNaming] = useState(false);
  const change = async (kept: SavedCaseView): Promise<void> => {
    const { sort, order } = filters;
    if ((await changeKept(kept, { filter: keptAs(filters), sort, order })) !== null) {
      toast(t('case-view-changed', { name: kept.name }));
    }
  };
  if (!isNew) return null;
  return (
    <>
      {view !== undefined && (
        <Button look="quiet" onClick={() => void change(view)}>
          {t('case-view-save')}
        </Button>
      )}
      <Button look="quiet" onClick={() => setNaming(true)}>
        {t(view === undefined ? 'case-view-keep' : 'case-view-keep-new')}
      </Button>
      <NameDialog open={naming} filters={filters} columns={columns} onClose={() => setNaming(false)} />
    </>
  );
}

type NameProps = {
  open: boolean;
  filters: Filters;
  columns: readonly ColumnKey[];
  onClose: () => void;
};

function NameDialog({ open, filters, columns, onClose }: NameProps): JSX.Element {
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const keep = async (): Promise<void> => {
    if (name.trim() === '' || busy) return;
    setBusy(true);
    const { sort, order } = filters;
    const kept = await keepView({
      name: name.trim(),
      filter: keptAs(filters),
      sort,
      order,
      columns: [...columns],
      version: 0,
    });
    setBusy(false);
    if (kept === null) return;
    setName('');
    onClose();
    go({ page: 'cases', query: addressIn(filters, kept.id) });
  };
  return (
    <Dialog
      open={open}
      title={t('case-view-keep')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={name.trim() === ''} onClick={() => void keep()}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void keep();
        }}
      >
        <TextField
          label={t('case-view-name')}
          hint={t('case-view-hint')}
          value={name}
          maxLength={NAME_CHARS}
          autocomplete="off"
          autofocus
          onInput={setName}
        />
      </form>
    </Dialog>
  );
}

/** Whether `filters` ask for something else than a kept list does. */
export function isChanged(filters: Filters, kept: Filters): boolean {
  return queryOf(filters) !== queryOf(kept);
}
