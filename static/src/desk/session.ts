/*
 * Who is signed in here. The server knows by an HttpOnly cookie; this page only asks it.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Me as Account } from '../protocol/Me.ts';
import type { PersonId } from '../protocol/PersonId.ts';
import type { StaffRole } from '../protocol/StaffRole.ts';
import { START, signOutEverywhere, signOutHere, whoIsHere } from '../sign-in/api.ts';
import { draftsAre } from '../stores/drafts.ts';
import { passes } from '../stores/outbox.ts';

/** Somebody of the staff, signed in. */
export type Me = { person: PersonId; name: string; email: string; title: string; role: StaffRole };

export type Session =
  | { kind: 'asking' }
  | { kind: 'in'; me: Me }
  | { kind: 'out' }
  /** Signed in, and not of the staff. */
  | { kind: 'customer'; name: string }
  /** The server didn't answer; the page asks again. */
  | { kind: 'unreachable' };

/** Often enough that the page comes back by itself soon after the server does. */
const ASK_AGAIN_MS = 3_000;

const current = signal<Session>({ kind: 'asking' });

export const session: ReadonlySignal<Session> = current;

/** Asks the server, again and again until it answers. */
export async function askSession(): Promise<void> {
  const outcome = await whoIsHere();
  if (outcome.ok) {
    enter(outcome.value);
  } else if (outcome.failure.code !== 'unauthenticated' && passes(outcome.failure)) {
    current.value = { kind: 'unreachable' };
    setTimeout(() => void askSession(), ASK_AGAIN_MS);
  } else {
    current.value = { kind: 'out' };
  }
}

/** Somebody is signed in; from now on drafts are theirs. */
export function enter({ staff, person, name, email }: Account): void {
  draftsAre(person);
  current.value =
    staff === null
      ? { kind: 'customer', name }
      : { kind: 'in', me: { person, name, email, title: staff.title, role: staff.role } };
}

/** Ends the session on the server, then here. Drafts stay: they are the person's, on this device. */
export async function signOut(): Promise<boolean> {
  return left(await signOutHere());
}

/** And all others of theirs. */
export async function leaveEverywhere(): Promise<boolean> {
  return left(await signOutEverywhere());
}

function left(next: string | null): boolean {
  if (next === null) return false;
  sessionEnded();
  // The desk itself asks who is next; only a provider's page is elsewhere.
  if (next !== START) location.assign(next);
  return true;
}

/** The socket was told that the session has ended. */
export function sessionEnded(): void {
  current.value = { kind: 'out' };
}
