/*
 * What is said while a sign-in outside waits and when it fails, by the provider's own code for it. Codes that come later
 * than we are told as what they must be: still waiting, or failed. Each gives the name of the words, which are filled in
 * with the provider's name.
 */
import type { Failure } from '../net/socket.ts';
import type { ProviderKind } from '../protocol/ProviderKind.ts';
import type { SignInDevice } from '../protocol/SignInDevice.ts';
import type { SignInPurpose } from '../protocol/SignInPurpose.ts';

/** When the server refused: as it was to be begun, or as what was proven was to be used. */
export type Moment = 'begin' | 'finish';

/** For a sign-in that waits. */
export function waitingWords(kind: ProviderKind, hint: string, device: SignInDevice): string {
  switch (kind) {
    case 'bankid':
      return bankIdWaits(hint, device);
    case 'freja':
      return frejaWaits(hint, device);
    case 'oidc':
      return 'oidc-leaving';
    default:
      return kind satisfies never;
  }
}

/** For one that came to nothing. */
export function failedWords(kind: ProviderKind, hint: string, device: SignInDevice): string {
  switch (kind) {
    case 'bankid':
      return bankIdFailed(hint, device);
    case 'freja':
      return frejaFailed(hint);
    case 'oidc':
      return oidcFailed(hint);
    default:
      return kind satisfies never;
  }
}

/** For one that the server did not take. */
export function refusedWords(
  kind: ProviderKind,
  { code }: Failure,
  moment: Moment,
  purpose: SignInPurpose,
): string {
  switch (code) {
    case 'unavailable':
      return moment === 'begin' ? 'outside-unavailable' : 'error-unavailable';
    case 'conflict':
      if (moment === 'begin' && kind === 'freja') return 'freja-already-open';
      return moment === 'finish' && purpose === 'link' ? 'outside-taken' : 'outside-over';
    case 'not_found':
      return 'outside-over';
    case 'unauthenticated':
      if (purpose === 'link') return 'error-unauthenticated';
      return moment === 'begin' ? 'outside-cancelled' : 'outside-not-let-in';
    case 'disconnected':
      return 'sign-in-unreachable';
    default:
      return `error-${code.replaceAll('_', '-')}`;
  }
}

function bankIdWaits(hint: string, device: SignInDevice): string {
  const here = device === 'this';
  switch (hint) {
    case '':
    case 'outstandingTransaction':
      return here ? 'bankid-starting' : 'bankid-scan';
    case 'noClient':
      return 'bankid-open';
    case 'started':
      return here ? 'bankid-looking' : 'bankid-scanned';
    case 'userSign':
      return 'bankid-code';
    case 'userMrtd':
      return 'bankid-document';
    case 'userCallConfirm':
      return 'bankid-call';
    default:
      return 'bankid-waits';
  }
}

function bankIdFailed(hint: string, device: SignInDevice): string {
  switch (hint) {
    case 'userCancel':
      return 'bankid-you-cancelled';
    case 'cancelled':
    case 'canceled':
      return 'bankid-cancelled';
    case 'alreadyInProgress':
      return 'bankid-two-at-once';
    case 'expiredTransaction':
      return 'bankid-expired';
    case 'certificateErr':
      return 'bankid-blocked';
    case 'startFailed':
      return device === 'this' ? 'bankid-not-installed' : 'bankid-not-scanned';
    case 'userDeclinedCall':
      return 'bankid-call-declined';
    case 'notSupportedByUserApp':
      return 'bankid-old-app';
    case 'transactionRiskBlocked':
      return 'bankid-risk';
    case 'requestTimeout':
    case 'tooManyRequests':
    case 'internalError':
    case 'invalidParameters':
    case 'unreachable':
    case 'Maintenance':
    case 'maintenance':
      return 'bankid-trouble';
    default:
      return 'bankid-failed';
  }
}

function frejaWaits(hint: string, device: SignInDevice): string {
  switch (hint) {
    case '':
    case 'STARTED':
      return device === 'this' ? 'freja-starting' : 'freja-scan';
    case 'DELIVERED_TO_MOBILE':
      return 'freja-confirm';
    default:
      return 'freja-waits';
  }
}

function frejaFailed(hint: string): string {
  switch (hint) {
    case 'REJECTED':
    case 'CANCELED':
      return 'freja-you-cancelled';
    case 'RP_CANCELED':
    case 'cancelled':
      return 'outside-cancelled';
    case 'EXPIRED':
      return 'freja-expired';
    case 'not_opened':
      return 'freja-not-opened';
    case 'already_open':
      return 'freja-already-open';
    case 'unreachable':
      return 'outside-unavailable';
    case 'provider_refused':
      return 'outside-refused';
    case 'not_believed':
      return 'outside-not-believed';
    case 'level_too_low':
      return 'freja-level-too-low';
    default:
      return 'outside-failed';
  }
}

function oidcFailed(hint: string): string {
  switch (hint) {
    case 'access_denied':
      return 'oidc-denied';
    case 'cancelled':
      return 'outside-cancelled';
    case 'unreachable':
      return 'outside-unavailable';
    case 'provider_refused':
      return 'outside-refused';
    case 'not_believed':
      return 'outside-not-believed';
    case 'level_too_low':
      return 'oidc-level-too-low';
    case 'claim_missing':
      return 'oidc-claim-missing';
    default:
      return 'outside-failed';
  }
}
