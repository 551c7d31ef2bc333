import { Archive, ArrowLeft, Boxes, Download, FileUp, Plus, Printer, SearchX } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import type { Failure } from '../../net/socket.ts';
import type { ObjectView } from '../../protocol/ObjectView.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton, LinkButton } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { Banner, EmptyState, Skeleton } from '../../ui/panel.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { dismiss } from '../../ui/toast.tsx';
import { sayFailure } from '../connection.ts';
import { go } from '../route.ts';
import '../settings.css';
import './objects.css';
import type { Me } from '../session.ts';
import { ImportDialog } from './import-dialog.tsx';
import { Labels } from './labels.tsx';
import { listObjects, saveRegister, type Wanted } from './object-calls.ts';
import { EditDialog, NewDialog } from './object-dialogs.tsx';
import { below, kindOf, placeOf, toggled } from './object-form.ts';

/** So long after the last letter the search is sent. */
const PAUSE_MS = 200;

type Shown = { objects: readonly ObjectView[]; next: string | null };
type Open = { kind: 'none' } | { kind: 'new' } | { kind: 'import' } | { kind: 'one'; object: ObjectView };

/** The register of what is seen to, for everybody who works here. */
export function ObjectsPage({ me }: { me: Me }): JSX.Element {
  const maySet = me.role !== 'advisor';
  const [wanted, setWanted] = useState<Wanted>({ search: '', retired: false });
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [chosen, setChosen] = useState<readonly ObjectView[]>([]);
  const [open, setOpen] = useState<Open>({ kind: 'none' });
  // Grows when the list is to be asked for anew, as it is wanted then.
  const [turn, setTurn] = useState(0);
  const [printing, setPrinting] = useState<readonly ObjectView[] | null>(null);

  const ask = async (before: Shown | null, isStill: () => boolean): Promise<void> => {
    setBusy(true);
    const outcome = await listObjects(wanted, before?.next ?? null);
    if (!isStill()) return;
    setBusy(false);
    setFailure(outcome.ok ? null : outcome.failure);
    if (!outcome.ok) return;
    const { objects, next = null } = outcome.value;
    setShown({ objects: below(before?.objects ?? [], objects), next });
  };
  // An answer to what is no longer asked for is not shown.
  useEffect(() => {
    let still = true;
    const timer = setTimeout(() => void ask(null, () => still), shown === null ? 0 : PAUSE_MS);
    return () => {
      still = false;
      clearTimeout(timer);
    };
  }, [wanted.search, wanted.retired, turn]);

  const close = (): void => setOpen({ kind: 'none' });
  const done = (): void => {
    close();
    // Labels are drawn as things are now, and who has been retired needs none.
    setChosen([]);
    setTurn((before) => before + 1);
  };
  const save = async (): Promise<void> => {
    const outcome = await saveRegister(`${t('objects-file')}.csv`);
    if (!outcome.ok) sayFailure(outcome.failure);
  };
  if (printing !== null) return <Labels objects={printing} onBack={() => setPrinting(null)} />;
  return (
    <div class="settings">
      <header class="settings-head">
        <IconButton icon={ArrowLeft} label={t('to-desk')} onClick={() => go({ page: 'desk' })} />
        <h1>{t('objects')}</h1>
      </header>
      <main class="objects">
        <div class="objects-bar">
          <TextField
            label={t('objects-search')}
            type="search"
            maxLength={200}
            value={wanted.search}
            onInput={(search) => setWanted({ ...wanted, search })}
          />
          <Select
            label={t('objects-show')}
            value={wanted.retired ? 'retired' : 'used'}
            options={(['used', 'retired'] as const).map((value) => ({ value, label: t(`objects-${value}`) }))}
            onChange={(value) => setWanted({ ...wanted, retired: value === 'retired' })}
          />
          <div class="objects-deeds">
            <Button icon={Plus} look="primary" onClick={() => setOpen({ kind: 'new' })}>
              {t('object-new')}
            </Button>
            {maySet && (
              <Button icon={FileUp} onClick={() => setOpen({ kind: 'import' })}>
                {t('import')}
              </Button>
            )}
            <Button icon={Download} onClick={() => void save()}>
              {t('objects-save')}
            </Button>
          </div>
        </div>
        {failure !== null && (
          <Banner look="warning">
            {failureWords(failure)} <Button onClick={() => setTurn(turn + 1)}>{t('try-again')}</Button>
          </Banner>
        )}
        {shown === null && failure === null && <Skeleton lines={8} label={t('loading')} />}
        {shown !== null && (
          <List
            shown={shown}
            wanted={wanted}
            busy={busy}
            chosen={chosen}
            maySet={maySet}
            onChoose={(objects, on) => {
              // What was said before would cover what can be done with them.
              dismiss();
              setChosen(toggled(chosen, objects, on));
            }}
            onOpen={(object) => setOpen({ kind: 'one', object })}
            onMore={() => void ask(shown, () => true)}
          />
        )}
        {chosen.length > 0 && (
          <div class="objects-chosen">
            <p role="status">{t('objects-chosen', { n: chosen.length })}</p>
            <Button onClick={() => setChosen([])}>{t('objects-choose-none')}</Button>
            <Button icon={Printer} look="primary" onClick={() => setPrinting(chosen)}>
              {t('labels-make')}
            </Button>
          </div>
        )}
      </main>
      {open.kind === 'new' && <NewDialog onClose={close} onDone={done} />}
      {open.kind === 'import' && <ImportDialog onClose={close} onDone={done} />}
      {open.kind === 'one' && (
        <EditDialog
          object={open.object}
          maySet={maySet}
          onClose={close}
          onDone={done}
          onPrint={() => {
            close();
            setPrinting([open.object]);
          }}
        />
      )}
    </div>
  );
}

