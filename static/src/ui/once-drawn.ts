/**
 * Does something when what was just changed stands in the page and before the browser takes the next key: what is typed
 * on without a pause arrives where the focus goes. (A frame later, the first letters would have gone elsewhere.) To be
 * called after the change: Preact draws in a microtask that the change has queued.
 */
export function onceDrawn(act: () => void): void {
  queueMicrotask(act);
}
