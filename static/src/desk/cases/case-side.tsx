import { AtSign, Languages, Phone } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { language, t } from '../../i18n/i18n.ts';
import { exactly, when } from '../../i18n/time.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { DeadlineView } from '../../protocol/DeadlineView.ts';
import { Avatar, Badge } from '../../ui/badge.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { mailTo } from '../../ui/mail-to.ts';
import { telOf } from '../../ui/phone.ts';
import { Timeline } from '../../ui/table.tsx';
import { DetailFacts, useClientDetails } from '../client-details.tsx';
import { lately } from '../clock.ts';
import { Fact } from '../fact.tsx';
import { CaseDeliveryNotes } from './case-delivery-notes.tsx';
import { partName } from './case-facts.tsx';
import { CaseFiles } from './case-files.tsx';
import { CaseLinks } from './case-links.tsx';
import type { LiveCase } from './case-live.ts';
import { CasePeopleList } from './case-people.tsx';
import { nearness, whenDue } from './due.ts';
import { happenedWords, isTrouble } from './happened.ts';
import { AllOfTheirs } from './their-cases.tsx';
import '../person.css';

/** Whom it is about, what is promised, what belongs to it and what has happened. */
export function CaseSide({ live, view }: { live: LiveCase; view: CaseView }): JSX.Element {
  const deadlines = view.deadlines ?? [];
  return (
    <section class="case-side person" aria-label={t('case-part-side')}>
      <Customer view={view} />
      {deadlines.length > 0 && (
        <Section title={t('case-clocks')}>
          <ul class="case-clocks">
            {deadlines.map((deadline) => (
              <Clock key={`${deadline.clock} ${deadline.since}`} deadline={deadline} />
            ))}
          </ul>
        </Section>
      )}
      <CasePeopleList live={live} view={view} />
      <CaseDeliveryNotes view={view} />
      <CaseFiles live={live} view={view} />
      <CaseLinks live={live} view={view} />
      <History view={view} />
    </section>
  );
}

/** A part of the side with its name. */
export function Section(props: {
  title: string;
  deed?: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="person-section">
      <header class="case-section-head">
        <h3>{props.title}</h3>
        {props.deed}
      </header>
      {props.children}
    </section>
  );
}

function Customer({ view }: { view: CaseView }): JSX.Element {
  const { row, contact } = view;
  const details = useClientDetails(view.papers);
  const name = row.customer_name || contact.name || t('customer-nameless');
  const email = details?.email || contact.email;
  const phone = details?.phone || contact.phone;
  return (
    <header class="person-head">
      <Avatar name={name} size={40} />
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <ul class="person-contact">
        {email !== '' && (
          <Fact icon={AtSign}>
            <a href={mailTo(email)}>{email}</a>
            {details?.email_proven === true && <Badge look="success">{t('client-email-proven')}</Badge>}
          </Fact>
        )}
        {phone !== '' && (
          <Fact icon={Phone}>
            <a href={telOf(phone)}>{phone}</a>
          </Fact>
        )}
        {contact.language !== '' && <Fact icon={Languages}>{languageName(contact.language)}</Fact>}
        {details !== null && <DetailFacts details={details} />}
      </ul>
      <AllOfTheirs customer={row.customer} />
    </header>
  );
}

function Clock({ deadline }: { deadline: DeadlineView }): JSX.Element {
  const near = nearness(deadline, lately.value);
  const met = deadline.met_at == null ? null : new Date(deadline.met_at);
  const then = deadline.met_at ?? deadline.due_at;
  return (
    <li class="case-clock">
      <span>{t(`clock-${deadline.clock.replaceAll('_', '-')}`)}</span>
      <span
        class={`case-due case-due-${near} numbers`}
        {...(then == null ? {} : { title: exactly(new Date(then)) })}
      >
        {met === null
          ? whenDue(deadline, lately.value)
          : t(deadline.missed ? 'case-clock-late' : 'case-clock-met', {
              when: when(met, new Date(lately.value)),
            })}
      </span>
    </li>
  );
}

/** So many say what is going on; the rest is asked for. */
const NEWEST = 8;

function History({ view }: { view: CaseView }): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? view.timeline : view.timeline.slice(0, NEWEST);
  return (
    <Section title={t('case-timeline')}>
      <Timeline
        items={shown.map((moment, at) => {
          const then = new Date(moment.at);
          return {
            key: `${moment.id}`,
            now: at === 0,
            at: (
              <span title={exactly(then)}>
                {when(then, new Date(lately.value))}
                {moment.who != null && (
                  <>
                    {' · '}
                    <bdi>{moment.who}</bdi>
                  </>
                )}
              </span>
            ),
            children: (
              <span dir="auto" class={isTrouble(moment.what) ? 'case-due-late' : ''}>
                {happenedWords(moment.what, (key) => partName(view, key))}
              </span>
            ),
          };
        })}
      />
      {view.timeline.length > shown.length && (
        <LinkButton onClick={() => setAll(true)}>
          {t('case-timeline-all', { n: view.timeline.length - shown.length })}
        </LinkButton>
      )}
    </Section>
  );
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
