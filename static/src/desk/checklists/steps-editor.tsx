import { ChevronDown, ChevronRight, Lock, Paperclip, Plus } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { DoneBy } from '../../protocol/DoneBy.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Check, NumberField } from '../../ui/native-field.tsx';
import { toast } from '../../ui/toast.tsx';
import { Both, BothAreas } from '../cases/type-editor.tsx';
import { type By, EditLine, LineButtons, useLines } from '../edit-lines.tsx';
import {
  changedStep,
  type Edited,
  GATES,
  INSTRUCTION_CHARS,
  MAX_DAYS,
  MAX_STEPS,
  movedStep,
  type Problems,
  type TemplateEdit,
  TITLE_CHARS,
  withDays,
  withoutStep,
  withStep,
} from './template-form.ts';

type Props = { edit: TemplateEdit; problems: Problems; onChange: (edit: TemplateEdit) => void };

/** The steps in order: each a line that opens to what it is. Alt and an arrow move the line one is in. */
export function StepsEditor({ edit, problems, onChange }: Props): JSX.Element {
  const [open, setOpen] = useState<string | null>(edit.version === 0 ? (edit.steps[0]?.key ?? null) : null);
  const lines = useLines();
  const none = problems.get('steps');
  const move = (at: number, by: By): void => {
    onChange(movedStep(edit, at, by));
    lines.moved(edit.steps[at]?.key);
  };
  const remove = (at: number): void => {
    const before = edit;
    onChange(withoutStep(edit, at));
    toast(t('list-step-removed'), () => onChange(before));
    lines.removed(at);
  };
  const add = (): void => {
    const next = withStep(edit);
    const key = next.steps.at(-1)?.key ?? null;
    onChange(next);
    setOpen(key);
    lines.added(key);
  };
  return (
    <fieldset class="form-part">
      <legend>{t('list-steps')}</legend>
      <p class="muted small">{t('list-steps-about')}</p>
      <ol ref={lines.list} class="type-fields">
        {edit.steps.map((step, at) => {
          const wrong = problems.has(`step.${step.key}.title`) || problems.has(`step.${step.key}.days`);
          return (
            <EditLine key={step.key} line={step.key} onMove={(by) => move(at, by)}>
              <StepLine
                step={step}
                n={at + 1}
                open={open === step.key}
                isFirst={at === 0}
                isLast={at === edit.steps.length - 1}
                wrong={wrong}
                onOpen={() => setOpen(open === step.key ? null : step.key)}
                onMove={(by) => move(at, by)}
                onRemove={() => remove(at)}
              />
              {(open === step.key || wrong) && (
                <StepBody
                  step={step}
                  problems={problems}
                  onChange={(changes) => onChange(changedStep(edit, at, changes))}
                  onDays={(days) => onChange(withDays(edit, at, days))}
                />
              )}
            </EditLine>
          );
        })}
      </ol>
      {none !== undefined && (
        <p class="field-error" role="alert">
          {t(none)}
        </p>
      )}
      {edit.steps.length < MAX_STEPS ? (
        <span>
          <Button icon={Plus} {...(none === undefined ? {} : { 'aria-invalid': true })} onClick={add}>
            {t('list-step-add')}
          </Button>
        </span>
      ) : (
        <p class="muted small">{t('list-steps-full', { n: MAX_STEPS })}</p>
      )}
    </fieldset>
  );
}

type LineProps = {
  step: Edited;
  n: number;
  open: boolean;
  isFirst: boolean;
  isLast: boolean;
  wrong: boolean;
  onOpen: () => void;
  onMove: (by: By) => void;
  onRemove: () => void;
};

function StepLine(props: LineProps): JSX.Element {
  const { step, n, open, isFirst, isLast, wrong, onOpen, onMove, onRemove } = props;
  const name = localised(step.title) || t('list-step-nameless', { n });
  const isHidden = step.done_by === 'staff' && !step.public;
  return (
    <div class="type-field-line">
      <button type="button" class="type-field-open list-step-open" aria-expanded={open} onClick={onOpen}>
        <Icon of={open ? ChevronDown : ChevronRight} size={16} />
        <span class="muted small numbers">{n}.</span>
        <span class="list-step-words">
          <bdi>{name}</bdi>
          <span class="muted small">{t(`list-done-by-${step.done_by}`)}</span>
          {step.wants_files && (
            <span class="muted small list-wants">
              <Icon of={Paperclip} size={12} /> {t('list-wants-files-short')}
            </span>
          )}
          {isHidden && (
            <Badge look="warning">
              <Icon of={Lock} size={12} /> {t('step-staff-only')}
            </Badge>
          )}
          {wrong && <Badge look="danger">{t('type-field-wrong')}</Badge>}
        </span>
      </button>
      <LineButtons name={name} isFirst={isFirst} isLast={isLast} onMove={onMove} onRemove={onRemove} />
    </div>
  );
}

type BodyProps = {
  step: Edited;
  problems: Problems;
  onChange: (changes: Partial<Edited>) => void;
  onDays: (days: number | undefined) => void;
};

const DONE_BY: readonly DoneBy[] = ['customer', 'staff'];

function StepBody({ step, problems, onChange, onDays }: BodyProps): JSX.Element {
  const isCustomers = step.done_by === 'customer';
  const days = problems.get(`step.${step.key}.days`);
  return (
    <div class="type-field-body">
      <Both
        label="list-title"
        value={step.title}
        maxLength={TITLE_CHARS}
        error={problems.get(`step.${step.key}.title`)}
        onChange={(title) => onChange({ title })}
      />
      <BothAreas
        label="list-instruction"
        value={step.instruction}
        maxLength={INSTRUCTION_CHARS}
        onChange={(instruction) => onChange({ instruction })}
      />
      <div class="form-two">
        <Select
          label={t('list-done-by')}
          value={step.done_by}
          options={DONE_BY.map((one) => ({ value: one, label: t(`list-done-by-${one}`) }))}
          onChange={(done_by) => onChange({ done_by })}
        />
        <NumberField
          label={t('list-days')}
          unit={t('list-days-unit')}
          min={0}
          max={MAX_DAYS}
          value={step.due_in_days ?? Number.NaN}
          error={days === undefined ? undefined : t(days, { most: MAX_DAYS })}
          onInput={(written) => onDays(Number.isNaN(written) ? undefined : written)}
        />
      </div>
      <div>
        <Check
          label={t('list-wants-files')}
          checked={step.wants_files}
          onChange={(wants_files) => onChange({ wants_files })}
        />
        {isCustomers ? (
          <Check
            label={t('list-is-reviewed')}
            checked={step.is_reviewed}
            onChange={(is_reviewed) => onChange({ is_reviewed })}
          />
        ) : (
          <Check
            label={t('list-public')}
            checked={step.public}
            onChange={(isPublic) => onChange({ public: isPublic })}
          />
        )}
      </div>
      <fieldset class="type-conditions">
        <legend class="field-label">{t('list-gates')}</legend>
        <p class="muted small">{t('list-gates-about')}</p>
        <div class="list-gates">
          {GATES.map((gate) => (
            <Check
              key={gate}
              label={t(`case-status-${gate}`)}
              checked={step.gates.includes(gate)}
              onChange={(on) =>
                onChange({
                  gates: on ? [...step.gates, gate] : step.gates.filter((one) => one !== gate),
                })
              }
            />
          ))}
        </div>
      </fieldset>
    </div>
  );
}
