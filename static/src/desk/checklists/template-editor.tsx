import { Eye } from 'lucide';
import type { JSX } from 'preact';
import { CustomerLists } from '../../checklists/customer-lists.tsx';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import type { ChecklistTemplateView } from '../../protocol/ChecklistTemplateView.ts';
import type { Localised } from '../../protocol/Localised.ts';
import { Select } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Check } from '../../ui/native-field.tsx';
import { toast } from '../../ui/toast.tsx';
import { ConditionsEditor } from '../cases/conditions-editor.tsx';
import { Both } from '../cases/type-editor.tsx';
import { lately } from '../clock.ts';
import { EditFrame, useEditForm } from '../edit-form.tsx';
import { changeTemplate, createTemplate } from './api.ts';
import { StepsEditor } from './steps-editor.tsx';
import {
  editOf,
  NAME_CHARS,
  previewOf,
  problemsIn,
  type TemplateEdit,
  wireOf,
  withType,
} from './template-form.ts';
import { loadTemplates, takeTemplate, templateOf } from './templates.ts';

type Props = {
  /** None of one that is being made. */
  id: string | null;
  saved: TemplateEdit;
  types: readonly CaseTypeView[];
  onSaved: (template: ChecklistTemplateView) => void;
};

/** One checklist: its words, when it comes by itself and its steps, with what the customer will see. */
export function TemplateEditor({ id, saved, types, onSaved }: Props): JSX.Element {
  const form = useEditForm({
    draft: `checklist.${id ?? 'new'}`,
    saved,
    editOf,
    wireOf,
    problemsIn: (edit) => problemsIn(edit, types),
    send: (mine) => (id === null ? createTemplate(wireOf(mine)) : changeTemplate(id, wireOf(mine))),
    theirs:
      id === null
        ? null
        : async () => {
            await loadTemplates();
            return templateOf(id);
          },
    wordsOf: failureWords,
    onSaved(template) {
      takeTemplate(template);
      onSaved(template);
      toast(t('list-saved'));
    },
  });
  const { mine, told, change } = form;
  return (
    <EditFrame
      form={form}
      title={localised(mine.name) || t('list-new')}
      about={t('list-versions')}
      mayDrop
      preview={<Preview edit={mine} />}
    >
      <fieldset class="form-part">
        <legend>{t('list-name')}</legend>
        <Both
          label="name"
          value={mine.name}
          maxLength={NAME_CHARS}
          error={told.get('name')}
          onChange={(name) => change({ ...mine, name })}
        />
        <Check
          label={t('list-retired')}
          checked={mine.retired}
          onChange={(retired) => change({ ...mine, retired })}
        />
      </fieldset>
      <Rule edit={mine} types={types} problem={told.get('conditions')} onChange={change} />
      <StepsEditor edit={mine} problems={told} onChange={change} />
    </EditFrame>
  );
}

type RuleProps = {
  edit: TemplateEdit;
  types: readonly CaseTypeView[];
  problem: string | undefined;
  onChange: (edit: TemplateEdit) => void;
};

/** Whether it comes by itself, with what and when. */
function Rule({ edit, types, problem, onChange }: RuleProps): JSX.Element {
  const type = types.find((one) => one.id === edit.type);
  // One that is no longer in use stands for itself alone.
  const usable = types.filter((one) => !one.retired || one.id === edit.type);
  const fields = (type?.form.fields ?? []).filter(({ kind }) => kind.type !== 'fixed');
  return (
    <fieldset class="form-part">
      <legend>{t('list-rule')}</legend>
      <Select
        label={t('list-rule-type')}
        hint={t('list-rule-hint')}
        value={edit.type}
        options={[
          { value: '', label: t('list-rule-none') },
          ...usable.map((one) => ({ value: one.id as string, label: localised(one.name) })),
        ]}
        onChange={(to) => onChange(withType(edit, to))}
      />
      {type !== undefined && (fields.length > 0 || edit.conditions.length > 0) && (
        <ConditionsEditor
          title={t('list-rule-if')}
          above={fields}
          all={edit.conditions}
          onChange={(conditions) => onChange({ ...edit, conditions })}
        />
      )}
      {problem !== undefined && (
        <p class="field-error" role="alert">
          {t(problem)}
        </p>
      )}
    </fieldset>
  );
}

/** The checklist as a customer will see it; nothing in it can be pressed. */
function Preview({ edit }: { edit: TemplateEdit }): JSX.Element {
  const now = new Date(lately.value);
  const isNamed = localised(edit.name).trim() !== '';
  const seen = previewOf(isNamed ? edit : { ...edit, name: both(t('list-new')) }, now);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself, and there is nothing in it to tab to.
    <aside class="type-preview" aria-label={t('list-preview')} tabIndex={0}>
      <header class="case-section-head">
        <h3>
          <Icon of={Eye} size={16} /> {t('list-preview')}
        </h3>
      </header>
      {seen === null ? (
        <p class="muted small">{t('list-preview-empty')}</p>
      ) : (
        <CustomerLists lists={[seen]} now={now} deeds={null} />
      )}
    </aside>
  );
}

function both(text: string): Localised {
  return { sv: text, en: text };
}
