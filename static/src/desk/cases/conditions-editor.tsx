import { Plus, X } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { Condition } from '../../protocol/Condition.ts';
import type { FormField } from '../../protocol/FormField.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { Check } from '../../ui/native-field.tsx';
import { flatOf } from './type-form.ts';

type Props = {
  title: string;
  /** Fields that can be asked about. */
  above: readonly FormField[];
  all: readonly Condition[];
  onChange: (all: Condition[]) => void;
};

/** What must hold of the fields above; all of it. */
export function ConditionsEditor({ title, above, all, onChange }: Props): JSX.Element {
  const first = above[0];
  const put = (at: number, condition: Condition): void =>
    onChange(all.map((one, place) => (place === at ? condition : one)));
  return (
    <fieldset class="type-conditions">
      <legend class="field-label">{title}</legend>
      {all.map((condition, at) => (
        <div key={at} class="type-condition">
          <Select
            label={t('type-condition-field')}
            value={condition.field}
            options={above.map((field) => ({
              value: field.key,
              label: localised(field.label) || t('type-field-nameless'),
            }))}
            onChange={(field) => put(at, { field, any_of: [] })}
          />
          <AnyOf
            field={above.find((one) => one.key === condition.field)}
            any_of={condition.any_of}
            onChange={(any_of) => put(at, { ...condition, any_of })}
          />
          <IconButton
            icon={X}
            iconSize={16}
            label={t('type-condition-remove')}
            onClick={() => onChange(all.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      {first !== undefined && (
        <Button look="quiet" icon={Plus} onClick={() => onChange([...all, { field: first.key, any_of: [] }])}>
          {t('type-condition-add')}
        </Button>
      )}
    </fieldset>
  );
}

type AnyOfProps = {
  field: FormField | undefined;
  any_of: readonly string[];
  onChange: (any_of: string[]) => void;
};

/** Which of its options; none is that it is filled in at all. */
function AnyOf({ field, any_of, onChange }: AnyOfProps): JSX.Element {
  const options = field === undefined ? [] : flatOf(field.kind);
  if (options.length === 0) return <p class="muted small">{t('type-condition-filled')}</p>;
  return (
    <div class="type-any-of">
      <span class="muted small">
        {t(any_of.length === 0 ? 'type-condition-filled' : 'type-condition-any')}
      </span>
      {options.map(({ key, label }) => (
        <Check
          key={key}
          label={localised(label) || key}
          checked={any_of.includes(key)}
          onChange={(on) => onChange(on ? [...any_of, key] : any_of.filter((one) => one !== key))}
        />
      ))}
    </div>
  );
}
