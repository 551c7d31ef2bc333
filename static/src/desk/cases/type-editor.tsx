import { signal } from '@preact/signals';
import { Eye } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CaseFields } from '../../cases/case-form.tsx';
import { check, type Filler, type Values } from '../../cases/form.ts';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { CasePromise } from '../../protocol/CasePromise.ts';
import type { CaseTypeForm } from '../../protocol/CaseTypeForm.ts';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import type { FieldFault } from '../../protocol/FieldFault.ts';
import type { Localised } from '../../protocol/Localised.ts';
import type { OpenTo } from '../../protocol/OpenTo.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextArea, TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Check, NumberField } from '../../ui/native-field.tsx';
import { toast } from '../../ui/toast.tsx';
import { EditFrame, useEditForm } from '../edit-form.tsx';
import { queues } from '../live.ts';
import { changeType, createType } from './api.ts';
import { FieldsEditor } from './fields-editor.tsx';
import { ABOUT_CHARS, formOf, NAME_CHARS, named, problemsIn, slugOf } from './type-form.ts';
import { loadTypes, takeType, typeOf } from './types.ts';

type Props = {
  /** None of one that is being made. */
  id: string | null;
  saved: CaseTypeForm;
  onSaved: (type: CaseTypeView) => void;
};

const OPEN_TO: readonly OpenTo[] = ['everybody', 'customers', 'staff'];

/** One kind of case: its words, who may open one, what is promised and what is asked, with what it will look like. */
export function TypeEditor({ id, saved, onSaved }: Props): JSX.Element {
  const form = useEditForm({
    draft: `case-type.${id ?? 'new'}`,
    saved,
    editOf: formOf,
    wireOf: (edit) => edit,
    problemsIn,
    send(mine, base) {
      const body = { ...mine, form: named(mine.form, base.form) };
      return id === null ? createType(body) : changeType(id, body);
    },
    theirs:
      id === null
        ? null
        : async () => {
            await loadTypes();
            return typeOf(id);
          },
    wordsOf: (failure) =>
      failure.code === 'conflict' ? t('type-problem-slug-taken') : failureWords(failure),
    onSaved(type) {
      takeType(type);
      onSaved(type);
      toast(t('type-saved'));
    },
  });
  const { mine, base, told } = form;
  const change = (changes: Partial<CaseTypeForm>): void => form.change({ ...mine, ...changes });
  return (
    <EditFrame
      form={form}
      title={localised(mine.name) || t('type-new')}
      about={t('type-versions')}
      mayDrop={id !== null}
      preview={<Preview mine={mine} />}
    >
      <fieldset class="form-part">
        <legend>{t('part-name')}</legend>
        <Both
          label="name"
          value={mine.name}
          maxLength={NAME_CHARS}
          error={told.get('name')}
          onChange={(name) =>
            change({
              name,
              ...(id === null && mine.slug === slugOf(mine.name.sv) ? { slug: slugOf(name.sv) } : {}),
            })
          }
        />
        <BothAreas
          label="about"
          value={mine.about}
          maxLength={ABOUT_CHARS}
          onChange={(about) => change({ about })}
        />
        {id === null && (
          <TextField
            label={t('type-slug')}
            hint={t('type-slug-hint')}
            value={mine.slug}
            maxLength={40}
            error={words(told.get('slug'))}
            onInput={(slug) => change({ slug })}
          />
        )}
        <div class="form-two">
          <Select
            label={t('type-open-to')}
            value={mine.open_to}
            options={OPEN_TO.map((one) => ({ value: one, label: t(`type-open-to-${one}`) }))}
            onChange={(open_to) => change({ open_to })}
          />
          <Select
            label={t('type-team')}
            value={mine.team as string}
            options={queues.value.map((one) => ({ value: one.id as string, label: localised(one.name) }))}
            onChange={(team) => change({ team })}
          />
        </div>
        <p class="muted small">{t('type-team-hint')}</p>
        <Check label={t('type-retired')} checked={mine.retired} onChange={(retired) => change({ retired })} />
      </fieldset>
      <fieldset class="form-part">
        <legend>{t('type-promises')}</legend>
        <p class="muted small">{t('type-promises-about')}</p>
        <Promises
          title={t('type-ordinary')}
          promise={mine.promises.ordinary}
          onChange={(ordinary) => change({ promises: { ...mine.promises, ordinary } })}
        />
        <Promises
          title={t('case-urgent')}
          promise={mine.promises.urgent}
          onChange={(urgent) => change({ promises: { ...mine.promises, urgent } })}
        />
      </fieldset>
      <FieldsEditor
        form={mine.form}
        saved={base.form}
        problems={told}
        onChange={(form) => change({ form })}
      />
    </EditFrame>
  );
}

