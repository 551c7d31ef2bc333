/*
 * Who this visitor is: a token the server gave, kept in this origin's storage on this device. Made at the first need.
 * Invariant: one visitor per device; a new one is made only when the server no longer knows the old.
 */
import { call } from '../net/http.ts';
import type { VisitorCreated } from '../protocol/VisitorCreated.ts';

const KEPT = 'samtal.visitor';

let memory: VisitorCreated | null = null;
let underWay: Promise<VisitorCreated> | null = null;

export function knownVisitor(): VisitorCreated | null {
  if (memory !== null) return memory;
  try {
    const text = localStorage.getItem(KEPT);
    memory = text === null ? null : (JSON.parse(text) as VisitorCreated);
  } catch {
    // Storage is denied or holds what isn't ours: a new visitor.
  }
  return memory;
}

/** The visitor; rejects while the server can't be reached. */
export function visitor(language: string): Promise<VisitorCreated> {
  const known = knownVisitor();
  if (known !== null) return Promise.resolve(known);
  underWay ??= create(language).finally(() => {
    underWay = null;
  });
  return underWay;
}

export function forgetVisitor(): void {
  memory = null;
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // Denied; the memory was all there was.
  }
}

async function create(language: string): Promise<VisitorCreated> {
  const made = await call<VisitorCreated>('POST', '/api/v1/visitors', { kind: 'cookie' }, { language });
  if (!made.ok) throw new Error(made.failure.message);
  memory = made.value;
  try {
    localStorage.setItem(KEPT, JSON.stringify(made.value));
  } catch {
    // Denied; this visitor then lasts as long as the page.
  }
  return made.value;
}