type ListProps = {
  shown: Shown;
  wanted: Wanted;
  busy: boolean;
  chosen: readonly ObjectView[];
  onChoose: (objects: readonly ObjectView[], on: boolean) => void;
  onOpen: (object: ObjectView) => void;
  onMore: () => void;
  maySet: boolean;
};

function List({ shown, wanted, busy, chosen, maySet, ...on }: ListProps): JSX.Element {
  const { objects, next } = shown;
  if (objects.length === 0) return <Nothing wanted={wanted} maySet={maySet} />;
  const ids = new Set(chosen.map((one) => one.id));
  const all = objects.every((one) => ids.has(one.id));
  return (
    <>
      <div class="objects-count">
        <p class="small muted" role="status">
          {t(next === null ? 'objects-shown' : 'objects-shown-first', { n: objects.length })}
        </p>
        {!all && (
          <LinkButton onClick={() => on.onChoose(objects, true)}>{t('objects-choose-all')}</LinkButton>
        )}
      </div>
      <div aria-busy={busy}>
        <Table
          caption={t('objects')}
          columns={columnsOf(ids, on.onChoose, on.onOpen)}
          rows={objects}
          rowKey={(one) => one.id}
        />
      </div>
      {next !== null && (
        <div>
          <Button disabled={busy} onClick={on.onMore}>
            {t('objects-more')}
          </Button>
        </div>
      )}
    </>
  );
}

function Nothing({ wanted, maySet }: { wanted: Wanted; maySet: boolean }): JSX.Element {
  if (wanted.search.trim() !== '') {
    return (
      <EmptyState icon={SearchX} title={t('objects-none-found')}>
        <p>{t('objects-none-found-about')}</p>
      </EmptyState>
    );
  }
  if (wanted.retired) return <EmptyState icon={Archive} title={t('objects-none-retired')} />;
  return (
    <EmptyState icon={Boxes} title={t('objects-none')}>
      <p>{t(maySet ? 'objects-none-about' : 'objects-none-alone')}</p>
    </EmptyState>
  );
}

function columnsOf(
  chosen: ReadonlySet<string>,
  onChoose: ListProps['onChoose'],
  onOpen: ListProps['onOpen'],
): readonly Column<ObjectView>[] {
  return [
    {
      key: 'choose',
      title: t('objects-label'),
      cell: (one) => (
        <label class="object-choose">
          <input
            type="checkbox"
            aria-label={t('objects-choose', { number: one.number, name: one.name })}
            checked={chosen.has(one.id)}
            onChange={(e) => onChoose([one], e.currentTarget.checked)}
          />
        </label>
      ),
    },
    {
      key: 'object',
      title: t('object'),
      cell: (one) => (
        <div class="object-what">
          <LinkButton
            aria-label={t('object-edit', { number: one.number, name: one.name })}
            onClick={() => onOpen(one)}
          >
            <span dir="auto">{one.name}</span>
          </LinkButton>
          <span class="small muted numbers">{one.number}</span>
          <span class="small muted object-narrow">{kindOf(one)}</span>
          <span class="small muted object-narrow">{placeOf(one)}</span>
          {one.retired_at !== null && <Badge>{t('object-retired')}</Badge>}
        </div>
      ),
    },
    { key: 'kind', title: t('object-kind'), cell: (one) => kindOf(one) },
    { key: 'serial', title: t('object-serial'), cell: (one) => <span class="numbers">{one.serial}</span> },
    { key: 'place', title: t('object-place'), cell: (one) => placeOf(one) },
  ];
}
