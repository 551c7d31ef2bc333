import type { ComponentChildren, JSX } from 'preact';
import { ValuesList } from '../cases/values-list.tsx';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { day, exactly } from '../i18n/time.ts';
import type { CasePersonView } from '../protocol/CasePersonView.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import { Said } from '../ui/text.tsx';
import { Link } from './link.tsx';
import { Part } from './part.tsx';
import { authority, isVisit } from './session.ts';
import { StatusBadge } from './status-badge.tsx';

/** What the case says: as it was reported, and what belongs to it. */
export function DetailsPart({ view }: { view: CaseView }): JSX.Element {
  const { row } = view;
  const opened = new Date(row.created_at);
  return (
    <Part id="details" title={t('my-part-details')}>
      {view.description !== '' && <Said text={view.description} />}
      <dl class="case-values">
        <Fact label={t('my-details-kind')}>{localised(row.type_name)}</Fact>
        <Fact label={t('my-details-opened')}>
          <time dateTime={row.created_at} title={exactly(opened)}>
            {day(opened, new Date())}
          </time>
        </Fact>
      </dl>
      <ValuesList
        form={view.form}
        values={view.values}
        filler="customer"
        files={view.files.map(({ file }) => file)}
        authority={authority()}
      />
      {view.links.length > 0 && (
        <>
          <h3>{t('my-details-links')}</h3>
          <ul class="my-links">
            {view.links.map((link) => (
              <li key={link.id}>
                <Link to={{ page: 'case', number: link.number, thread: null }}>
                  <span class="numbers">{link.number}</span> <bdi>{link.title}</bdi>
                </Link>{' '}
                <StatusBadge status={link.status} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Part>
  );
}

/** How the customer is reached, and who else it concerns. */
export function MyDetailsPart({ view }: { view: CaseView }): JSX.Element {
  const { name, email, phone } = view.contact;
  return (
    <Part id="my-details" title={t('my-part-my-details')}>
      <dl class="case-values">
        {name !== '' && (
          <Fact label={t('my-details-name')}>
            <bdi>{name}</bdi>
          </Fact>
        )}
        {email !== '' && <Fact label={t('my-details-email')}>{email}</Fact>}
        {phone !== '' && <Fact label={t('my-details-phone')}>{phone}</Fact>}
      </dl>
      <p class="small muted">
        {isVisit() ? t('my-details-visit') : t('my-details-account')}{' '}
        {isVisit() ? (
          <a href={`/sign-in?next=${encodeURIComponent(location.pathname)}`}>{t('sign-in')}</a>
        ) : (
          <a href="/account">{t('my-account')}</a>
        )}
      </p>
      {view.people.length > 0 && (
        <>
          <h3>{t('my-details-people')}</h3>
          <ul class="my-links">{view.people.map(person)}</ul>
        </>
      )}
    </Part>
  );
}

function person({ id, part, name, email, phone }: CasePersonView): JSX.Element {
  return (
    <li key={id}>
      <bdi>{name}</bdi>{' '}
      <span class="small muted">
        {[t(`my-person-${part}`), email, phone].filter((word) => word !== '').join(' · ')}
      </span>
    </li>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
