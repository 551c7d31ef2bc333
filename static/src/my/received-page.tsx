import { CircleCheck } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { Heading } from './heading.tsx';
import { Link } from './link.tsx';
import { keptText } from './route.ts';
import { isVisit } from './session.ts';
import { useTitle } from './title.ts';

/** That a case is open: its number, where the confirmation went, what happens next. */
export function ReceivedPage({ number }: { number: string }): JSX.Element {
  useTitle(t('my-received-title'));
  // As the form left it; empty when one came otherwise.
  const toldAt = keptText('told_to');
  const here = `/my/case/${number}`;
  return (
    <div class="my-narrow">
      <section class="card my-received">
        <span class="my-received-mark">
          <Icon of={CircleCheck} size={28} />
        </span>
        <Heading>{t('my-received-title')}</Heading>
        <dl class="my-received-number">
          <dt class="muted">{t('my-received-number')}</dt>
          <dd class="numbers">{number}</dd>
        </dl>
        <p>{toldAt === '' ? t('my-received-told-nobody') : t('my-received-told', { email: toldAt })}</p>
        <h2>{t('my-received-next')}</h2>
        <ol class="my-received-steps">
          <li>{t('my-received-step-read')}</li>
          <li>{t('my-received-step-told')}</li>
          <li>{t('my-received-step-follow')}</li>
        </ol>
        <div class="my-buttons">
          <Link to={{ page: 'case', number, thread: null }} class="button button-primary">
            <span>{t('my-received-open')}</span>
          </Link>
          <Link to={{ page: 'list' }} class="button button-secondary">
            <span>{t('my-to-list')}</span>
          </Link>
        </div>
        {isVisit() && (
          <p class="small muted">
            {t('my-received-visit')}{' '}
            <a href={`/sign-in?create&next=${encodeURIComponent(here)}`}>{t('my-received-account')}</a>
          </p>
        )}
      </section>
    </div>
  );
}
