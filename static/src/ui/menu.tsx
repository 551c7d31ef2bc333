import { Check, type IconNode } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import './menu.css';

export type MenuItem = {
  label: string;
  icon?: IconNode;
  /** One of several that exclude each other: whether it is the chosen one. */
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  onChoose: () => void;
};

type Props = {
  label: string;
  items: readonly MenuItem[];
  /** What opens it. */
  trigger: ComponentChildren;
  triggerClass?: string;
  align?: 'start' | 'end';
  side?: 'below' | 'above';
};

/** A button with a list of things to do: arrows move, letters jump, Escape closes and gives focus back. */
export function Menu({
  label,
  items,
  trigger,
  triggerClass = 'icon-button',
  align = 'end',
  side = 'below',
}: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useLayoutEffect(() => {
    if (!open) return;
    buttons(root.current)[0]?.focus();
    const outside = (e: PointerEvent): void => {
      if (e.target instanceof Node && !root.current?.contains(e.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  const onKeyDown = (e: KeyboardEvent): void => {
    const all = buttons(root.current);
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const target = moved(e.key, at, all);
    if (e.key === 'Escape') {
      e.stopPropagation();
      close();
    } else if (e.key === 'Tab') {
      setOpen(false);
    } else if (target !== undefined) {
      e.preventDefault();
      target.focus();
    }
  };

  return (
    <div ref={root} class={`menu menu-${align} ${side === 'above' ? 'menu-up' : ''}`}>
      <button
        ref={button}
        type="button"
        class={triggerClass}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!open)}
      >
        {trigger}
      </button>
      {open && (
        <div class="menu-list" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <Item key={item.label} item={item} onDone={close} />
          ))}
        </div>
      )}
    </div>
  );
}

function Item({ item, onDone }: { item: MenuItem; onDone: () => void }): JSX.Element {
  const radio = item.checked !== undefined;
  return (
    <button
      type="button"
      role={radio ? 'menuitemradio' : 'menuitem'}
      {...(radio ? { 'aria-checked': item.checked === true } : {})}
      class={`menu-item${item.danger === true ? ' menu-item-danger' : ''}`}
      tabIndex={-1}
      disabled={item.disabled ?? false}
      onClick={() => {
        onDone();
        item.onChoose();
      }}
    >
      {item.icon !== undefined && <Icon of={item.icon} />}
      <span>{item.label}</span>
      {item.checked === true && (
        <span class="menu-check">
          <Icon of={Check} size={16} />
        </span>
      )}
    </button>
  );
}

function buttons(root: HTMLElement | null): HTMLButtonElement[] {
  return [...(root?.querySelectorAll<HTMLButtonElement>('.menu-item:not(:disabled)') ?? [])];
}

function moved(key: string, at: number, all: HTMLButtonElement[]): HTMLButtonElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return all[(at + 1) % all.length];
    case 'ArrowUp':
      return all[(at - 1 + all.length) % all.length];
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      if (key.length !== 1) return undefined;
      return [...all.slice(at + 1), ...all.slice(0, at + 1)].find((item) =>
        item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()),
      );
  }
}
