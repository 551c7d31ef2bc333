import { ChevronDown, ChevronRight, Lock, Plus } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { CaseForm } from '../../protocol/CaseForm.ts';
import type { FormField } from '../../protocol/FormField.ts';
import { Badge } from '../../ui/badge.tsx';
import { Select } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Check } from '../../ui/native-field.tsx';
import { toast } from '../../ui/toast.tsx';
import { type By, EditLine, LineButtons, useLines } from '../edit-lines.tsx';
import { ConditionsEditor } from './conditions-editor.tsx';
import { KindEditor } from './kind-editor.tsx';
import { Both } from './type-editor.tsx';
import {
  ABOUT_CHARS,
  changedField,
  KINDS,
  type Kind,
  kindOf,
  MAX_FIELDS,
  movedField,
  NAME_CHARS,
  type Problems,
  withField,
  withoutField,
} from './type-form.ts';
import './chip.css';

type Props = { form: CaseForm; saved: CaseForm; problems: Problems; onChange: (form: CaseForm) => void };

/** What is asked, in order: each a line that opens to what it is. Alt and an arrow move the line one is in. */
export function FieldsEditor({ form, saved, problems, onChange }: Props): JSX.Element {
  const [open, setOpen] = useState<string | null>(null);
  const lines = useLines();
  const move = (at: number, by: By): void => {
    onChange(movedField(form, at, by));
    lines.moved(form.fields[at]?.key);
  };
  const remove = (at: number): void => {
    const before = form;
    onChange(withoutField(form, at));
    toast(t('type-field-removed'), () => onChange(before));
    lines.removed(at);
  };
  const add = (kind: Kind): void => {
    const next = withField(form, kind);
    const key = next.fields.at(-1)?.key ?? null;
    onChange(next);
    setOpen(key);
    lines.added(key);
  };
  return (
    <fieldset class="form-part">
      <legend>{t('type-fields')}</legend>
      <p class="muted small">{t('type-fields-about')}</p>
      <ol ref={lines.list} class="type-fields">
        {form.fields.map((field, at) => (
          <EditLine key={field.key} line={field.key} onMove={(by) => move(at, by)}>
            <FieldLine
              field={field}
              open={open === field.key}
              isFirst={at === 0}
              isLast={at === form.fields.length - 1}
              wrong={problems.has(`field.${field.key}.label`) || problems.has(`field.${field.key}.kind`)}
              onOpen={() => setOpen(open === field.key ? null : field.key)}
              onMove={(by) => move(at, by)}
              onRemove={() => remove(at)}
            />
            {(open === field.key ||
              problems.has(`field.${field.key}.label`) ||
              problems.has(`field.${field.key}.kind`)) && (
              <FieldBody
                form={form}
                at={at}
                field={field}
                isSaved={saved.fields.some((one) => one.key === field.key)}
                problems={problems}
                onChange={(changes) => onChange(changedField(form, at, changes))}
              />
            )}
          </EditLine>
        ))}
      </ol>
      {form.fields.length < MAX_FIELDS && <AddField onAdd={add} />}
    </fieldset>
  );
}

type LineProps = {
  field: FormField;
  open: boolean;
  isFirst: boolean;
  isLast: boolean;
  wrong: boolean;
  onOpen: () => void;
  onMove: (by: By) => void;
  onRemove: () => void;
};

