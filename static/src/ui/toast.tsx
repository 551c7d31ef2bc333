/*
 * Short words about what was just done, with a way to undo it. One at a time is enough: a new one replaces the old,
 * whose undo then is gone, as with a second deed.
 */
import { signal } from '@preact/signals';
import { X } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { IconButton, LinkButton } from './button.tsx';
import './toast.css';

type Toast = { text: string; undo?: () => void };

/** Long enough to read two lines and reach for the button (WCAG 2.2.1 asks for time to act). */
const SHOWN_FOR_MS = 8_000;

const shown = signal<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows words for a while; with `undo`, also a button that takes the deed back. */
export function toast(text: string, undo?: () => void): void {
  clearTimeout(timer);
  shown.value = undo === undefined ? { text } : { text, undo };
  timer = setTimeout(dismiss, SHOWN_FOR_MS);
}

/** What was said belongs to the view where it was said; in the next it would only cover something. */
export function dismiss(): void {
  clearTimeout(timer);
  shown.value = null;
}

/** Where toasts are drawn: once, at the end of a page. */
export function Toaster(): JSX.Element {
  const toast = shown.value;
  return (
    <div class="toaster" role="status">
      {toast !== null && (
        <div class="toast" key={toast.text}>
          <span>{toast.text}</span>
          {toast.undo !== undefined && (
            <LinkButton
              onClick={() => {
                toast.undo?.();
                dismiss();
              }}
            >
              {t('undo')}
            </LinkButton>
          )}
          <IconButton icon={X} label={t('close')} iconSize={16} onClick={dismiss} />
        </div>
      )}
    </div>
  );
}
