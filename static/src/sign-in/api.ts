/*
 * What the sign-in pages ask of the server. A visitor's secret goes along, so that their conversations become those of
 * whoever they turn out to be; when it is done, that secret is dead and forgotten here.
 */
import { language } from '../i18n/i18n.ts';
import { type Authority, call } from '../net/http.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { Entered } from '../protocol/Entered.ts';
import type { MailLinkView } from '../protocol/MailLinkView.ts';
import type { Me } from '../protocol/Me.ts';
import type { SignIn } from '../protocol/SignIn.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { forgetAccount, rememberAccount } from '../stores/account.ts';
import { forgetVisitor, knownVisitor } from '../stores/visitor.ts';

const COOKIE: Authority = { kind: 'cookie' };
/** When the server asks for patience without saying how much. */
const PATIENCE_S = 60;

/** Why nothing came of it. */
export type Refusal =
  | { kind: 'wrong'; failure: Failure }
  | { kind: 'wait'; seconds: number }
  | { kind: 'unreachable' };

/** As the visitor of this device, if there is one. */
export function asVisitor(): Authority {
  const visitor = knownVisitor();
  return visitor === null ? COOKIE : { kind: 'visitor', token: visitor.token };
}

export async function signIn(form: SignIn): Promise<Outcome<SignInAnswer>> {
  const outcome = await call<SignInAnswer>('POST', '/api/v1/session', asVisitor(), form);
  if (outcome.ok) welcomed(outcome.value);
  return outcome;
}

/** Remembers on this device who is signed in. To be called with whatever answer ends a sign-in. */
export function welcomed(answer: SignInAnswer, visitStays = false): void {
  if (answer.state !== 'signed_in') return;
  const staff = answer.me.staff !== null;
  // Staff don't become their own customers: as a visitor they stay who they were.
  if (!staff && !visitStays) forgetVisitor();
  rememberAccount({ person: answer.me.person, staff });
}

/** Letters that can be asked for, with the address that each is asked at. */
const LETTERS = {
  link: '/api/v1/sign-in-links',
  reset: '/api/v1/password-resets',
  'user-name': '/api/v1/user-name-reminders',
} as const;
export type LetterKind = keyof typeof LETTERS;

/** The answer is the same whether there is such an account or not. */
export function askForLetter(kind: LetterKind, login: string, returnTo: string): Promise<Outcome<null>> {
  const form = { login, language: language(), return_to: returnTo };
  return call<null>('POST', LETTERS[kind], asVisitor(), form);
}

export type AccountForm = { email: string; password: string; name: string };

/** As [`askForLetter`]: a mail comes either way, and says which it was. */
export function createAccount(form: AccountForm, returnTo: string): Promise<Outcome<null>> {
  const body = { ...form, language: language(), return_to: returnTo };
  return call<null>('POST', '/api/v1/accounts', asVisitor(), body);
}

/** What a mail's link does; it isn't used by this. */
export function lookAt(token: string): Promise<Outcome<MailLinkView>> {
  return call<MailLinkView>('POST', '/api/v1/mail-links/look', COOKIE, { token });
}

/** Uses it. What is added to an account is added as whoever is signed in. */
export async function follow(
  token: string,
  view: MailLinkView,
  password: string | null,
): Promise<Outcome<Entered>> {
  const authority = view.purpose === 'add_address' ? COOKIE : asVisitor();
  const outcome = await call<Entered>('POST', '/api/v1/mail-links/use', authority, { token, password });
  if (outcome.ok) welcomed(outcome.value.answer);
  return outcome;
}

/** Where nothing of anybody's is shown. */
export const START = '/';

/** Who is signed in; `unauthenticated` or `forbidden` if nobody is. */
export async function whoIsHere(): Promise<Outcome<Me>> {
  const outcome = await call<Me>('GET', '/api/v1/session', COOKIE);
  if (outcome.ok) rememberAccount({ person: outcome.value.person, staff: outcome.value.staff !== null });
  else if (isOut(outcome.failure)) forgetAccount();
  return outcome;
}

/** Whether a refusal says that nobody is signed in. */
export function isOut(failure: Failure): boolean {
  return failure.code === 'unauthenticated' || failure.code === 'forbidden';
}

/**
 * Ends the session of this browser. Tells where the browser goes then: to the start page, or out of the provider that
 * vouched for the session, which comes back there; null if the server could not be told.
 */
export async function signOutHere(): Promise<string | null> {
  const outcome = await call<{ continue_to: string } | null>('DELETE', '/api/v1/session', COOKIE);
  if (!outcome.ok && outcome.failure.code !== 'unauthenticated') return null;
  forgetAccount();
  return (outcome.ok ? outcome.value?.continue_to : null) ?? START;
}

/** All others first: whatever breaks off then leaves the one from which it can be done again. */
export async function signOutEverywhere(): Promise<string | null> {
  const others = await call<null>('DELETE', '/api/v1/sessions', COOKIE);
  if (!others.ok && others.failure.code !== 'unauthenticated') return null;
  return signOutHere();
}

export function refusalOf(failure: Failure): Refusal {
  switch (failure.code) {
    case 'rate_limited': {
      const seconds = failure.retryAfterMs > 0 ? Math.ceil(failure.retryAfterMs / 1_000) : PATIENCE_S;
      return { kind: 'wait', seconds };
    }
    case 'disconnected':
    case 'unavailable':
    case 'internal':
      return { kind: 'unreachable' };
    default:
      return { kind: 'wrong', failure };
  }
}
