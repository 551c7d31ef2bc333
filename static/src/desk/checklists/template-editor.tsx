import { Eye } from 'lucide';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { CustomerLists } from '../../checklists/customer-lists.tsx';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import type { ChecklistTemplateView } from '../../protocol/ChecklistTemplateView.ts';
import type { Localised } from '../../protocol/Localised.ts';
import { keepDraft, readDraft } from '../../stores/drafts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Check } from '../../ui/native-field.tsx';
import { Banner } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { ConditionsEditor } from '../cases/conditions-editor.tsx';
import { Both } from '../cases/type-editor.tsx';
import { lately } from '../clock.ts';
import { changeTemplate, createTemplate } from './api.ts';
import { StepsEditor } from './steps-editor.tsx';
import {
  editOf,
  NAME_CHARS,
  newTemplate,
  type Problems,
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

const NOTHING_WRONG: Problems = new Map();

/** One checklist: its words, when it comes by itself and its steps, with what the customer will see. */
export function TemplateEditor({ id, saved, types, onSaved }: Props): JSX.Element {
  const key = `checklist.${id ?? 'new'}`;
  const [base, setBase] = useState(saved);
  const [mine, setMine] = useState(() => begunOf(readDraft(key), saved));
  const [tried, setTried] = useState(false);
  const [clash, setClash] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const root = useRef<HTMLFormElement>(null);
  const problems = problemsIn(mine, types);
  const told = tried ? problems : NOTHING_WRONG;
  const changed = JSON.stringify(wireOf(mine)) !== JSON.stringify(wireOf(base));
  const change = (next: TemplateEdit): void => {
    setMine(next);
    keepDraft(key, JSON.stringify(wireOf(next)) === JSON.stringify(wireOf(base)) ? '' : JSON.stringify(next));
  };
  const drop = (to: TemplateEdit): void => {
    keepDraft(key, '');
    setBase(to);
    setMine(to);
    setTried(false);
    setClash(false);
    setWrong(null);
  };
  const save = async (): Promise<void> => {
    setTried(true);
    setWrong(null);
    if (busy) return;
    if (problems.size > 0) {
      // What is wrong is marked with the next drawing.
      requestAnimationFrame(() => root.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      return;
    }
    setBusy(true);
    const body = wireOf(mine);
    const outcome = id === null ? await createTemplate(body) : await changeTemplate(id, body);
    setBusy(false);
    if (outcome.ok) {
      drop(id === null ? newTemplate() : editOf(outcome.value));
      takeTemplate(outcome.value);
      onSaved(outcome.value);
      toast(t('list-saved'));
    } else if (outcome.failure.code === 'conflict' && id !== null) {
      await loadTemplates();
      const theirs = templateOf(id);
      if (theirs === undefined) return setWrong(t('error-not-found'));
      setBase(editOf(theirs));
      setMine({ ...mine, version: theirs.version });
      setClash(true);
    } else {
      setWrong(failureWords(outcome.failure));
    }
  };
  return (
    <div class="type-editor">
      <form
        ref={root}
        class="queue-form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <h2>{localised(mine.name) || t('list-new')}</h2>
        {clash && (
          <div role="alert">
            <Banner look="warning">
              <p>
                <strong>{t('clash-title')}</strong> {t('type-clash')}
              </p>
              <LinkButton onClick={() => drop(base)}>{t('clash-take-theirs')}</LinkButton>
            </Banner>
          </div>
        )}
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
        <div class="save-bar">
          <p role="status" class="small">
            {wrong ??
              (tried && problems.size > 0
                ? t('settings-problems', { n: problems.size })
                : t(changed ? 'settings-unsaved' : 'list-versions'))}
          </p>
          {changed && (
            <Button look="quiet" onClick={() => drop(base)}>
              {t('settings-drop')}
            </Button>
          )}
          <Button look="primary" type="submit" busy={busy} disabled={!changed}>
            {t('save')}
          </Button>
        </div>
      </form>
      <Preview edit={mine} />
    </div>
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

/** What was begun on this device upon this very version. */
function begunOf(draft: string, saved: TemplateEdit): TemplateEdit {
  if (draft === '') return saved;
  try {
    const kept = JSON.parse(draft) as TemplateEdit;
    return kept.version === saved.version ? kept : saved;
  } catch {
    return saved;
  }
}
