import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../protocol/ErrorCode.ts';
import type { ProviderKind } from '../protocol/ProviderKind.ts';
import type { SignInDevice } from '../protocol/SignInDevice.ts';
import { failedWords, refusedWords, waitingWords } from './hint-words.ts';

const DEVICES: readonly SignInDevice[] = ['this', 'other'];
/** What each is known to say. */
const HINTS: Record<ProviderKind, { pending: string[]; failed: string[] }> = {
  bankid: {
    pending: [
      '',
      'outstandingTransaction',
      'noClient',
      'started',
      'userSign',
      'userMrtd',
      'userCallConfirm',
      'processing',
    ],
    failed: [
      'userCancel',
      'cancelled',
      'alreadyInProgress',
      'expiredTransaction',
      'certificateErr',
      'startFailed',
      'userDeclinedCall',
      'notSupportedByUserApp',
      'transactionRiskBlocked',
      'requestTimeout',
      'tooManyRequests',
      'internalError',
      'unreachable',
      'Maintenance',
    ],
  },
  freja: {
    pending: ['', 'STARTED', 'DELIVERED_TO_MOBILE'],
    failed: [
      'REJECTED',
      'CANCELED',
      'RP_CANCELED',
      'EXPIRED',
      'not_opened',
      'already_open',
      'unreachable',
      'provider_refused',
      'not_believed',
      'level_too_low',
      'cancelled',
    ],
  },
  oidc: {
    pending: [''],
    failed: [
      'unreachable',
      'access_denied',
      'provider_refused',
      'not_believed',
      'level_too_low',
      'claim_missing',
      'cancelled',
    ],
  },
};
const KINDS = Object.keys(HINTS) as ProviderKind[];
const CODES: readonly ErrorCode[] = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'rate_limited',
  'unavailable',
  'internal',
];
const NEW = 'fromTheFuture';

describe('the words of a sign-in outside', () => {
  const said = KINDS.flatMap((kind) =>
    DEVICES.flatMap((device) => [
      ...[...HINTS[kind].pending, NEW].map((hint) => waitingWords(kind, hint, device)),
      ...[...HINTS[kind].failed, NEW, ''].map((hint) => failedWords(kind, hint, device)),
    ]),
  );
  const refused = KINDS.flatMap((kind) =>
    [...CODES, 'disconnected' as const].flatMap((code) =>
      (['begin', 'finish'] as const).flatMap((moment) =>
        (['sign_in', 'link'] as const).map((purpose) =>
          refusedWords(kind, { code, message: '', retryAfterMs: 0 }, moment, purpose),
        ),
      ),
    ),
  );

  it.each(['sv', 'en'])('are all in the catalogues of %s', (language) => {
    const catalogue = ['outside', 'account', 'common']
      .map((file) => readFileSync(join(import.meta.dirname, `../../locales/${language}/${file}.ftl`), 'utf8'))
      .join('\n');
    for (const id of new Set([...said, ...refused])) expect(catalogue).toMatch(new RegExp(`^${id} = `, 'm'));
  });

  it('are its own for each hint that Freja and OpenID providers have', () => {
    for (const kind of ['freja', 'oidc'] as const)
      for (const hint of HINTS[kind].failed)
        expect(failedWords(kind, hint, 'this')).not.toBe('outside-failed');
  });

  it('say of a code that is too new what must be true of it', () => {
    expect(waitingWords('bankid', NEW, 'other')).toBe('bankid-waits');
    expect(failedWords('bankid', NEW, 'other')).toBe('bankid-failed');
    expect(waitingWords('freja', NEW, 'other')).toBe('freja-waits');
    expect(failedWords('freja', NEW, 'other')).toBe('outside-failed');
    expect(failedWords('oidc', NEW, 'this')).toBe('outside-failed');
  });

  it('tell an app that is missing from a code that nobody has scanned', () => {
    expect(failedWords('bankid', 'startFailed', 'this')).toBe('bankid-not-installed');
    expect(failedWords('bankid', 'startFailed', 'other')).toBe('bankid-not-scanned');
    expect(waitingWords('bankid', 'outstandingTransaction', 'this')).not.toBe(
      waitingWords('bankid', 'outstandingTransaction', 'other'),
    );
  });

  it('tell an identity that is taken from a sign-in that is over', () => {
    const conflict = { code: 'conflict', message: '', retryAfterMs: 0 } as const;
    expect(refusedWords('oidc', conflict, 'finish', 'link')).toBe('outside-taken');
    expect(refusedWords('oidc', conflict, 'finish', 'sign_in')).toBe('outside-over');
    expect(refusedWords('freja', conflict, 'begin', 'sign_in')).toBe('freja-already-open');
  });
});
