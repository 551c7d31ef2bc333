import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { CapAction } from '../protocol/CapAction.ts';
import type { QueueSettings } from '../protocol/QueueSettings.ts';
import type { Thresholds } from '../protocol/Thresholds.ts';
import type { WaitAction } from '../protocol/WaitAction.ts';
import { Select, TextArea, TextField } from '../ui/field.tsx';
import { NumberField } from '../ui/native-field.tsx';
import { LIMITS, type Problems } from './settings-form.ts';

type Props = {
  settings: QueueSettings;
  problems: Problems;
  onChange: (changes: Partial<QueueSettings>) => void;
};

const CAP_ACTIONS: readonly CapAction[] = ['leave_message', 'turn_away'];
const WAIT_ACTIONS: readonly WaitAction[] = ['suggest', 'to_message'];
const NAME_CHARS = 100;
const ABOUT_CHARS = 300;

/** What it's called and what it's for, in both languages. */
export function NamesForm({ settings, problems, onChange }: Props): JSX.Element {
  const { name, about } = settings;
  return (
    <fieldset class="form-part">
      <legend>{t('part-name')}</legend>
      <div class="form-two">
        <TextField
          label={t('name-sv')}
          value={name.sv}
          maxLength={NAME_CHARS}
          error={words(problems, 'name')}
          onInput={(sv) => onChange({ name: { ...name, sv } })}
        />
        <TextField label={t('name-en')} value={name.en} maxLength={NAME_CHARS} onInput={(en) => onChange({ name: { ...name, en } })} />
        <TextArea label={t('about-sv')} value={about.sv} maxLength={ABOUT_CHARS} rows={2} onInput={(sv) => onChange({ about: { ...about, sv } })} />
        <TextArea label={t('about-en')} value={about.en} maxLength={ABOUT_CHARS} rows={2} onInput={(en) => onChange({ about: { ...about, en } })} />
      </div>
    </fieldset>
  );
}

/** How many, how long, and what happens then. */
export function LimitsForm({ settings, problems, onChange }: Props): JSX.Element {
  const { thresholds } = settings;
  const changeThresholds = (changes: Partial<Thresholds>): void => onChange({ thresholds: { ...thresholds, ...changes } });
  return (
    <>
      <fieldset class="form-part">
        <legend>{t('part-line')}</legend>
        <div class="form-two">
          <NumberField
            label={t('cap')}
            unit={t('unit-people')}
            {...LIMITS.cap}
            value={settings.cap}
            error={words(problems, 'cap')}
            onInput={(cap) => onChange({ cap })}
          />
          <Select
            label={t('cap-action')}
            value={settings.cap_action}
            options={CAP_ACTIONS.map((value) => ({ value, label: t(`cap-action-${value.replaceAll('_', '-')}`) }))}
            onChange={(cap_action) => onChange({ cap_action })}
          />
          <NumberField
            label={t('longest-wait')}
            unit={t('unit-minutes')}
            min={1}
            max={LIMITS.longest_wait_s.max / 60}
            value={minutes(settings.longest_wait_s)}
            error={words(problems, 'longest_wait_s')}
            onInput={(value) => onChange({ longest_wait_s: value * 60 })}
          />
          <Select
            label={t('wait-action')}
            value={settings.wait_action}
            options={WAIT_ACTIONS.map((value) => ({ value, label: t(`wait-action-${value.replaceAll('_', '-')}`) }))}
            onChange={(wait_action) => onChange({ wait_action })}
          />
        </div>
      </fieldset>
      <fieldset class="form-part">
        <legend>{t('part-routing')}</legend>
        <div class="form-two">
          <NumberField
            label={t('offer-time')}
            unit={t('unit-seconds')}
            {...LIMITS.offer_s}
            value={settings.offer_s}
            error={words(problems, 'offer_s')}
            onInput={(offer_s) => onChange({ offer_s })}
          />
          <Select
            label={t('priority')}
            value={String(settings.priority)}
            options={Array.from({ length: 10 }, (_, at) => ({ value: String(at), label: priorityWords(at) }))}
            onChange={(value) => onChange({ priority: Number(value) })}
          />
        </div>
      </fieldset>
      <fieldset class="form-part">
        <legend>{t('part-thresholds')}</legend>
        <p class="muted small">{t('thresholds-about')}</p>
        <div class="form-two">
          <NumberField
            label={t('amber-wait')}
            unit={t('unit-seconds')}
            min={0}
            max={86_400}
            value={thresholds.amber_wait_s}
            error={words(problems, 'thresholds.wait')}
            onInput={(amber_wait_s) => changeThresholds({ amber_wait_s })}
          />
          <NumberField
            label={t('red-wait')}
            unit={t('unit-seconds')}
            min={0}
            max={86_400}
            value={thresholds.red_wait_s}
            onInput={(red_wait_s) => changeThresholds({ red_wait_s })}
          />
          <NumberField
            label={t('amber-waiting')}
            unit={t('unit-people')}
            min={0}
            max={LIMITS.cap.max}
            value={thresholds.amber_waiting}
            error={words(problems, 'thresholds.waiting')}
            onInput={(amber_waiting) => changeThresholds({ amber_waiting })}
          />
          <NumberField
            label={t('red-waiting')}
            unit={t('unit-people')}
            min={0}
            max={LIMITS.cap.max}
            value={thresholds.red_waiting}
            onInput={(red_waiting) => changeThresholds({ red_waiting })}
          />
        </div>
      </fieldset>
    </>
  );
}

function words(problems: Problems, field: string): string | undefined {
  const id = problems.get(field);
  return id === undefined ? undefined : t(id);
}

function minutes(seconds: number): number {
  return Math.round(seconds / 60);
}

function priorityWords(level: number): string {
  if (level === 0) return t('priority-ordinary', { level });
  return level === 9 ? t('priority-urgent', { level }) : String(level);
}
