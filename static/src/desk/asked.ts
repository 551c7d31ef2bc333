/* What a key or the palette asked of a pane: its own buttons do it, so there is one way only. */
import { type ReadonlySignal, signal } from '@preact/signals';

export type PaneDeed = 'transfer' | 'park' | 'end';

const request = signal<{ conversation: string; deed: PaneDeed } | null>(null);

export const asked: ReadonlySignal<{ conversation: string; deed: PaneDeed } | null> = request;

export function ask(conversation: string, deed: PaneDeed): void {
  request.value = { conversation, deed };
}

/** The pane has heard. */
export function settle(): void {
  request.value = null;
}
