/*
 * The kinds of case, asked for once and again when one was changed here.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Failure } from '../../net/socket.ts';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import { listTypes } from './api.ts';

const known = signal<readonly CaseTypeView[] | null>(null);
const trouble = signal<Failure | null>(null);
let asking = false;
/** Whether somebody wants them as they are after what is being asked. */
let again = false;

/** Null until the server has told them. */
export const caseTypes: ReadonlySignal<readonly CaseTypeView[] | null> = known;
export const typesFailure: ReadonlySignal<Failure | null> = trouble;

export async function loadTypes(): Promise<void> {
  again = true;
  if (asking) return;
  asking = true;
  let outcome = await asked();
  while (again) outcome = await asked();
  asking = false;
  trouble.value = outcome.ok ? null : outcome.failure;
  if (outcome.ok) known.value = outcome.value;
}

function asked(): ReturnType<typeof listTypes> {
  again = false;
  return listTypes();
}

/** One that was changed or made here. */
export function takeType(type: CaseTypeView): void {
  const others = (known.value ?? []).filter((one) => one.id !== type.id);
  known.value = [...others, type];
}

export function typeOf(id: string): CaseTypeView | undefined {
  return known.value?.find((one) => one.id === id);
}

/** Asks for them as soon as something shows that needs them. */
export function useTypes(): readonly CaseTypeView[] | null {
  useEffect(() => {
    if (known.peek() === null) void loadTypes();
  }, []);
  return known.value;
}
