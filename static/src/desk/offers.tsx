import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { exactly, lasting } from '../i18n/time.ts';
import type { OfferView } from '../protocol/OfferView.ts';
import { Button } from '../ui/button.tsx';
import { CountdownRing } from '../ui/figures.tsx';
import { accept, decline } from './actions.ts';
import { now } from './clock.ts';
import { offers } from './desk-store.ts';
import { desk } from './fresh.ts';
import { queueNamed } from './live.ts';
import { reasonWords } from './why-words.ts';

/** Who asks for me now. First in the list, and said aloud once. */
export function Offers(): JSX.Element {
  const list = offers(desk.value);
  const newest = list.at(-1);
  return (
    <section aria-label={t('offers')} class="offers">
      <p class="visually-hidden" role="alert">
        {newest !== undefined && t('notice-offer', { name: newest.customer.name || t('customer-nameless') })}
      </p>
      {list.map((offer) => (
        <Offer key={offer.entry} offer={offer} />
      ))}
    </section>
  );
}

function Offer({ offer }: { offer: OfferView }): JSX.Element {
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null);
  const queue = queueNamed(offer.queue);
  const name = offer.customer.name || t('customer-nameless');
  const since = new Date(offer.waiting_since);
  const until = Date.parse(offer.until);
  const answer = (how: 'accept' | 'decline'): void => {
    setBusy(how);
    void (how === 'accept' ? accept : decline)(offer.entry).finally(() => setBusy(null));
  };
  return (
    <article class="offer">
      <div class="offer-head">
        <div class="offer-words">
          <p class="offer-kind">
            {queue !== undefined && localised(queue.name)}
            {offer.note != null && ` · ${t('offer-handed-over')}`}
          </p>
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <p class="offer-wait" title={exactly(since)}>
            {t('has-waited', { time: lasting(now.value - since.getTime()) })}
          </p>
        </div>
        <CountdownRing
          label={t('answer-within')}
          left={(until - now.value) / 1_000}
          of={(until - Date.parse(offer.offered_at)) / 1_000}
          size={52}
        />
      </div>
      {offer.subject !== '' && <p class="offer-subject said">{offer.subject}</p>}
      {offer.note != null && offer.note !== '' && (
        <p class="offer-note">
          <strong>{t('offer-note')}</strong> <span class="said">{offer.note}</span>
        </p>
      )}
      {offer.note == null && <p class="offer-why">{reasonWords(offer.why)}</p>}
      <div class="offer-actions">
        <Button busy={busy === 'decline'} disabled={busy !== null} onClick={() => answer('decline')}>
          {t('decline')}
        </Button>
        <Button
          look="primary"
          busy={busy === 'accept'}
          disabled={busy !== null}
          onClick={() => answer('accept')}
        >
          {t('accept')}
        </Button>
      </div>
    </article>
  );
}
