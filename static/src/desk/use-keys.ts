/* Keys anywhere on the desk: what each asks for is in `keys.ts`, what it does is here. */
import { useLayoutEffect } from 'preact/hooks';
import { accept, decline } from './actions.ts';
import { ask } from './asked.ts';
import { active, offers, parked } from './desk-store.ts';
import { desk } from './fresh.ts';
import { type Deed, deedOf } from './keys.ts';
import { inbox } from './live.ts';
import { askToWrite, closePane, openPanes, showBeside, showColumn, showConversation } from './open-panes.ts';
import { turn } from './pane-face.ts';
import { neighbour } from './panes.ts';
import { lettersOn } from './shortcuts.tsx';

type Dialogs = { onPalette: () => void; onShortcuts: () => void };

export function useKeys(dialogs: Dialogs): void {
  // Before the page is seen: what is drawn answers to its keys.
  useLayoutEffect(() => {
    const onKeyDown = (e: KeyboardEvent): void => {
      if (e.defaultPrevented || e.isComposing || document.querySelector('dialog[open]') !== null) return;
      const deed = deedOf(e, focusIn(e.target));
      if (deed === null || (!lettersOn.value && isLetter(e))) return;
      e.preventDefault();
      perform(deed, dialogs);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

export function isLetter(e: KeyboardEvent): boolean {
  return e.key.length === 1 && !e.altKey && !e.ctrlKey && !e.metaKey;
}

export function focusIn(target: EventTarget | null): 'text' | 'control' | 'page' {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target.matches('textarea, select, input:not([type="checkbox"], [type="radio"]), [contenteditable]'))
    return 'text';
  return target.closest('button, a, input, summary, [role="menu"], [role="tablist"]') === null
    ? 'page'
    : 'control';
}

function perform(deed: Deed, dialogs: Dialogs): void {
  const { current } = openPanes.value;
  switch (deed) {
    case 'help':
      return dialogs.onShortcuts();
    case 'palette':
      return dialogs.onPalette();
    case 'next':
    case 'previous':
      return step(deed === 'next' ? 1 : -1);
    case 'accept':
    case 'decline':
      return answer(deed);
    case 'inbox': {
      const first = inbox.value[0];
      return first === undefined ? showColumn('list') : showConversation(first.conversation);
    }
    default:
      if (current !== null) performIn(current, deed);
  }
}

function performIn(
  current: string,
  deed: Exclude<Deed, 'help' | 'palette' | 'next' | 'previous' | 'accept' | 'decline' | 'inbox'>,
): void {
  switch (deed) {
    case 'write':
      return askToWrite();
    case 'notes':
      turn(current);
      return askToWrite();
    case 'beside': {
      const other = neighbour(listed(), current, 1) ?? neighbour(listed(), current, -1);
      return other === null ? undefined : showBeside(other);
    }
    case 'close':
      return closePane(current);
    case 'person':
      return showColumn('person');
    case 'transfer':
    case 'park':
    case 'end':
      return ask(current, deed);
    default:
      return deed satisfies never;
  }
}

/** The list as it stands on the left. */
function listed(): string[] {
  const mine = [...active(desk.value), ...parked(desk.value)];
  return [...mine, ...inbox.value].map((one) => one.conversation);
}

function step(by: 1 | -1): void {
  const next = neighbour(listed(), openPanes.value.current, by);
  if (next !== null) showConversation(next);
}

/** To the offer that runs out first. */
export function answer(how: 'accept' | 'decline'): void {
  const offer = offers(desk.value)[0];
  if (offer !== undefined) void (how === 'accept' ? accept : decline)(offer.entry);
}
