/*
 * Sign-ins that somebody outside confirms, as the server knows them. Each belongs to this browser, by a cookie that no
 * script sees.
 */
import { type Authority, call } from '../net/http.ts';
import type { Outcome } from '../net/socket.ts';
import type { BeginSignIn } from '../protocol/BeginSignIn.ts';
import type { Provider } from '../protocol/Provider.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import type { SignInView } from '../protocol/SignInView.ts';

/** What came of it, and the path of ours to go to. */
export type Finished = { answer: SignInAnswer; return_to: string };

const PATH = '/api/v1/sign-ins';
const HERE: Authority = { kind: 'cookie' };

/** Those who confirm sign-ins here, in the order in which they are shown. */
export function providers(): Promise<Outcome<Provider[]>> {
  return call('GET', `${PATH}/providers`, HERE);
}

/** Begins one. A visitor's conversations go on as those of whoever signs in. */
export function begin(form: BeginSignIn, as: Authority): Promise<Outcome<SignInView>> {
  return call('POST', PATH, as, form);
}

/** How far it is. */
export function look(id: string): Promise<Outcome<SignInView>> {
  return call('GET', `${PATH}/${id}`, HERE);
}

/** Gives it up. Also of a page that is being closed: the request outlives it. */
export function giveUp(id: string): void {
  // If it doesn't arrive, the server notices that nobody looks any more.
  fetch(`${PATH}/${id}`, { method: 'DELETE', credentials: 'same-origin', keepalive: true }).catch(() => {});
}

/** Ends a confirmed one. The server knows which visitor began it. */
export function finish(id: string): Promise<Outcome<Finished>> {
  return call('POST', `${PATH}/${id}/finish`, HERE);
}

/** Ends one whose app was started on this device, with what the app was told to bring back. */
export function comeBack(id: string, nonce: string): Promise<Outcome<Finished>> {
  return call('POST', `${PATH}/${id}/return`, HERE, { nonce });
}
