import type { JSX } from 'preact';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { QueueSettings } from '../../protocol/QueueSettings.ts';
import type { StaffRole } from '../../protocol/StaffRole.ts';
import { Select, TextField } from '../../ui/field.tsx';
import { Check, NumberField } from '../../ui/native-field.tsx';
import { type Draft, type Fault, LANGUAGES, toggled } from './post-form.ts';

export const ROLES: readonly StaffRole[] = ['advisor', 'supervisor', 'administrator'];

type Props = {
  draft: Draft;
  faults: ReadonlySet<Fault>;
  queues: readonly QueueSettings[];
  /** The address can be chosen: nobody has it yet. */
  isNew: boolean;
  /** One's own role is for another to change. */
  ownRole: boolean;
  hint?: string | undefined;
  onChange: (changes: Partial<Draft>) => void;
};

/** All that is asked of a colleague. */
export function StaffFields({ draft, faults, queues, isNew, ownRole, hint, onChange }: Props): JSX.Element {
  return (
    <>
      <TextField
        label={t('staff-name')}
        autocomplete="off"
        required
        maxLength={100}
        value={draft.name}
        onInput={(name) => onChange({ name })}
      />
      {isNew ? (
        <TextField
          label={t('staff-email')}
          type="email"
          autocomplete="off"
          required
          maxLength={254}
          value={draft.email}
          onInput={(email) => onChange({ email })}
        />
      ) : (
        <div class="field">
          <span class="field-label">{t('staff-email')}</span>
          <span class="staff-email">{draft.email}</span>
        </div>
      )}
      <TextField
        label={t('staff-title')}
        hint={t('staff-title-hint')}
        optional
        maxLength={100}
        value={draft.title}
        onInput={(title) => onChange({ title })}
      />
      <Select
        label={t('staff-role')}
        hint={ownRole ? t('role-own') : (hint ?? t(`role-about-${draft.role}`))}
        value={draft.role}
        options={ROLES.map((role) => ({
          value: role,
          label: t(`role-${role}`),
          disabled: ownRole && role !== draft.role,
        }))}
        onChange={(role) => onChange({ role })}
      />
      <fieldset class="staff-checks">
        <legend class="field-label">{t('staff-languages')}</legend>
        {LANGUAGES.map((one) => (
          <Check
            key={one}
            label={t(`language-name-${one}`)}
            checked={draft.languages.includes(one)}
            onChange={(on) => onChange({ languages: toggled(draft.languages, one, on) })}
          />
        ))}
        {faults.has('languages') && <span class="field-error">{t('staff-languages-none')}</span>}
      </fieldset>
      <fieldset class="staff-checks">
        <legend class="field-label">{t('staff-queues')}</legend>
        {queues.map((queue) => (
          <Check
            key={queue.id}
            label={localised(queue.name)}
            checked={draft.queues.includes(queue.id)}
            onChange={(on) => onChange({ queues: toggled(draft.queues, queue.id, on) })}
          />
        ))}
      </fieldset>
      <TextField
        label={t('staff-skills')}
        hint={t('staff-skills-hint')}
        optional
        value={draft.skills}
        onInput={(skills) => onChange({ skills })}
      />
      <NumberField
        label={t('staff-capacity')}
        min={0}
        max={100}
        value={draft.capacity}
        onInput={(capacity) => onChange({ capacity })}
      />
    </>
  );
}
