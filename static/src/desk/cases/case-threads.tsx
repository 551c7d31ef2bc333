import { ListChecks, Lock, MessageSquarePlus, MessagesSquare } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { progressOf, stepsOf } from '../../checklists/steps.ts';
import { t } from '../../i18n/i18n.ts';
import { exactly, when } from '../../i18n/time.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { ThreadView } from '../../protocol/ThreadView.ts';
import { keepDraft, readDraft } from '../../stores/drafts.ts';
import { newClientId } from '../../stores/outbox.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { MAX_TEXT_CHARS } from '../../ui/composer.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, Skeleton } from '../../ui/panel.tsx';
import { lately } from '../clock.ts';
import { sayFailure } from '../connection.ts';
import { useConversation } from '../conversations.ts';
import type { Me } from '../session.ts';
import { beginThread } from './api.ts';
import { CaseChecklists } from './case-checklists.tsx';
import type { LiveCase } from './case-live.ts';
import { CaseTalk } from './case-talk.tsx';

/** A thread by its log, the staff's own notes, a thread to be begun, or the checklists. */
export type Subject = string | 'notes' | 'new' | 'lists';

type Props = {
  live: LiveCase;
  view: CaseView;
  me: Me;
  subject: Subject;
  onSubject: (subject: Subject) => void;
  /** Whether the keys asked to write. */
  writing: boolean;
};

/** What is said with the customer, by subject, and apart from it what only staff read. */
export function CaseThreads({ live, view, me, subject, onSubject, writing }: Props): JSX.Element {
  const mayWrite = view.policy.write;
  const hasLists = mayWrite || live.lists.value?.length !== 0;
  return (
    <section class="case-talk" aria-label={t('case-part-talk')}>
      <ul class="case-subjects" aria-label={t('case-subjects')}>
        {hasLists && (
          <li>
            <ListsRow live={live} current={subject === 'lists'} onChoose={() => onSubject('lists')} />
          </li>
        )}
        {view.threads.map((thread) => (
          <li key={thread.conversation}>
            <ThreadRow
              thread={thread}
              current={subject === thread.conversation}
              onChoose={() => onSubject(thread.conversation)}
            />
          </li>
        ))}
        {mayWrite && (
          <li>
            <button
              type="button"
              class="case-subject case-subject-new"
              aria-current={subject === 'new'}
              onClick={() => onSubject('new')}
            >
              <Icon of={MessageSquarePlus} size={16} />
              {t('case-thread-new')}
            </button>
          </li>
        )}
        {view.notes !== undefined && (
          <li>
            <button
              type="button"
              class="case-subject case-subject-notes"
              aria-current={subject === 'notes'}
              onClick={() => onSubject('notes')}
            >
              <Icon of={Lock} size={16} />
              <span>{t('case-notes')}</span>
              <span class="small muted">{t('internal-only')}</span>
            </button>
          </li>
        )}
      </ul>
      <Shown live={live} view={view} me={me} subject={subject} onSubject={onSubject} writing={writing} />
    </section>
  );
}

function Shown({ live, view, me, subject, onSubject, writing }: Props): JSX.Element {
  if (subject === 'lists') return <CaseChecklists live={live} view={view} />;
  if (subject === 'new')
    return view.policy.write ? (
      <NewThreadForm live={live} view={view} onBegun={onSubject} />
    ) : (
      <EmptyState icon={MessagesSquare} title={t('case-threads-none')} />
    );
  const isNotes = subject === 'notes';
  const conversation = isNotes ? view.notes : subject;
  if (conversation === undefined) return <EmptyState icon={Lock} title={t('error-not-found')} />;
  return (
    <Held
      key={conversation}
      live={live}
      view={view}
      me={me}
      conversation={conversation}
      internal={isNotes}
      writing={writing}
    />
  );
}

type HeldProps = {
  live: LiveCase;
  view: CaseView;
  me: Me;
  conversation: string;
  internal: boolean;
  writing: boolean;
};

function Held({ conversation, ...rest }: HeldProps): JSX.Element {
  const talk = useConversation(conversation);
  if (talk === null) return <Skeleton lines={4} label={t('loading')} />;
  return <CaseTalk {...rest} talk={talk} />;
}

