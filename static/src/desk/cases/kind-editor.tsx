import { IndentDecrease, IndentIncrease, Plus } from 'lucide';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { FieldKind } from '../../protocol/FieldKind.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { NumberField } from '../../ui/native-field.tsx';
import { onceDrawn } from '../../ui/once-drawn.ts';
import { LineButtons } from '../edit-lines.tsx';
import { Both } from './type-editor.tsx';
import { type Flat, flatOf, NAME_CHARS, optionKey, withOptions } from './type-form.ts';

type Props = { kind: FieldKind; onChange: (kind: FieldKind) => void };

/** What a kind of field has to be told. */
export function KindEditor({ kind, onChange }: Props): JSX.Element | null {
  switch (kind.type) {
    case 'text':
    case 'long_text':
      return (
        <NumberField
          label={t('type-max-chars')}
          unit={t('type-unit-chars')}
          min={1}
          max={kind.type === 'text' ? 1_000 : 20_000}
          value={kind.max}
          onInput={(max) => onChange({ ...kind, max })}
        />
      );
    case 'number':
      return <NumberKind kind={kind} onChange={onChange} />;
    case 'file':
      return (
        <NumberField
          label={t('type-max-files')}
          min={1}
          max={20}
          value={kind.at_most}
          onInput={(at_most) => onChange({ ...kind, at_most })}
        />
      );
    case 'fixed':
      return (
        <Both
          label="type-value"
          value={kind.value}
          maxLength={NAME_CHARS}
          onChange={(value) => onChange({ ...kind, value })}
        />
      );
    case 'choice':
    case 'tree':
      return <Options kind={kind} onChange={onChange} />;
    case 'date':
    case 'phone':
    case 'postcode':
    case 'object':
      return null;
    default:
      return kind satisfies never;
  }
}

type NumberProps = { kind: FieldKind & { type: 'number' }; onChange: (kind: FieldKind) => void };

/** As large as a machine counts exactly. */
const MOST = 1_000_000_000;

function NumberKind({ kind, onChange }: NumberProps): JSX.Element {
  const bound = (which: 'min' | 'max', value: number): void => {
    const { [which]: _, ...rest } = kind;
    onChange(Number.isNaN(value) ? rest : { ...rest, [which]: value });
  };
  return (
    <div class="form-two">
      <NumberField
        label={t('type-min')}
        min={-MOST}
        max={MOST}
        value={kind.min ?? Number.NaN}
        onInput={(value) => bound('min', value)}
      />
      <NumberField
        label={t('type-max')}
        min={-MOST}
        max={MOST}
        value={kind.max ?? Number.NaN}
        onInput={(value) => bound('max', value)}
      />
      <NumberField
        label={t('type-decimals')}
        min={0}
        max={4}
        value={kind.decimals}
        onInput={(decimals) => onChange({ ...kind, decimals })}
      />
    </div>
  );
}

/** Options a line each, in both languages; of a tree each line can stand under the one above. Enter makes the next. */
function Options({ kind, onChange }: Props): JSX.Element {
  const flat = flatOf(kind);
  const list = useRef<HTMLOListElement>(null);
  const isTree = kind.type === 'tree';
  const put = (next: readonly Flat[]): void => onChange(withOptions(kind, next));
  const change = (at: number, changes: Partial<Flat>): void =>
    put(flat.map((one, place) => (place === at ? { ...one, ...changes } : one)));
  const addAfter = (at: number): void => {
    const key = optionKey('', new Set(flat.map((one) => one.key)));
    put(flat.toSpliced(at + 1, 0, { key, label: { sv: '', en: '' }, deep: flat[at]?.deep ?? 0 }));
    onceDrawn(() =>
      list.current?.querySelectorAll<HTMLElement>('li')[at + 1]?.querySelector('input')?.focus(),
    );
  };
  const swap = (at: number, to: number): void => {
    const one = flat[at];
    if (one !== undefined && to >= 0 && to < flat.length) put(flat.toSpliced(at, 1).toSpliced(to, 0, one));
  };
  return (
    <fieldset class="type-options">
      <legend class="field-label">{t('type-options')}</legend>
      <p class="muted small">{t(isTree ? 'type-options-tree' : 'type-options-about')}</p>
      <ol ref={list}>
        {flat.map((option, at) => {
          const name = option.label.sv || option.label.en || t('type-option', { n: at + 1 });
          return (
            <li key={option.key} style={{ marginInlineStart: `${option.deep * 1.25}rem` }}>
              {(['sv', 'en'] as const).map((tongue) => (
                <input
                  key={tongue}
                  class="input"
                  lang={tongue}
                  aria-label={t(`type-option-${tongue}`, { n: at + 1 })}
                  placeholder={t(`type-in-${tongue}`)}
                  maxLength={NAME_CHARS}
                  value={option.label[tongue]}
                  onInput={(e) => change(at, { label: { ...option.label, [tongue]: e.currentTarget.value } })}
                  onKeyDown={(e) => {
                    if (e.key !== 'Enter') return;
                    e.preventDefault();
                    addAfter(at);
                  }}
                />
              ))}
              {isTree && (
                <>
                  <IconButton
                    icon={IndentDecrease}
                    iconSize={16}
                    label={t('type-option-out', { name })}
                    disabled={option.deep === 0}
                    onClick={() => change(at, { deep: option.deep - 1 })}
                  />
                  <IconButton
                    icon={IndentIncrease}
                    iconSize={16}
                    label={t('type-option-in', { name })}
                    disabled={option.deep > (flat[at - 1]?.deep ?? -1)}
                    onClick={() => change(at, { deep: option.deep + 1 })}
                  />
                </>
              )}
              <LineButtons
                name={name}
                isFirst={at === 0}
                isLast={at === flat.length - 1}
                onMove={(by) => swap(at, at + by)}
                onRemove={() => put(flat.toSpliced(at, 1))}
              />
            </li>
          );
        })}
      </ol>
      <Button look="quiet" icon={Plus} onClick={() => addAfter(flat.length - 1)}>
        {t('type-option-add')}
      </Button>
    </fieldset>
  );
}
