/*
 * The templates of checklists, asked for when something shows that needs them and again when one was changed here.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Failure } from '../../net/socket.ts';
import type { ChecklistTemplateView } from '../../protocol/ChecklistTemplateView.ts';
import { listTemplates } from './api.ts';

const known = signal<readonly ChecklistTemplateView[] | null>(null);
const trouble = signal<Failure | null>(null);
let asking: Promise<void> | null = null;

/** Null until the server has told them. */
export const templates: ReadonlySignal<readonly ChecklistTemplateView[] | null> = known;
export const templatesFailure: ReadonlySignal<Failure | null> = trouble;

export function loadTemplates(): Promise<void> {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

async function ask(): Promise<void> {
  const outcome = await listTemplates();
  trouble.value = outcome.ok ? null : outcome.failure;
  if (outcome.ok) known.value = outcome.value;
}

/** One that was changed or made here. */
export function takeTemplate(template: ChecklistTemplateView): void {
  const others = (known.value ?? []).filter((one) => one.id !== template.id);
  known.value = [...others, template];
}

export function templateOf(id: string): ChecklistTemplateView | undefined {
  return known.value?.find((one) => one.id === id);
}
