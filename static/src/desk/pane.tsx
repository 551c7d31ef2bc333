import { ArrowLeft, EyeOff, Lock, MessagesSquare, UserRound } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { type Conversation, lines, unread } from '../stores/conversation.ts';
import type { LiveConversation } from '../stores/live-conversation.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { type Tab, Tabs } from '../ui/tabs.tsx';
import { type About, aboutOf, customerOf, takesPart } from './about.ts';
import { useConversation } from './conversations.ts';
import { desk } from './fresh.ts';
import { staff } from './live.ts';
import { Log, lastEditable } from './log.tsx';
import { type MoreDeeds, PaneActions } from './pane-actions.tsx';
import { type Face, faceOf, showFace } from './pane-face.ts';
import { PaneHead } from './pane-head.tsx';
import { nameOf } from './people.ts';
import { RedactDialog } from './redact-dialog.tsx';
import { ReplyBox } from './reply-box.tsx';
import './pane.css';
import type { Me } from './session.ts';

type Props = {
  conversation: string;
  me: Me;
  /** The one that the keys mean. */
  current: boolean;
  onFocus?: () => void;
  /** Takes the pane away; none where the page is the pane. */
  onClose?: (() => void) | undefined;
  /** On a phone: back to the list. */
  onBack?: (() => void) | undefined;
  /** Where the person has no column of their own: to them. */
  onPerson?: (() => void) | undefined;
  more?: MoreDeeds | undefined;
};

/** One conversation to work with: the customer's side and, apart and in another colour, the staff's own. */
export function Pane(props: Props): JSX.Element {
  const { conversation, me, current, onFocus } = props;
  const live = useConversation(conversation);
  const refused = live?.refused.value ?? null;
  const about = aboutOf(conversation, desk.value, staff.value.inbox);
  const customer = live === null ? null : customerOf(about, live.held.value);
  const name = customer?.name || t('customer-nameless');
  return (
    <section
      class={`pane${current ? ' pane-current' : ''}`}
      aria-label={t('pane', { name })}
      data-conversation={conversation}
      onFocusCapture={onFocus}
      onPointerDown={onFocus}
    >
      {live === null ? (
        <Skeleton lines={6} label={t('loading')} />
      ) : refused !== null ? (
        <EmptyState icon={EyeOff} title={failureWords(refused)}>
          {props.onClose !== undefined && <Button onClick={props.onClose}>{t('pane-close')}</Button>}
        </EmptyState>
      ) : (
        <Opened {...props} me={me} live={live} />
      )}
    </section>
  );
}

function Opened({
  live,
  me,
  current,
  onClose,
  onBack,
  onPerson,
  more,
}: Props & { live: LiveConversation }): JSX.Element {
  const held = live.held.value;
  const about = aboutOf(held.id, desk.value, staff.value.inbox);
  const face = faceOf(held.id);
  const internal = useConversation(held.internal ?? held.id);
  const tabs = tabsOf(held, internal?.held.value ?? null, me.person);
  const side = face === 'internal' && held.internal !== null ? 'internal' : 'customer';
  const id = `pane-${held.id}`;
  return (
    <>
      <header class="pane-top">
        {onBack !== undefined && (
          <span class="pane-back">
            <IconButton icon={ArrowLeft} label={t('back')} onClick={onBack} />
          </span>
        )}
        <PaneHead about={about} held={held} me={me} />
        {onPerson !== undefined && (
          <span class="pane-person">
            <IconButton icon={UserRound} label={t('person')} onClick={onPerson} />
          </span>
        )}
        <PaneActions about={about} held={held} me={me} current={current} onClose={onClose} more={more} />
      </header>
      {held.internal !== null && (
        <Tabs
          label={t('pane-sides')}
          id={id}
          tabs={tabs}
          selected={side}
          onSelect={(next) => showFace(held.id, next)}
        />
      )}
      <div class="pane-side" role="tabpanel" id={`${id}-panel-${side}`} aria-labelledby={`${id}-tab-${side}`}>
        {side === 'customer' ? (
          <CustomerSide
            key="customer"
            live={live}
            about={about}
            me={me}
            current={current}
            internal={internal?.held.value ?? null}
          />
        ) : internal === null || held.internal === null ? (
          <Skeleton lines={4} label={t('loading')} />
        ) : (
          <InternalSide key="internal" live={internal} me={me} current={current} />
        )}
      </div>
    </>
  );
}

type SideProps = { live: LiveConversation; me: Me; current: boolean };