/** How far the checklists are, and what of them waits for staff to look at it. */
function ListsRow(props: { live: LiveCase; current: boolean; onChoose: () => void }): JSX.Element {
  const lists = props.live.lists.value;
  const { settled, handedIn, all } = progressOf(stepsOf(lists ?? []));
  return (
    <button
      type="button"
      class="case-subject case-subject-lists"
      aria-current={props.current}
      onClick={props.onChoose}
    >
      <Icon of={ListChecks} size={16} />
      <span class="case-subject-words">
        <span class="case-subject-name">{t('lists')}</span>
        <span class="muted small numbers">
          {lists !== null && (all === 0 ? t('lists-none-short') : t('steps-done', { done: settled, all }))}
        </span>
      </span>
      {handedIn > 0 && <Badge look="accent">{t('steps-to-look-at', { n: handedIn })}</Badge>}
    </button>
  );
}

type RowProps = { thread: ThreadView; current: boolean; onChoose: () => void };

function ThreadRow({ thread, current, onChoose }: RowProps): JSX.Element {
  const fresh = thread.head > thread.read;
  const at = new Date(thread.last_at);
  return (
    <button
      type="button"
      class={`case-subject${fresh ? ' case-subject-fresh' : ''}`}
      aria-current={current}
      data-conversation={thread.conversation}
      onClick={onChoose}
    >
      {fresh && <span class="side-dot" role="img" aria-label={t('something-new')} />}
      <span class="case-subject-words">
        <bdi class="case-subject-name">{thread.subject}</bdi>
        <span class="case-subject-last muted small">
          {thread.last_by !== '' && <bdi>{thread.last_by}: </bdi>}
          {thread.last}
        </span>
      </span>
      <time class="muted small numbers" dateTime={thread.last_at} title={exactly(at)}>
        {when(at, new Date(lately.value))}
      </time>
    </button>
  );
}

type FormProps = { live: LiveCase; view: CaseView; onBegun: (subject: Subject) => void };

/** As on the wire. */
const SUBJECT_CHARS = 200;

/** The first word about something: what it is about, and the text. Both are kept until they have gone. */
function NewThreadForm({ live, view, onBegun }: FormProps): JSX.Element {
  const { row } = view;
  const key = `case.${row.id}.thread`;
  const [subject, setSubject] = useState(() => readDraft(`${key}.subject`) || suggested(view));
  const [text, setText] = useState(() => readDraft(key));
  // The same for each attempt, so that one that was lost on its way back makes no second thread.
  const [client_id] = useState(newClientId);
  const [busy, setBusy] = useState(false);
  const ready = subject.trim() !== '' && text.trim() !== '' && [...text].length <= MAX_TEXT_CHARS;
  const send = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    const outcome = await beginThread(row.id, { client_id, subject: subject.trim(), text: text.trim() });
    setBusy(false);
    if (!outcome.ok) return sayFailure(outcome.failure);
    keepDraft(key, '');
    keepDraft(`${key}.subject`, '');
    await live.reload();
    onBegun(outcome.value.conversation);
  };
  return (
    <form
      class="case-thread-form"
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void send();
      }}
    >
      <h2>{t('case-thread-to', { name: row.customer_name || t('customer-nameless') })}</h2>
      <TextField
        label={t('case-subject')}
        value={subject}
        maxLength={SUBJECT_CHARS}
        onInput={(next) => {
          setSubject(next);
          keepDraft(`${key}.subject`, next);
        }}
      />
      <TextArea
        label={t('case-thread-text')}
        value={text}
        rows={6}
        onInput={(next) => {
          setText(next);
          keepDraft(key, next);
        }}
      />
      <div class="case-thread-send">
        <Button look="primary" type="submit" busy={busy} disabled={!ready}>
          {t('send')}
        </Button>
      </div>
    </form>
  );
}

/** The first thread of a case is mostly about what the case is about. */
function suggested(view: CaseView): string {
  return view.threads.length === 0 ? view.row.title : '';
}
