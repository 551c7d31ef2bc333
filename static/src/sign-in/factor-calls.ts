/*
 * What pages ask the server about second factors, in one place.
 */
import { call } from '../net/http.ts';
import type { Outcome } from '../net/socket.ts';
import type { Enrolled } from '../protocol/Enrolled.ts';
import type { FactorWay } from '../protocol/FactorWay.ts';
import type { RecoveryCodes } from '../protocol/RecoveryCodes.ts';
import type { SecondFactorView } from '../protocol/SecondFactorView.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import type { TotpKey } from '../protocol/TotpKey.ts';

const COOKIE = { kind: 'cookie' } as const;

/** The second step of signing in. */
export function showCode(ticket: string, way: FactorWay, code: string): Promise<Outcome<SignInAnswer>> {
  return call('POST', '/api/v1/session/second-factor', COOKIE, { ticket, way, code });
}

/** A key to set up, at sign-in. */
export function beginEnrolment(ticket: string): Promise<Outcome<TotpKey>> {
  return call('POST', '/api/v1/session/enrolment', COOKIE, { ticket });
}

/** Confirms it, and signs in. */
export function confirmEnrolment(ticket: string, code: string): Promise<Outcome<Enrolled>> {
  return call('POST', '/api/v1/session/enrolment/confirm', COOKIE, { ticket, code });
}

export function secondFactor(): Promise<Outcome<SecondFactorView>> {
  return call('GET', '/api/v1/second-factor', COOKIE);
}

/** A key to set up, for who is signed in; with a code of the present app, if there is one. */
export function beginTotp(code: string): Promise<Outcome<TotpKey>> {
  return call('POST', '/api/v1/second-factor/totp', COOKIE, { code });
}

export function confirmTotp(code: string): Promise<Outcome<RecoveryCodes>> {
  return call('POST', '/api/v1/second-factor/totp/confirm', COOKIE, { code });
}

export function removeTotp(code: string): Promise<Outcome<null>> {
  return call('POST', '/api/v1/second-factor/totp/remove', COOKIE, { code });
}

export function renewCodes(code: string): Promise<Outcome<RecoveryCodes>> {
  return call('POST', '/api/v1/second-factor/recovery-codes', COOKIE, { code });
}
