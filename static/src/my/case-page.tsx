import { FileQuestion, Info } from 'lucide';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Notes } from '../cases/delivery-notes.ts';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { Failure } from '../net/socket.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import { isOut } from '../sign-in/api.ts';
import { Avatar, Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { Back } from './back.tsx';
import { CallbackPart } from './callback-part.tsx';
import { ChecklistPart } from './checklist-part.tsx';
import { DeliveryNotesPart } from './delivery-notes-part.tsx';
import { DetailsPart, MyDetailsPart } from './details-part.tsx';
import { FilesPart } from './files-part.tsx';
import { Heading } from './heading.tsx';
import { MessagesPart } from './messages-part.tsx';
import { type NextStep, nextSteps, unsignedOf } from './next-step.ts';
import { Part } from './part.tsx';
import { goInstead, keptText } from './route.ts';
import { isVisit } from './session.ts';
import { StatusBadge } from './status-badge.tsx';
import { TimelinePart } from './timeline-part.tsx';
import { useTitle } from './title.ts';
import { type Lists, useCase } from './use-case.ts';

type Props = { number: string; thread: string | null };

/** One case: who has it and what comes next, then all its parts. */
export function CasePageView({ number, thread }: Props): JSX.Element {
  const [state, refresh] = useCase(number);
  useTitle(state.kind === 'here' ? `${state.view.row.number} ${state.view.row.title}` : number);
  const mergedInto = state.kind === 'here' ? state.view.merged_into : undefined;
  useEffect(() => {
    if (mergedInto === undefined) return;
    goInstead({ page: 'case', number: mergedInto, thread: null }, { merged: number });
  }, [mergedInto, number]);
  if (state.kind === 'asking' || mergedInto !== undefined)
    return (
      <>
        <Back />
        <Skeleton lines={10} label={t('loading')} />
      </>
    );
  if (state.kind === 'failed') return <NotShown failure={state.failure} onRetry={refresh} />;
  const { view, lists, notes } = state;
  const merged = keptText('merged');
  return (
    <>
      <Back />
      {merged !== '' && <Banner>{t('my-merged', { number: merged })}</Banner>}
      <Head view={view} lists={lists} notes={notes} onChange={refresh} />
      <Jumps lists={lists} notes={notes} />
      <div class="my-case">
        <div class="my-case-main">
          <MessagesPart view={view} thread={thread} onChange={refresh} />
          <ChecklistPart view={view} lists={lists} onChange={refresh} />
          <DeliveryNotesPart view={view} notes={notes} onChange={refresh} />
          <FilesPart view={view} />
        </div>
        <div class="my-case-side">
          <DetailsPart view={view} />
          <MyDetailsPart view={view} />
        </div>
        <div class="my-case-end">
          <div class="my-case-two">
            <Part id="payments" title={t('my-payments')}>
              <p class="muted">{t('my-payments-none')}</p>
            </Part>
            <Part id="bookings" title={t('my-bookings')}>
              <p class="muted">{t('my-bookings-none')}</p>
            </Part>
          </div>
          <TimelinePart view={view} />
        </div>
      </div>
    </>
  );
}

type AboutProps = { view: CaseView; lists: Lists; notes: Notes; onChange: () => void };

function Head({ view, lists, notes, onChange }: AboutProps): JSX.Element {
  const { row } = view;
  const about = {
    lists: lists.kind === 'here' ? lists.all : null,
    unsigned: unsignedOf(notes.notes ?? [], view, isVisit()),
  };
  return (
    <header class="my-case-head">
      <Heading>{row.title}</Heading>
      <p class="my-case-about">
        <span class="numbers">{row.number}</span>
        <span>{localised(row.type_name)}</span>
        <StatusBadge status={row.status} />
        {row.urgent && <Badge look="danger">{t('my-urgent')}</Badge>}
      </p>
      <section class="card my-next" aria-label={t('my-next')}>
        <Who view={view} />
        <div class="my-next-words" aria-live="polite">
          {nextSteps(view, about).map((step) => (
            <Step key={step.words} step={step} view={view} />
          ))}
        </div>
        <CallbackPart view={view} onChange={onChange} />
      </section>
    </header>
  );
}

/** Who has it; the team before anybody does. */
function Who({ view }: { view: CaseView }): JSX.Element {
  const { owner_name } = view.row;
  const team = localised(view.team_name);
  return (
    <div class="my-who">
      <Avatar name={owner_name ?? team} size={44} />
      <div>
        <strong dir="auto">{owner_name ?? team}</strong>
        <p class="small muted" dir="auto">
          {owner_name == null ? t('my-who-nobody') : [view.owner_title, team].filter(Boolean).join(' · ')}
        </p>
      </div>
    </div>
  );
}

function Step({ step, view }: { step: NextStep; view: CaseView }): JSX.Element {
  const { owner_name, pause_reason } = view.row;
  const words = t(`my-next-${step.words}`, {
    n: step.n ?? 0,
    name: owner_name ?? localised(view.team_name),
    reason: pause_reason ?? '',
    step: step.step === undefined ? '' : localised(step.step.title),
  });
  const [to, way] = wayTo(step);
  const isForMe = step.to !== undefined || step.words === 'asked';
  return (
    <p class={isForMe ? 'my-next-mine' : ''}>
      {words} {to !== undefined && <a href={`#${to}`}>{t(way)}</a>}
      {step.words === 'closed' && <a href="/my/new">{t('my-new')}</a>}
    </p>
  );
}

/** Where on the page it is done, and what the link there is called. */
function wayTo({ to, step, note }: NextStep): [to: string | undefined, words: string] {
  if (step !== undefined) return [`step-${step.id}`, 'my-next-to-step'];
  if (note !== undefined) return [`delivery-note-${note}`, 'my-next-to-note'];
  return [to, `my-next-to-${to}`];
}

const PARTS = [
  'messages',
  'checklist',
  'delivery-notes',
  'files',
  'details',
  'my-details',
  'payments',
  'bookings',
  'timeline',
] as const;

/** Where on the page each part is. */
function Jumps({ lists, notes }: { lists: Lists; notes: Notes }): JSX.Element {
  const hasList = lists.kind === 'failed' || lists.all.length > 0;
  const hasNote = notes.failure !== null || (notes.notes ?? []).length > 0;
  const isThere = (part: (typeof PARTS)[number]): boolean =>
    (part !== 'checklist' || hasList) && (part !== 'delivery-notes' || hasNote);
  return (
    <nav class="my-jumps" aria-label={t('my-jumps')}>
      {PARTS.filter(isThere).map((part) => (
        <a key={part} href={`#${part}`}>
          {t(`my-part-${part}`)}
        </a>
      ))}
    </nav>
  );
}

function NotShown({ failure, onRetry }: { failure: Failure; onRetry: () => void }): JSX.Element {
  const isUnknown = failure.code === 'not_found' || failure.code === 'forbidden' || isOut(failure);
  if (!isUnknown)
    return (
      <>
        <Back />
        <Banner look="warning">
          <p>{failureWords(failure)}</p>
          <Button onClick={onRetry}>{t('try-again')}</Button>
        </Banner>
      </>
    );
  const here = location.pathname + location.search;
  return (
    <>
      <Back />
      <EmptyState icon={isVisit() ? Info : FileQuestion} title={t('my-case-unknown')}>
        <p>{t(isVisit() ? 'my-case-unknown-visit' : 'my-case-unknown-about')}</p>
        {isVisit() && (
          <a class="button button-primary" href={`/sign-in?next=${encodeURIComponent(here)}`}>
            <span>{t('sign-in')}</span>
          </a>
        )}
      </EmptyState>
    </>
  );
}
