/*
 * The conversations that stand in the middle, remembered through reload, and which column a phone shows.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Panes } from './panes.ts';
import * as panes from './panes.ts';
import { go, route } from './route.ts';

export type Column = 'list' | 'talk' | 'person';

const REMEMBERED = 'samtal.panes';

const held = signal<Panes>(panes.parsed(sessionStorage.getItem(REMEMBERED)));
const column = signal<Column>('list');
/** Moves the caret to the pane's box when it changes. */
const focusAsked = signal(0);

export const openPanes: ReadonlySignal<Panes> = held;
export const shownColumn: ReadonlySignal<Column> = column;
export const writeAsked: ReadonlySignal<number> = focusAsked;

export function showColumn(next: Column): void {
  column.value = next;
}

export function showConversation(conversation: string): void {
  keep(panes.shown(held.value, conversation));
  arrive();
}

export function showBeside(conversation: string): void {
  keep(panes.shownBeside(held.value, conversation));
  arrive();
}

/** The panes stand on the desk, wherever one was asked for. */
function arrive(): void {
  column.value = 'talk';
  if (route.value.page !== 'desk') go({ page: 'desk' });
}

export function closePane(conversation: string): void {
  keep(panes.closed(held.value, conversation));
  if (held.value.current === null) column.value = 'list';
}

export function askToWrite(): void {
  focusAsked.value++;
}

function keep(next: Panes): void {
  held.value = next;
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify(next));
  } catch {
    // Storage may be denied; the panes then last as long as the page.
  }
}
