/*
 * Passkeys: what the server asks goes to the browser, and its answer back. Options and answers are JSON with base64url
 * where the browser wants bytes (WebAuthn level 3, section 5).
 */
import { call } from '../net/http.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { PasskeyChallenge } from '../protocol/PasskeyChallenge.ts';
import type { PasskeyView } from '../protocol/PasskeyView.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { asVisitor } from './api.ts';

export type PasskeyOutcome<T> =
  | { kind: 'done'; value: T }
  /** The person closed the browser's own window, or it waited too long. */
  | { kind: 'dismissed' }
  /** This device has one already. */
  | { kind: 'known' }
  | { kind: 'failed'; failure: Failure };

type Described = { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] };
type Creation = Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: Described[];
};
type Request = Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'> & {
  challenge: string;
  allowCredentials?: Described[];
};

const COOKIE = { kind: 'cookie' } as const;

/** Whether this browser has them and the address has a name: one of figures has no passkeys. */
export function passkeysWork(): boolean {
  return 'PublicKeyCredential' in globalThis && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** Signs in by a passkey: whichever the person chooses, or one of the ticket's owner as the second thing. */
export async function signInByPasskey(ticket = ''): Promise<PasskeyOutcome<SignInAnswer>> {
  const asked = await call<PasskeyChallenge>('POST', '/api/v1/session/passkey/challenge', COOKIE, { ticket });
  if (!asked.ok) return { kind: 'failed', failure: asked.failure };
  const options = asked.value.options as Request;
  const shown = await ask(() =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: described(options.allowCredentials),
      },
    }),
  );
  if (shown.kind !== 'done') return shown;
  const response = shown.value.response as AuthenticatorAssertionResponse;
  const credential = {
    ...named(shown.value),
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle === null ? null : text(response.userHandle),
    },
  };
  const body = { challenge: asked.value.id, ticket, credential };
  // As the second of two steps, the ticket knows whose conversations go on.
  return told(await call<SignInAnswer>('POST', '/api/v1/session/passkey', asVisitor(), body));
}

/** Adds a passkey of this device, or of one that the browser reaches. */
export async function addPasskey(name: string): Promise<PasskeyOutcome<PasskeyView>> {
  const asked = await call<PasskeyChallenge>('POST', '/api/v1/passkeys/challenge', COOKIE);
  if (!asked.ok) return { kind: 'failed', failure: asked.failure };
  const options = asked.value.options as Creation;
  const made = await ask(() =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: described(options.excludeCredentials),
      },
    }),
  );
  if (made.kind !== 'done') return made;
  const response = made.value.response as AuthenticatorAttestationResponse;
  const credential = {
    ...named(made.value),
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports(),
    },
  };
  const body = { challenge: asked.value.id, name, credential };
  return told(await call<PasskeyView>('POST', '/api/v1/passkeys', COOKIE, body));
}

export function listPasskeys(): Promise<Outcome<PasskeyView[]>> {
  return call('GET', '/api/v1/passkeys', COOKIE);
}

export function renamePasskey(id: string, name: string): Promise<Outcome<null>> {
  return call('PUT', `/api/v1/passkeys/${id}`, COOKIE, { name });
}

export function removePasskey(id: string): Promise<Outcome<null>> {
  return call('DELETE', `/api/v1/passkeys/${id}`, COOKIE);
}

async function ask(by: () => Promise<Credential | null>): Promise<PasskeyOutcome<PublicKeyCredential>> {
  try {
    const credential = await by();
    return credential instanceof PublicKeyCredential
      ? { kind: 'done', value: credential }
      : { kind: 'dismissed' };
  } catch (error) {
    return {
      kind: error instanceof DOMException && error.name === 'InvalidStateError' ? 'known' : 'dismissed',
    };
  }
}

function told<T>(outcome: Outcome<T>): PasskeyOutcome<T> {
  return outcome.ok ? { kind: 'done', value: outcome.value } : { kind: 'failed', failure: outcome.failure };
}

function named(credential: PublicKeyCredential): Record<string, unknown> {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    extensions: {},
  };
}

function described(list: Described[] | undefined): PublicKeyCredentialDescriptor[] {
  return (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
}

/** Bytes of base64url. */
export function bytes(encoded: string): Uint8Array<ArrayBuffer> {
  const plain = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** Base64url of bytes, without padding. */
export function text(buffer: ArrayBuffer): string {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