function words(problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : t(problem);
}

type BothProps = {
  label: 'name' | 'about' | 'type-label' | 'type-help' | 'type-value' | 'list-title' | 'list-instruction';
  value: Localised;
  maxLength: number;
  error?: string | undefined;
  optional?: boolean;
  onChange: (value: Localised) => void;
};

/** The same in both languages. */
export function Both({ label, value, maxLength, error, optional = false, onChange }: BothProps): JSX.Element {
  return (
    <div class="form-two">
      <TextField
        label={t(`${label}-sv`)}
        value={value.sv}
        maxLength={maxLength}
        optional={optional}
        error={value.sv.trim() === '' ? words(error) : undefined}
        onInput={(sv) => onChange({ ...value, sv })}
      />
      <TextField
        label={t(`${label}-en`)}
        value={value.en}
        maxLength={maxLength}
        optional={optional}
        error={value.en.trim() === '' ? words(error) : undefined}
        onInput={(en) => onChange({ ...value, en })}
      />
    </div>
  );
}

/** Several lines in both languages. */
export function BothAreas({ label, value, maxLength, onChange }: BothProps): JSX.Element {
  return (
    <div class="form-two">
      <TextArea
        label={t(`${label}-sv`)}
        value={value.sv}
        maxLength={maxLength}
        optional
        rows={2}
        onInput={(sv) => onChange({ ...value, sv })}
      />
      <TextArea
        label={t(`${label}-en`)}
        value={value.en}
        maxLength={maxLength}
        optional
        rows={2}
        onInput={(en) => onChange({ ...value, en })}
      />
    </div>
  );
}

const CLOCKS = ['first_answer', 'next_answer', 'solution'] as const;
/** A year of weekdays. */
const MOST_HOURS = 2_000;

type PromisesProps = { title: string; promise: CasePromise; onChange: (promise: CasePromise) => void };

/** In whole hours, as promises are made; on the wire they are minutes. */
function Promises({ title, promise, onChange }: PromisesProps): JSX.Element {
  return (
    <fieldset class="type-promises" aria-label={title}>
      <strong>{title}</strong>
      {CLOCKS.map((clock) => {
        const minutes = promise[`${clock}_min`];
        return (
          <NumberField
            key={clock}
            label={t(`clock-${clock.replaceAll('_', '-')}`)}
            unit={t('unit-hours')}
            min={1}
            max={MOST_HOURS}
            value={minutes === undefined ? Number.NaN : minutes / 60}
            onInput={(hours) => {
              const { [`${clock}_min` as const]: _, ...rest } = promise;
              const isPromise = Number.isFinite(hours) && hours >= 1;
              onChange(isPromise ? { ...rest, [`${clock}_min`]: Math.min(hours, MOST_HOURS) * 60 } : rest);
            }}
          />
        );
      })}
    </fieldset>
  );
}

/** The form as whoever fills it in will see it; what is tried in it goes nowhere. */
function Preview({ mine }: { mine: CaseTypeForm }): JSX.Element {
  const [values] = useState(() => signal<Values>({}));
  const [filler, setFiller] = useState<Filler>('customer');
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  useEffect(() => setFaults([]), [mine.form, filler]);
  return (
    <aside class="type-preview" aria-label={t('type-preview')}>
      <header class="case-section-head">
        <h3>
          <Icon of={Eye} size={16} /> {t('type-preview')}
        </h3>
        <Check
          label={t('type-preview-staff')}
          checked={filler === 'staff'}
          onChange={(staff) => setFiller(staff ? 'staff' : 'customer')}
        />
      </header>
      <strong dir="auto">{localised(mine.name)}</strong>
      {localised(mine.about) !== '' && <p class="muted small">{localised(mine.about)}</p>}
      {mine.form.fields.length === 0 && <p class="muted small">{t('type-preview-empty')}</p>}
      <CaseFields
        form={mine.form}
        values={values}
        filler={filler}
        faults={faults}
        upload={null}
        onChange={(next, changed) => {
          values.value = next;
          setFaults(faults.filter(({ field }) => field !== changed));
        }}
      />
      {mine.form.fields.length > 0 && (
        <Button onClick={() => setFaults(check(mine.form, filler, values.value).faults)}>
          {t('type-preview-check')}
        </Button>
      )}
    </aside>
  );
}
