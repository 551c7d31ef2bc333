import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { TextField } from '../ui/field.tsx';
import type { Draft } from './draft.ts';
import type { Asked, OwnField } from './own-fields.ts';

type Props = {
  asked: Asked;
  /** Where somebody signed in is written to; null before it is known. */
  known: { name: string; email: string } | null;
  draft: Draft;
  errorOf: (field: OwnField) => string | undefined;
  onInput: (field: OwnField, text: string) => void;
};

/** How whoever writes is answered. Somebody signed in is told; anybody else is asked. */
export function ContactFields({ asked, known, draft, errorOf, onInput }: Props): JSX.Element {
  return (
    <section class="card my-form-part" aria-labelledby="contact">
      <h2 id="contact">{t('my-form-contact')}</h2>
      {asked === 'nothing' ? (
        <p>
          {known === null
            ? t('my-form-known-soon')
            : t('my-form-known', { name: known.name || known.email, email: known.email })}{' '}
          <a href="/account">{t('my-form-known-change')}</a>
        </p>
      ) : (
        <>
          <p class="muted">{t('my-form-contact-about')}</p>
          <div data-field=".name">
            <TextField
              label={t('my-form-name')}
              name="name"
              autocomplete="name"
              optional={asked === 'if_any'}
              error={errorOf('.name')}
              value={draft.name}
              onInput={(text) => onInput('.name', text)}
            />
          </div>
          <div data-field=".email">
            <TextField
              label={t('my-form-email')}
              hint={t('my-form-email-hint')}
              type="email"
              name="email"
              autocomplete="email"
              optional={asked === 'if_any'}
              error={errorOf('.email')}
              value={draft.email}
              onInput={(text) => onInput('.email', text)}
            />
          </div>
          <div data-field=".phone">
            <TextField
              label={t('my-form-phone')}
              type="tel"
              name="phone"
              autocomplete="tel"
              optional
              error={errorOf('.phone')}
              value={draft.phone}
              onInput={(text) => onInput('.phone', text)}
            />
          </div>
          {asked === 'a_way' && (
            <p class="small muted">
              {t('my-form-account')}{' '}
              <a href={`/sign-in?next=${encodeURIComponent(location.pathname)}`}>{t('sign-in')}</a>
            </p>
          )}
        </>
      )}
    </section>
  );
}
