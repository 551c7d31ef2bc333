import { signal } from '@preact/signals';
import { Pencil } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CaseFields, focusFault } from '../../cases/case-form.tsx';
import { check, type Values } from '../../cases/form.ts';
import { createFormUploads, type FormUploads } from '../../cases/form-uploads.ts';
import { onlyAsked, withFile } from '../../cases/values.ts';
import { ValuesList } from '../../cases/values-list.tsx';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { FieldFault } from '../../protocol/FieldFault.ts';
import { keepDraft, readDraft } from '../../stores/drafts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { Banner } from '../../ui/panel.tsx';
import { Said } from '../../ui/text.tsx';
import { toast } from '../../ui/toast.tsx';
import { changeCase } from './api.ts';
import { fasterWords, type LiveCase } from './case-live.ts';
import { changedIn, type Edit, editOf, laidUpon } from './edit.ts';

const COOKIE = { kind: 'cookie' } as const;
/** As on the wire. */
export const TITLE_CHARS = 200;
export const DESCRIPTION_CHARS = 20_000;

type Props = {
  live: LiveCase;
  view: CaseView;
  editing: boolean;
  onEdit: () => void;
  onDone: () => void;
};

/** What was asked and filled in, and the same as a form while it is being changed. */
export function CaseFacts({ live, view, editing, onEdit, onDone }: Props): JSX.Element {
  return (
    <section class="case-facts" aria-label={t('case-part-facts')}>
      <header class="case-section-head">
        <h2>{t('case-part-facts')}</h2>
        {view.policy.change && !editing && (
          <IconButton icon={Pencil} iconSize={16} label={t('case-edit')} onClick={onEdit} />
        )}
      </header>
      {editing ? (
        <EditForm live={live} view={view} onDone={onDone} />
      ) : (
        <>
          {view.description !== '' && (
            <div class="case-description">
              <Said text={view.description} />
            </div>
          )}
          <ValuesList
            form={view.form}
            values={view.values}
            filler="staff"
            files={view.files.map(({ file }) => file)}
            authority={COOKIE}
          />
          {view.description === '' && view.form.fields.length === 0 && (
            <p class="muted small">{t('case-facts-none')}</p>
          )}
        </>
      )}
    </section>
  );
}

/** Who was faster, in words, and what we both have changed. */
type Clash = { who: string; both: readonly string[] };

type EditProps = { live: LiveCase; view: CaseView; onDone: () => void };

/** What is begun outlives a reload, and a colleague who saves first. */
function EditForm({ live, view, onDone }: EditProps): JSX.Element {
  const key = `case.${view.row.id}.edit`;
  const [base, setBase] = useState(view);
  const [{ edit: begun, both }] = useState(() => begunOf(readDraft(key), view));
  const [title, setTitle] = useState(begun.title);
  const [description, setDescription] = useState(begun.description);
  const [values] = useState(() => signal<Values>(begun.values));
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [clash, setClash] = useState<Clash | null>(both.length > 0 ? { who: t('case-faster'), both } : null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const root = useRef<HTMLFormElement>(null);
  const mine: Edit = { title, description, values: values.value };
  useLayoutEffect(() => root.current?.querySelector('input')?.focus(), []);
  useEffect(() => {
    const changed = changedIn(editOf(base), mine).length > 0;
    keepDraft(key, changed ? JSON.stringify({ base: editOf(base), mine }) : '');
  });
  const upload = useFormUploads(live, view, values);

  const save = async (): Promise<void> => {
    if (busy || title.trim() === '') return;
    const { kept, faults } = check(base.form, 'staff', mine.values);
    setFaults(faults);
    if (faults.length > 0) {
      if (root.current !== null) focusFault(root.current, faults);
      return;
    }
    setBusy(true);
    setWrong(null);
    const { row, version } = base;
    const body = { version, title: title.trim(), description, values: kept, urgent: view.row.urgent };
    const outcome = await changeCase(row.id, body);
    setBusy(false);
    if (outcome.ok) {
      live.take(outcome.value);
      keepDraft(key, '');
      onDone();
      toast(t('case-saved'));
    } else if (outcome.failure.code === 'conflict') {
      await meet();
    } else {
      setFaults(outcome.failure.faults ?? []);
      setWrong(failureWords(outcome.failure));
    }
  };
  /** A colleague was first: theirs is fetched, and mine laid upon it. */
  const meet = async (): Promise<void> => {
    await live.reload();
    const theirs = live.view.value;
    if (theirs === null) return;
    const { edit, both } = laidUpon(editOf(base), mine, editOf(theirs));
    setClash({ who: fasterWords(base, theirs) ?? t('case-faster'), both });
    setBase(theirs);
    setTitle(edit.title);
    setDescription(edit.description);
    values.value = edit.values;
  };
  const stop = (): void => {
    keepDraft(key, '');
    onDone();
  };
  return (
    <form
      ref={root}
      class="case-edit"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void save();
      }}
    >
      {clash !== null && (
        <div role="alert">
          <Banner look="warning">
            <strong>{clash.who}</strong>{' '}
            {clash.both.length === 0
              ? t('clash-apart')
              : t('clash-both', { parts: clash.both.map((one) => partName(base, one)).join(', ') })}
          </Banner>
        </div>
      )}
      <TextField label={t('case-title')} value={title} maxLength={TITLE_CHARS} required onInput={setTitle} />
      <TextArea
        label={t('case-description')}
        value={description}
        maxLength={DESCRIPTION_CHARS}
        optional
        rows={4}
        onInput={setDescription}
      />
      <CaseFields
        form={base.form}
        values={values}
        filler="staff"
        faults={faults}
        upload={upload}
        onChange={(next, changed) => {
          values.value = next;
          setFaults(faults.filter(({ field }) => field !== changed));
        }}
      />
      {wrong !== null && (
        <p class="field-error" role="alert">
          {wrong}
        </p>
      )}
      <div class="case-edit-deeds">
        <Button onClick={stop}>{t('cancel')}</Button>
        <Button look="primary" type="submit" busy={busy} disabled={title.trim() === '' || upload.busy()}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

/** Files of an edited form go where the case's papers are. */
function useFormUploads(live: LiveCase, view: CaseView, values: { value: Values }): FormUploads {
  const { papers } = view;
  return useMemo(
    () =>
      createFormUploads({
        authority: () => COOKIE,
        papers: async () => {
          const joined = await live.join();
          return joined.ok ? { ok: true, value: papers } : joined;
        },
        known: view.files.map(({ file }) => file),
        onArrived: (field, file) => {
          values.value = withFile(values.value, field, file.id);
        },
      }),
    [live, papers, values],
  );
}

/** What was begun on this device, laid upon what the case says now. */
function begunOf(draft: string, view: CaseView): { edit: Edit; both: readonly string[] } {
  const said = editOf(view);
  const asked = { ...said, values: onlyAsked(view.form, said.values) };
  if (draft === '') return { edit: asked, both: [] };
  try {
    const { base, mine } = JSON.parse(draft) as { base: Edit; mine: Edit };
    return laidUpon(base, mine, asked);
  } catch {
    return { edit: asked, both: [] };
  }
}

/** What a key of the form is called. */
export function partName(view: CaseView, key: string): string {
  if (key === 'title' || key === 'description' || key === 'people' || key === 'callback')
    return t(`case-${key}`);
  const field = view.form.fields.find((one) => one.key === key);
  return field === undefined ? key : localised(field.label);
}