function CustomerSide({
  live,
  about,
  me,
  current,
  internal,
}: SideProps & { about: About; internal: Conversation | null }): JSX.Element {
  const held = live.held.value;
  const [editing, setEditing] = useState<number | null>(null);
  const [redacting, setRedacting] = useState<number | null>(null);
  const customer = customerOf(about, held);
  const ended = held.state === 'ended';
  return (
    <>
      <Log live={live} me={me.person} editing={editing} onEditing={setEditing} onRedact={setRedacting} />
      <div class="pane-foot">
        {!ended && held.internal !== null && internal !== null && (
          <Whispered held={internal} chat={held.id} me={me.person} />
        )}
        {ended && (
          <Banner icon={MessagesSquare}>{t(about.kind === 'left' ? 'left-ended' : 'pane-ended')}</Banner>
        )}
        {!ended && held.loaded && !held.policy.write && <ReadOnly about={about} held={held} me={me} />}
        {!ended && held.policy.write && (
          <ReplyBox
            key={held.id}
            conversation={held.id}
            me={me}
            customer={{ name: customer?.name ?? '', language: customer?.language ?? 'sv' }}
            current={current}
            onEditLast={() => setEditing(lastEditable(held, me.person))}
          />
        )}
      </div>
      <RedactDialog conversation={held.id} seq={redacting} onClose={() => setRedacting(null)} />
    </>
  );
}

function InternalSide({ live, me, current }: SideProps): JSX.Element {
  const held = live.held.value;
  const [editing, setEditing] = useState<number | null>(null);
  const [redacting, setRedacting] = useState<number | null>(null);
  return (
    <div class="pane-internal">
      <p class="pane-internal-label">
        <Icon of={Lock} size={16} />
        {t('internal-only')}
      </p>
      <Log
        live={live}
        me={me.person}
        internal
        editing={editing}
        onEditing={setEditing}
        onRedact={setRedacting}
      />
      <div class="pane-foot">
        {held.loaded && held.policy.write && (
          <ReplyBox
            key={held.id}
            conversation={held.id}
            me={me}
            customer={{ name: '', language: '' }}
            internal
            current={current}
            onEditLast={() => setEditing(lastEditable(held, me.person))}
          />
        )}
      </div>
      <RedactDialog conversation={held.id} seq={redacting} onClose={() => setRedacting(null)} />
    </div>
  );
}

/** Why nothing can be written here, and what to do about it. */
function ReadOnly({ about, held, me }: { about: About; held: Conversation; me: Me }): JSX.Element {
  if (about.kind === 'left') {
    return (
      <Banner>
        {about.item.state === 'new'
          ? t('left-take-first')
          : t('left-others', { name: about.item.taken_by_name ?? '' })}
      </Banner>
    );
  }
  const watching = me.role !== 'advisor' && !takesPart(held, me.person);
  return <Banner icon={EyeOff}>{t(watching ? 'watch-silent' : 'read-only')}</Banner>;
}

/** The newest internal word that I haven't read, so that a whisper is noticed while I write to the customer. */
function Whispered({ held, chat, me }: { held: Conversation; chat: string; me: string }): JSX.Element | null {
  const read = held.participants.find((one) => one.person === me)?.marks.read ?? 0;
  const last = lines(held).findLast(
    (row) => row.content.type === 'text' && row.author !== me && row.seq > read,
  );
  const [hidden, setHidden] = useState(0);
  useEffect(() => setHidden(0), [chat]);
  if (last === undefined || last.content.type !== 'text' || last.seq <= hidden) return null;
  return (
    <div class="whisper" role="status">
      <Icon of={Lock} size={16} />
      <p>
        <strong>{t('whisper-from', { name: nameOf(last.author, held) })}</strong>{' '}
        <span class="said">{last.content.text}</span>
      </p>
      <Button look="quiet" onClick={() => showFace(chat, 'internal')}>
        {t('whisper-answer')}
      </Button>
      <Button look="quiet" onClick={() => setHidden(last.seq)}>
        {t('whisper-hide')}
      </Button>
    </div>
  );
}

function tabsOf(held: Conversation, internal: Conversation | null, me: string): Tab<Face>[] {
  const notes = internal !== null && held.internal === internal.id ? unread(internal, me) : 0;
  return [
    { key: 'customer', label: t('side-customer') },
    { key: 'internal', label: t('side-internal'), ...(notes > 0 ? { count: notes } : {}) },
  ];
}