function FieldLine({
  field,
  open,
  isFirst,
  isLast,
  wrong,
  onOpen,
  onMove,
  onRemove,
}: LineProps): JSX.Element {
  const name = localised(field.label) || t('type-field-nameless');
  return (
    <div class="type-field-line">
      <button type="button" class="type-field-open" aria-expanded={open} onClick={onOpen}>
        <Icon of={open ? ChevronDown : ChevronRight} size={16} />
        <bdi>{name}</bdi>
        <span class="muted small">{t(`type-kind-${field.kind.type.replaceAll('_', '-')}`)}</span>
        {field.required.when !== 'never' && field.kind.type !== 'fixed' && (
          <Badge>
            {t(field.required.when === 'always' ? 'type-required-short' : 'type-required-if-short')}
          </Badge>
        )}
        {field.show.length > 0 && <Badge>{t('type-shown-if-short')}</Badge>}
        {field.staff_only && (
          <Badge look="warning">
            <Icon of={Lock} size={12} /> {t('case-staff-only')}
          </Badge>
        )}
        {wrong && <Badge look="danger">{t('type-field-wrong')}</Badge>}
      </button>
      <LineButtons name={name} isFirst={isFirst} isLast={isLast} onMove={onMove} onRemove={onRemove} />
    </div>
  );
}

type BodyProps = {
  form: CaseForm;
  at: number;
  field: FormField;
  /** Cases hold what was filled in in it: its kind stays. */
  isSaved: boolean;
  problems: Problems;
  onChange: (changes: Partial<FormField>) => void;
};

function FieldBody({ form, at, field, isSaved, problems, onChange }: BodyProps): JSX.Element {
  const above = form.fields.slice(0, at);
  const { required } = field;
  const problem = problems.get(`field.${field.key}.kind`);
  return (
    <div class="type-field-body">
      <Both
        label="type-label"
        value={field.label}
        maxLength={NAME_CHARS}
        error={problems.get(`field.${field.key}.label`)}
        onChange={(label) => onChange({ label })}
      />
      <Both
        label="type-help"
        value={field.help}
        maxLength={ABOUT_CHARS}
        optional
        onChange={(help) => onChange({ help })}
      />
      <Select
        label={t('type-kind')}
        {...(isSaved ? { hint: t('type-kind-saved') } : {})}
        value={field.kind.type as Kind}
        options={KINDS.map((kind) => ({
          value: kind,
          label: t(`type-kind-${kind.replaceAll('_', '-')}`),
          disabled: isSaved && kind !== field.kind.type,
        }))}
        onChange={(kind) => onChange({ kind: kindOf(kind) })}
      />
      <KindEditor kind={field.kind} onChange={(kind) => onChange({ kind })} />
      {problem !== undefined && (
        <p class="field-error" role="alert">
          {t(problem)}
        </p>
      )}
      {field.kind.type !== 'fixed' && (
        <Select
          label={t('type-required')}
          value={required.when}
          options={[
            { value: 'never', label: t('type-required-never') },
            { value: 'always', label: t('type-required-always') },
            { value: 'if', label: t('type-required-if'), disabled: above.length === 0 },
          ]}
          onChange={(when) => {
            const first = above.at(-1);
            if (when !== 'if') onChange({ required: { when } });
            else if (first !== undefined)
              onChange({ required: { when, all: [{ field: first.key, any_of: [] }] } });
          }}
        />
      )}
      {required.when === 'if' && (
        <ConditionsEditor
          title={t('type-required-if')}
          above={above}
          all={required.all}
          onChange={(all) =>
            onChange({ required: all.length === 0 ? { when: 'never' } : { when: 'if', all } })
          }
        />
      )}
      {above.length > 0 && (
        <ConditionsEditor
          title={t('type-shown-if')}
          above={above}
          all={field.show}
          onChange={(show) => onChange({ show })}
        />
      )}
      <Check
        label={t('type-staff-only')}
        checked={field.staff_only}
        onChange={(staff_only) => onChange({ staff_only })}
      />
    </div>
  );
}

function AddField({ onAdd }: { onAdd: (kind: Kind) => void }): JSX.Element {
  return (
    <div class="type-add">
      <span class="small muted">
        <Icon of={Plus} size={16} /> {t('type-field-add')}
      </span>
      {KINDS.map((kind) => (
        <button key={kind} type="button" class="chip chip-open" onClick={() => onAdd(kind)}>
          {t(`type-kind-${kind.replaceAll('_', '-')}`)}
        </button>
      ))}
    </div>
  );
}
