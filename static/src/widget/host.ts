/*
 * The page around the widget, if there is one. Owns the port that the loader hands over and whether the sheet is on
 * screen. Opened by itself (`/widget` in a tab of its own) the widget is always on screen and has nobody to tell.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { CONNECT, type ToHost, type ToWidget, type Wish } from '../loader/port.ts';

const framed = window.parent !== window;
const shown = signal(!framed);
const seen = signal(!document.hidden);
/** What the host page's own button asked for; the view takes it and sets it to null. */
export const askedFor = signal<Wish | null>(null);
let port: MessagePort | null = null;
let last: ToHost[] = [];

/** Whether a person can see the widget now: what arrives meanwhile is not read. */
export function onScreen(): boolean {
  return shown.value && seen.value;
}

/** Whether the sheet is open, seen or not. */
export const sheetOpen: ReadonlySignal<boolean> = shown;

export function inFrame(): boolean {
  return framed;
}

/** Tells the loader; what was said before it listened is said again when it does. */
export function tellHost(message: ToHost): void {
  last = [...last.filter((earlier) => earlier.type !== message.type && earlier.type !== 'close'), message];
  port?.postMessage(message);
}

/** Takes the first port from the page around; a frame of that page can't hand over another. */
export function listenToHost(): void {
  document.addEventListener('visibilitychange', () => {
    seen.value = !document.hidden;
  });
  addEventListener('message', (e) => {
    if (e.source !== window.parent || e.data !== CONNECT || port !== null) return;
    port = e.ports[0] ?? null;
    if (port === null) return;
    port.onmessage = (said: MessageEvent<ToWidget>) => {
      if (said.data.type === 'shown') shown.value = said.data.shown;
      else askedFor.value = said.data;
    };
    for (const message of last) if (message.type !== 'close') port.postMessage(message);
  });
  addEventListener('keydown', (e) => {
    if (
      e.key === 'Escape' &&
      framed &&
      !e.defaultPrevented &&
      document.querySelector('dialog[open]') === null
    ) {
      tellHost({ type: 'close' });
    }
  });
}
