/*
 * As whom one comes: as the visitor whom the chat handed over, as staff by their cookie when they are signed in here,
 * else as the visitor of this device, the same one that the chat knows.
 */
import { language } from '../i18n/i18n.ts';
import { type Authority, call } from '../net/http.ts';
import type { Me } from '../protocol/Me.ts';
import { passes } from '../stores/outbox.ts';
import { visitor } from '../stores/visitor.ts';
import { handedVisitor } from './handed-visitor.ts';

export type Who = { person: string; authority: Authority };

/** Asks the server; rejects while it can't be reached. */
export async function whoAmI(): Promise<Who> {
  const handed = handedVisitor();
  if (handed !== null) return { person: handed.person, authority: { kind: 'visitor', token: handed.token } };
  const signedIn = await call<Me>('GET', '/api/v1/session', { kind: 'cookie' });
  if (signedIn.ok) return { person: signedIn.value.person, authority: { kind: 'cookie' } };
  const { failure } = signedIn;
  if (failure.code !== 'unauthenticated' && passes(failure)) throw new Error(failure.message);
  const { person, token } = await visitor(language());
  return { person, authority: { kind: 'visitor', token } };
}
