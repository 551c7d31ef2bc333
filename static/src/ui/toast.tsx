/*
 * Short words about what was just done or has happened, with a way to undo it or to answer. One at a time is enough: a
 * new one replaces the old, whose button then is gone, as with a second deed.
 */
import { signal } from '@preact/signals';
import { X } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { IconButton, LinkButton } from './button.tsx';
import './toast.css';

/** What can be done about it at once. */
export type Deed = { label: string; act: () => void };

type Toast = { text: string; deed?: Deed };

/** Long enough to read two lines and reach for the button (WCAG 2.2.1 asks for time to act). */
const SHOWN_FOR_MS = 8_000;

const shown = signal<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows words for a while; with `undo`, also a button that takes the deed back. */
export function toast(text: string, undo?: () => void): void {
  show(undo === undefined ? { text } : { text, deed: { label: t('undo'), act: undo } });
}

/** Shows words with something to do about them; gives what takes them away again if they are still there. */
export function toastWith(text: string, deed: Deed): () => void {
  const told: Toast = { text, deed };
  show(told);
  return () => {
    if (shown.peek() === told) dismiss();
  };
}

function show(told: Toast): void {
  shown.value = told;
  goesSoon();
}

function goesSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(dismiss, SHOWN_FOR_MS);
}

/** While somebody points at it or is in it. */
function stays(): void {
  clearTimeout(timer);
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
        <div
          class="toast"
          key={toast.text}
          onPointerEnter={stays}
          onPointerLeave={goesSoon}
          onFocusIn={stays}
          onFocusOut={goesSoon}
        >
          <span>{toast.text}</span>
          {toast.deed !== undefined && (
            <LinkButton
              onClick={() => {
                toast.deed?.act();
                dismiss();
              }}
            >
              {toast.deed.label}
            </LinkButton>
          )}
          <IconButton icon={X} label={t('close')} iconSize={16} onClick={dismiss} />
        </div>
      )}
    </div>
  );
}
