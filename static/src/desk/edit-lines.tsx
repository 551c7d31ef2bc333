/*
 * Lines of a form at the desk that stand in an order: moved by their buttons or by Alt and an arrow, and taken away. The
 * keyboard stays where it was, or goes to what is nearest.
 */
import { ArrowDown, ArrowUp, Trash2 } from 'lucide';
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { onceDrawn } from '../ui/once-drawn.ts';

/** One place up or down. */
export type By = 1 | -1;

type Lines = {
  list: RefObject<HTMLOListElement | null>;
  /** To be called when what is told has been changed and isn't drawn yet. */
  moved: (key: string | undefined) => void;
  removed: (at: number) => void;
  added: (key: string | null) => void;
};

export function useLines(): Lines {
  const list = useRef<HTMLOListElement>(null);
  const focus = (selector: string): void => list.current?.querySelector<HTMLElement>(selector)?.focus();
  return {
    list,
    moved(key) {
      const held = document.activeElement;
      // The browser lets go of what is moved in the page.
      onceDrawn(() => {
        const isThere = held instanceof HTMLElement && held.isConnected && !held.matches(':disabled');
        if (isThere) held.focus();
        else focus(`[data-key="${key}"] button`);
      });
    },
    removed(at) {
      onceDrawn(() => {
        const lines = list.current?.querySelectorAll<HTMLElement>('.type-field-open');
        (lines?.[at] ?? lines?.[at - 1])?.focus();
      });
    },
    added(key) {
      onceDrawn(() => focus(`[data-key="${key}"] input`));
    },
  };
}

type LineProps = { line: string; onMove: (by: By) => void; children: ComponentChildren };

export function EditLine({ line, onMove, children }: LineProps): JSX.Element {
  return (
    <li
      class="type-field"
      data-key={line}
      onKeyDown={(e) => {
        if (!e.altKey || (e.key !== 'ArrowUp' && e.key !== 'ArrowDown')) return;
        e.preventDefault();
        onMove(e.key === 'ArrowDown' ? 1 : -1);
      }}
    >
      {children}
    </li>
  );
}

type ButtonsProps = {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: By) => void;
  onRemove: () => void;
};

export function LineButtons({ name, isFirst, isLast, onMove, onRemove }: ButtonsProps): JSX.Element {
  return (
    <>
      <IconButton
        icon={ArrowUp}
        iconSize={16}
        label={t('type-field-up', { name })}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      />
      <IconButton
        icon={ArrowDown}
        iconSize={16}
        label={t('type-field-down', { name })}
        disabled={isLast}
        onClick={() => onMove(1)}
      />
      <IconButton icon={Trash2} iconSize={16} label={t('type-field-remove', { name })} onClick={onRemove} />
    </>
  );
}
