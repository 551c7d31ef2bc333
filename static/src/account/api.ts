/* What the account's page asks of the server: as whoever is signed in, by the cookie. */
import { type Authority, call } from '../net/http.ts';
import type { Outcome } from '../net/socket.ts';
import type { AccountView } from '../protocol/AccountView.ts';
import type { ProfileForm } from '../protocol/ProfileForm.ts';
import type { SessionView } from '../protocol/SessionView.ts';

const COOKIE: Authority = { kind: 'cookie' };

export function loadAccount(): Promise<Outcome<AccountView>> {
  return call<AccountView>('GET', '/api/v1/profile', COOKIE);
}

export function saveProfile(form: ProfileForm): Promise<Outcome<null>> {
  return call<null>('PUT', '/api/v1/profile', COOKIE, form);
}

export function askForAddress(email: string): Promise<Outcome<null>> {
  return call<null>('PUT', '/api/v1/profile/email', COOKIE, { email });
}

export function saveUserName(name: string): Promise<Outcome<null>> {
  return call<null>('PUT', '/api/v1/profile/user-name', COOKIE, { user_name: name });
}

export function removeWay(id: string): Promise<Outcome<null>> {
  return call<null>('DELETE', `/api/v1/profile/identifiers/${id}`, COOKIE);
}

export function savePassword(old: string | null, fresh: string): Promise<Outcome<null>> {
  return call<null>('PUT', '/api/v1/password', COOKIE, { old, new: fresh });
}

export function loadSessions(): Promise<Outcome<SessionView[]>> {
  return call<SessionView[]>('GET', '/api/v1/sessions', COOKIE);
}

export function endSession(id: string): Promise<Outcome<null>> {
  return call<null>('DELETE', `/api/v1/sessions/${id}`, COOKIE);
}

/** All but the one of this browser. */
export function endOtherSessions(): Promise<Outcome<null>> {
  return call<null>('DELETE', '/api/v1/sessions', COOKIE);
}
