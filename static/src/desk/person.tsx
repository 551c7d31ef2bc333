import {
  ArrowLeft,
  AtSign,
  Clock3,
  Download,
  History,
  Languages,
  MessageCircleQuestion,
  Phone,
  PhoneCall,
  Route,
} from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { language, t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { exactly, lasting, when } from '../i18n/time.ts';
import type { Failure } from '../net/socket.ts';
import type { ConversationSummary } from '../protocol/ConversationSummary.ts';
import type { CustomerView } from '../protocol/CustomerView.ts';
import type { Explained } from '../protocol/Explained.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { mailTo } from '../ui/mail-to.ts';
import { Skeleton } from '../ui/panel.tsx';
import { telOf } from '../ui/phone.ts';
import { Timeline } from '../ui/table.tsx';
import { type About, aboutOf, customerOf } from './about.ts';
import { TheirCases } from './cases/their-cases.tsx';
import { DetailFacts, useClientDetails } from './client-details.tsx';
import { now } from './clock.ts';
import { socket } from './connection.ts';
import { heldOf } from './conversations.ts';
import { CustomerFace } from './customer-face.tsx';
import { Fact } from './fact.tsx';
import { desk } from './fresh.ts';
import { queueNamed, staff } from './live.ts';
import { openPanes, showBeside } from './open-panes.ts';
import { whyWords } from './why-words.ts';
import './person.css';

/** The one behind the conversation: who they are, why they are here, and what was said before. */
export function Person({ conversation, onBack }: { conversation: string; onBack?: () => void }): JSX.Element {
  const held = heldOf(conversation);
  const about = aboutOf(conversation, desk.value, staff.value.inbox);
  const customer = customerOf(about, held);
  const entry = about.kind === 'mine' || about.kind === 'past' ? about.entry.entry : held.entry;
  return (
    <div class="person">
      {onBack !== undefined && (
        <span class="pane-back">
          <IconButton icon={ArrowLeft} label={t('back')} onClick={onBack} />
        </span>
      )}
      {customer === null ? (
        <Skeleton lines={5} label={t('loading')} />
      ) : (
        <>
          <Profile customer={customer} conversation={conversation} />
          <Facts about={about} />
          <TheirCases key={`cases ${customer.person}`} person={customer.person} />
          {entry !== null && <Why key={entry} entry={entry} />}
          <Earlier key={customer.person} person={customer.person} conversation={conversation} />
          <a class="button button-quiet" href={`/api/v1/conversations/${conversation}/transcript`} download>
            <Icon of={Download} />
            <span>{t('transcript')}</span>
          </a>
        </>
      )}
    </div>
  );
}

type ProfileProps = { customer: CustomerView; conversation: string };

function Profile({ customer, conversation }: ProfileProps): JSX.Element {
  const details = useClientDetails(conversation);
  const name = customer.name || t('customer-nameless');
  return (
    <header class="person-head">
      <CustomerFace name={name} present={customer.present} size={56} />
      <div>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p class="small muted">{t(customer.present ? 'customer-present' : 'customer-gone')}</p>
      </div>
      <ul class="person-contact">
        {customer.email !== '' && (
          <Fact icon={AtSign}>
            <a href={mailTo(customer.email)}>{customer.email}</a>
            {details?.email_proven === true && <Badge look="success">{t('client-email-proven')}</Badge>}
          </Fact>
        )}
        {customer.phone !== '' && (
          <Fact icon={Phone}>
            <a href={telOf(customer.phone)}>{customer.phone}</a>
          </Fact>
        )}
        {customer.language !== '' && <Fact icon={Languages}>{languageName(customer.language)}</Fact>}
        {details !== null && <DetailFacts details={details} />}
      </ul>
    </header>
  );
}

/** That they ask to be called, where and when. */
function Calls({ item }: { item: InboxItem }): JSX.Element {
  const { phone } = item.customer;
  return (
    <Fact icon={PhoneCall}>
      <strong>{t('left-calls')}</strong>{' '}
      <a class="numbers" href={telOf(phone)}>
        {phone}
      </a>
      {item.callback !== '' && (
        <span class="person-wish">
          <bdi>{item.callback}</bdi>
        </span>
      )}
    </Fact>
  );
}

function Facts({ about }: { about: About }): JSX.Element | null {
  if (about.kind === 'other') return null;
  const queue = queueNamed(about.kind === 'left' ? about.item.queue : about.entry.queue);
  if (about.kind === 'left') {
    const at = new Date(about.item.at);
    return (
      <section class="person-section">
        <h3>{t('left-message')}</h3>
        <ul class="person-facts">
          {queue !== undefined && <Fact icon={Route}>{localised(queue.name)}</Fact>}
          <Fact icon={Clock3}>
            <span title={exactly(at)}>{t('left-at', { when: when(at, new Date(now.value)) })}</span>
          </Fact>
          {about.item.callback !== undefined && <Calls item={about.item} />}
        </ul>
      </section>
    );
  }
  const { entry } = about;
  const joined = new Date(entry.joined_at);
  const waited =
    entry.accepted_at == null ? null : Date.parse(entry.accepted_at) - Date.parse(entry.waiting_since);
  return (
    <section class="person-section">
      <h3>{t('this-visit')}</h3>
      <ul class="person-facts">
        {entry.subject !== '' && <Fact icon={MessageCircleQuestion}>{entry.subject}</Fact>}
        {queue !== undefined && <Fact icon={Route}>{localised(queue.name)}</Fact>}
        <Fact icon={Clock3}>
          <span title={exactly(joined)}>
            {t('came-at', { when: when(joined, new Date(now.value)) })}
            {waited !== null && `, ${t('waited-for', { time: lasting(waited) })}`}
          </span>
        </Fact>
      </ul>
    </section>
  );
}

/** The journal of decisions: asked for when wanted. */
function Why({ entry }: { entry: string }): JSX.Element {
  const [steps, setSteps] = useState<readonly Explained[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const load = async (): Promise<void> => {
    setBusy(true);
    const outcome = await socket.ask({ type: 'explain', entry }, 'explained');
    setBusy(false);
    setFailure(outcome.ok ? null : outcome.failure);
    if (outcome.ok) setSteps(outcome.value);
  };
  return (
    <section class="person-section">
      <h3>{t('why')}</h3>
      {steps === null ? (
        <Button busy={busy} onClick={() => void load()}>
          {t('why-show')}
        </Button>
      ) : (
        <Timeline
          items={steps.map((step, at) => ({
            key: `${step.at} ${step.what} ${at}`,
            at: (
              <span title={exactly(new Date(step.at))}>{when(new Date(step.at), new Date(now.peek()))}</span>
            ),
            now: at === steps.length - 1,
            children: <WhyStep step={step} />,
          }))}
        />
      )}
      {failure !== null && (
        <p class="small muted" role="status">
          {failureWords(failure)}
        </p>
      )}
    </section>
  );
}

function WhyStep({ step }: { step: Explained }): JSX.Element {
  const id = `why-${step.what.replaceAll('_', '-')}`;
  const words = t(id, { who: step.who ?? '' });
  const why = whyWords(step.why);
  return (
    <>
      {/* A decision of a newer server has no words here yet; its own name is better than none. */}
      <span>{words === id ? `${step.what} ${step.who ?? ''}` : words}</span>
      {why !== '' && <span class="small muted why-reason">{why}</span>}
    </>
  );
}

function Earlier({ person, conversation }: { person: string; conversation: string }): JSX.Element {
  const [list, setList] = useState<readonly ConversationSummary[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = socket.connection.value.kind === 'open';
  useEffect(() => {
    if (!open) return;
    let wanted = true;
    void socket.ask({ type: 'history', person }, 'conversations').then((outcome) => {
      if (!wanted) return;
      setFailure(outcome.ok ? null : outcome.failure);
      if (outcome.ok) setList(outcome.value);
    });
    return () => {
      wanted = false;
    };
  }, [person, open]);
  const others = (list ?? []).filter((one) => one.id !== conversation);
  return (
    <section class="person-section">
      <h3>
        {t('earlier')} {others.length > 0 && <Badge>{others.length}</Badge>}
      </h3>
      {list === null && failure === null && <Skeleton lines={3} label={t('loading')} />}
      {failure !== null && <p class="small muted">{failureWords(failure)}</p>}
      {list !== null && others.length === 0 && <p class="small muted">{t('earlier-none')}</p>}
      <ul class="earlier">
        {others.map((one) => (
          <li key={one.id}>
            <EarlierRow summary={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EarlierRow({ summary }: { summary: ConversationSummary }): JSX.Element {
  const at = new Date(summary.last_at);
  const queue = summary.queue == null ? undefined : queueNamed(summary.queue);
  return (
    <button
      type="button"
      class="earlier-row"
      aria-current={openPanes.value.open.includes(summary.id)}
      onClick={() => showBeside(summary.id)}
    >
      <span class="earlier-head">
        <Icon of={History} size={14} />
        <span title={exactly(at)}>{when(at, new Date(now.peek()))}</span>
        {summary.state === 'open' && <Badge look="accent">{t('state-open')}</Badge>}
      </span>
      <span class="earlier-subject">
        {summary.subject || (queue && localised(queue.name)) || summary.last}
      </span>
      {summary.with != null && <span class="small muted">{t('with', { name: summary.with })}</span>}
    </button>
  );
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
