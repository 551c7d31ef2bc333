import { ChevronDown, X } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import './chip.css';

type Props = {
  label: string;
  /** What is chosen, in words; null where everything is. */
  chosen: string | null;
  /** Chooses everything again. */
  onClear: () => void;
  children: ComponentChildren;
};

/** A filter: a word that opens its choices, and says what was chosen. Escape closes and gives focus back. */
export function Chip({ label, chosen, onClear, children }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('.chip-panel :is(input:checked, input, select)')?.focus();
    const outside = (e: PointerEvent): void => {
      if (e.target instanceof Node && !root.current?.contains(e.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what the button has opened; the keys are the browser's own.
    <div
      ref={root}
      class={`chip${chosen === null ? '' : ' chip-chosen'}`}
      onKeyDown={(e) => {
        if (e.key !== 'Escape' || !open) return;
        e.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
      onFocusOut={(e) => {
        if (e.relatedTarget instanceof Node && !root.current?.contains(e.relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class="chip-open"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span>{label}</span>
        {chosen !== null && <bdi class="chip-value">{chosen}</bdi>}
        <Icon of={ChevronDown} size={14} />
      </button>
      {chosen !== null && (
        <button
          type="button"
          class="chip-clear"
          aria-label={t('case-filter-clear', { name: label })}
          title={t('case-filter-clear', { name: label })}
          onClick={() => {
            onClear();
            button.current?.focus();
          }}
        >
          <Icon of={X} size={14} />
        </button>
      )}
      {open && <div class="chip-panel">{children}</div>}
    </div>
  );
}

type Choice<V extends string> = { value: V; label: string };

/** One of some, in a chip. */
export function Choices<V extends string>(props: {
  label: string;
  name: string;
  value: V;
  options: readonly Choice<V>[];
  onChange: (value: V) => void;
}): JSX.Element {
  return (
    <fieldset class="chip-choices">
      <legend class="visually-hidden">{props.label}</legend>
      {props.options.map((option) => (
        <label key={option.value} class="chip-choice">
          <input
            type="radio"
            name={props.name}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          <span dir="auto">{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
