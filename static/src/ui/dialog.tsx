import { X } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { IconButton } from './button.tsx';
import './dialog.css';

type Props = {
  open: boolean;
  title: string;
  /** Asked to close, by Escape, the cross or a press outside. */
  onClose: () => void;
  actions?: ComponentChildren;
  children: ComponentChildren;
};

/** A native modal dialog: the browser keeps focus inside and gives it back afterwards. */
export function Dialog({ open, title, onClose, actions, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the next key: whoever types at once must not type into the page behind.
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    if (open && !shown.open) shown.showModal();
    if (!open && shown.open) shown.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way out, and the browser's own.
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        onClose();
      }}
      onClick={(e) => {
        if (e.target === dialog.current) onClose();
      }}
    >
      {open && (
        <>
          <div class="dialog-head">
            <h2 id={id}>{title}</h2>
          </div>
          <div class="dialog-body">{children}</div>
          {actions !== undefined && <div class="dialog-actions">{actions}</div>}
          {/* Last, so that focus begins with what the dialog is about. */}
          <span class="dialog-close">
            <IconButton icon={X} label={t('close')} onClick={onClose} />
          </span>
        </>
      )}
    </dialog>
  );
}
