/*
 * What is worth interrupting somebody for: a new offer, and a word from a customer whose conversation I hold. Pure.
 */

import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { OfferView } from '../protocol/OfferView.ts';
import type { Desk } from './desk-store.ts';

export type Alert = { kind: 'offer'; offer: OfferView } | { kind: 'reply'; entry: DeskEntry };

/** What has come since. A customer's second word before my answer is new too. */
export function arrived(before: Desk, after: Desk): Alert[] {
  const offered = after.offers
    .filter((offer) => !before.offers.some((one) => one.entry === offer.entry))
    .map((offer): Alert => ({ kind: 'offer', offer }));
  const replied = after.entries
    .filter((entry) =>
      isNewWord(
        before.entries.find((one) => one.entry === entry.entry),
        entry,
      ),
    )
    .map((entry): Alert => ({ kind: 'reply', entry }));
  return [...offered, ...replied];
}

function isNewWord(before: DeskEntry | undefined, after: DeskEntry): boolean {
  return (
    before !== undefined &&
    after.unanswered_since != null &&
    after.head > before.head &&
    after.last !== before.last
  );
}
