/*
 * Who is signed in here. The server knows by an HttpOnly cookie; this page only asks it.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { call } from '../net/http.ts';
import type { Failure } from '../net/socket.ts';
import type { Me } from '../protocol/Me.ts';
import type { SignIn } from '../protocol/SignIn.ts';
import { passes } from '../stores/outbox.ts';

export type Session =
  | { kind: 'asking' }
  | { kind: 'in'; me: Me }
  | { kind: 'out' }
  /** The server didn't answer; the page asks again. */
  | { kind: 'unreachable' };

export type SignInOutcome =
  | { kind: 'in' }
  | { kind: 'wrong' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'unreachable' };

const PATH = '/api/v1/session';
/** Often enough that the page comes back by itself soon after the server does. */
const ASK_AGAIN_MS = 3_000;
/** When the server asks for patience without saying how much. */
const PATIENCE_S = 60;

const current = signal<Session>({ kind: 'asking' });

export const session: ReadonlySignal<Session> = current;

/** Asks the server, again and again until it answers. */
export async function askSession(): Promise<void> {
  const outcome = await call<Me>('GET', PATH, { kind: 'cookie' });
  if (outcome.ok) {
    current.value = { kind: 'in', me: outcome.value };
  } else if (outcome.failure.code !== 'unauthenticated' && passes(outcome.failure)) {
    current.value = { kind: 'unreachable' };
    setTimeout(() => void askSession(), ASK_AGAIN_MS);
  } else {
    current.value = { kind: 'out' };
  }
}

export async function signIn(form: SignIn): Promise<SignInOutcome> {
  const outcome = await call<Me>('POST', PATH, { kind: 'cookie' }, form);
  if (!outcome.ok) return refusal(outcome.failure);
  current.value = { kind: 'in', me: outcome.value };
  return { kind: 'in' };
}

/** Ends the session on the server, then here. Drafts stay: they are the person's, on this device. */
export async function signOut(): Promise<boolean> {
  const outcome = await call<null>('DELETE', PATH, { kind: 'cookie' });
  if (!outcome.ok && outcome.failure.code !== 'unauthenticated') return false;
  current.value = { kind: 'out' };
  return true;
}

/** The socket was told that the session has ended. */
export function sessionEnded(): void {
  current.value = { kind: 'out' };
}

function refusal(failure: Failure): SignInOutcome {
  switch (failure.code) {
    case 'rate_limited':
      return {
        kind: 'wait',
        seconds: failure.retryAfterMs > 0 ? Math.ceil(failure.retryAfterMs / 1_000) : PATIENCE_S,
      };
    case 'disconnected':
    case 'unavailable':
    case 'internal':
      return { kind: 'unreachable' };
    default:
      return { kind: 'wrong' };
  }
}
