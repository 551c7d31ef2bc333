import { ArrowDown, Ellipsis, Pencil, Trash2 } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { failureWords, uploadWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { day } from '../i18n/time.ts';
import type { Authority } from '../net/http.ts';
import type { Message } from '../protocol/Message.ts';
import type { Notice } from '../protocol/Notice.ts';
import {
  type Conversation,
  deliveryOf,
  earlier,
  lastSeq,
  lines,
  meetingNow,
} from '../stores/conversation.ts';
import type { LiveConversation } from '../stores/live-conversation.ts';
import type { Outgoing } from '../stores/outbox.ts';
import { mayRetry } from '../stores/uploads.ts';
import { Button } from '../ui/button.tsx';
import { UploadTile } from '../ui/file-tile.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { MessageBubble, NoticeLine, Typing } from '../ui/message.tsx';
import { MessageFile } from '../ui/message-file.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { takesPart } from './about.ts';
import { edit } from './actions.ts';
import { now } from './clock.ts';
import { outbox, outgoing, uploads } from './connection.ts';
import { EditBox } from './edit-box.tsx';
import { meetingPath } from './meetings.ts';
import { noticeWords } from './notice-words.ts';
import { nameOf, titleOf } from './people.ts';
import './log.css';

const COOKIE: Authority = { kind: 'cookie' };

type Props = {
  live: LiveConversation;
  me: string;
  /** The staff-only log: drawn so that it can't be taken for the chat. */
  internal?: boolean;
  /** The seq of my own text that is being changed. */
  editing: number | null;
  onEditing: (seq: number | null) => void;
  onRedact: (seq: number) => void;
};

/** A conversation's log: what was said, what happened, and what is on its way. Stays at the end unless one has scrolled up. */
export function Log(props: Props): JSX.Element {
  const { live, me, internal = false } = props;
  const held = live.held.value;
  const waiting = outgoing.value.filter((item) => item.conversation === held.id && !isHere(held, item));
  const rising = uploads.items.value.filter((upload) => upload.conversation === held.id);
  const rows = lines(held);
  const scroll = useStayAtEnd(
    held.rows[0]?.seq ?? 0,
    `${lastSeq(held)} ${waiting.length} ${rising.length} ${held.writing.length}`,
  );
  const firstNew = useFirstNew(held, me);
  useConfirm(held);
  useMarkRead(live, me, scroll.atEnd);

  if (!held.loaded)
    return (
      <div class="log">
        <Skeleton lines={5} label={t('loading')} />
      </div>
    );
  return (
    <div class={`log-frame${internal ? ' log-internal' : ''}`}>
      <div
        role="log"
        aria-live="off"
        class="log"
        ref={scroll.ref}
        onScroll={scroll.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={t(internal ? 'log-internal' : 'log')}
      >
        {earlier(held, 1) !== null && (
          <div class="log-earlier">
            <Button look="quiet" onClick={() => void live.loadEarlier()}>
              {t('log-earlier')}
            </Button>
          </div>
        )}
        {rows.length === 0 && waiting.length === 0 && (
          <p class="log-empty">{t(internal ? 'log-internal-empty' : 'log-empty')}</p>
        )}
        {rows.map((row, at) => (
          <Row
            key={row.seq}
            {...props}
            held={held}
            row={row}
            before={rows[at - 1]}
            after={rows[at + 1]}
            isFirstNew={row.seq === firstNew}
          />
        ))}
        {waiting.map((item) => (
          <Waiting key={item.client_id} item={item} internal={internal} />
        ))}
        {rising.map((upload) => (
          <div key={upload.id} class="log-upload">
            <UploadTile
              name={upload.file.name}
              mediaType={upload.file.type}
              size={upload.file.size}
              state={
                upload.state.kind === 'failed'
                  ? { kind: 'failed', words: uploadWords(upload.state.failure) }
                  : upload.state
              }
              onCancel={() => uploads.cancel(upload.id)}
              onRetry={mayRetry(upload) ? () => uploads.retry(upload.id) : undefined}
            />
          </div>
        ))}
        {held.writing
          .filter((one) => one.person !== me)
          .map((one) => (
            <Typing key={one.person} name={one.name || t('customer-nameless')} />
          ))}
      </div>
      {!scroll.atEnd && (
        <button type="button" class="log-down" onClick={scroll.toEnd}>
          <Icon of={ArrowDown} size={16} />
          {t('log-down')}
        </button>
      )}
      <Announcer held={held} me={me} />
    </div>
  );
}

type RowProps = Props & {
  held: Conversation;
  row: Message;
  before: Message | undefined;
  after: Message | undefined;
  isFirstNew: boolean;
};

function Row(props: RowProps): JSX.Element {
  const { held, row, before, isFirstNew } = props;
  const at = new Date(row.at);
  const newDay = before === undefined || new Date(before.at).toDateString() !== at.toDateString();
  return (
    <>
      {newDay && <p class="log-day">{day(at, new Date(now.peek()))}</p>}
      {isFirstNew && <p class="log-new">{t('log-new')}</p>}
      {row.content.type === 'notice' ? (
        <NoticeLine>
          {noticeWords(row.content.notice, held, props.me)}
          <WayIn notice={row.content.notice} held={held} />
        </NoticeLine>
      ) : (
        <Said {...props} />
      )}
    </>
  );
}

/** To the meeting that a line tells of, while it goes on. */
function WayIn({ notice, held }: { notice: Notice; held: Conversation }): JSX.Element | null {
  const going = meetingNow(held);
  if (notice.what !== 'meeting_started' || going?.meeting !== notice.meeting) return null;
  return (
    <a href={meetingPath(notice.meeting)} target="_blank" rel="noopener">
      {t('meeting-open')}
    </a>
  );
}

function Said({
  held,
  row,
  before,
  after,
  me,
  internal = false,
  editing,
  onEditing,
  onRedact,
}: RowProps): JSX.Element {
  const own = row.author === me;
  const title = row.role === 'customer' ? '' : titleOf(row.author, held);
  if (editing === row.seq && row.content.type === 'text') {
    return (
      <EditBox
        text={row.content.text}
        onCancel={() => onEditing(null)}
        onSave={async (text) => {
          if (await edit(held.id, row.seq, text)) onEditing(null);
        }}
      />
    );
  }
  const rights = rightsOver(held, row, me);
  return (
    <MessageBubble
      own={own}
      author={nameOf(row.author, held)}
      title={title || (row.role === 'supervisor' ? t('role-supervisor') : undefined)}
      at={new Date(row.at)}
      body={bodyOf(row)}
      edited={row.edited === true}
      note={internal}
      follows={continues(before, row)}
      followed={after !== undefined && continues(row, after)}
      delivery={
        own && !internal && !(after !== undefined && continues(row, after))
          ? toCustomer(held, row)
          : undefined
      }
      actions={
        (rights.edit || rights.redact) && (
          <span class="message-actions">
            <Menu
              label={t('message-actions')}
              align={own ? 'end' : 'start'}
              trigger={<Icon of={Ellipsis} size={16} />}
              items={[
                ...(rights.edit
                  ? [{ label: t('message-edit'), icon: Pencil, onChoose: () => onEditing(row.seq) }]
                  : []),
                ...(rights.redact
                  ? [
                      {
                        label: t('message-redact'),
                        icon: Trash2,
                        danger: true,
                        onChoose: () => onRedact(row.seq),
                      },
                    ]
                  : []),
              ]}
            />
          </span>
        )
      }
    />
  );
}

function Waiting({ item, internal }: { item: Outgoing; internal: boolean }): JSX.Element {
  const failed = item.state.kind === 'failed';
  return (
    <MessageBubble
      own
      author=""
      note={internal}
      at={new Date(item.at)}
      body={
        item.body.kind === 'text'
          ? { kind: 'text', text: item.body.text }
          : { kind: 'other', children: <MessageFile file={item.body.file} authority={COOKIE} /> }
      }
      delivery={item.state.kind}
      onRetry={failed ? () => outbox.value?.retry(item.client_id) : undefined}
      onDiscard={failed ? () => outbox.value?.discard(item.client_id) : undefined}
      actions={item.state.kind === 'failed' && <p class="log-failure">{failureWords(item.state.failure)}</p>}
    />
  );
}

type Body = Parameters<typeof MessageBubble>[0]['body'];

function bodyOf(row: Message): Body {
  const { content } = row;
  switch (content.type) {
    case 'text':
      return { kind: 'text', text: content.text };
    case 'file':
      return { kind: 'other', children: <MessageFile file={content.file} authority={COOKIE} /> };
    default:
      return { kind: 'removed' };
  }
}

/** What I may do with a row, as the server's policy says; the server has the last word. */
function rightsOver(held: Conversation, row: Message, me: string): { edit: boolean; redact: boolean } {
  const { type } = row.content;
  const spoken = type === 'text' || type === 'file';
  const own = row.author === me;
  const young = now.peek() - Date.parse(row.at) < held.policy.edit_for_s * 1_000;
  return {
    edit: own && type === 'text' && young && held.policy.write && held.state === 'open',
    redact: spoken && held.policy.write && (own || held.policy.redact_any),
  };
}

/** The last text of mine that can still be changed. */
export function lastEditable(held: Conversation, me: string): number | null {
  return lines(held).findLast((row) => rightsOver(held, row, me).edit)?.seq ?? null;
}

/** How far a row has got with the customer; a colleague who reads along is nobody's answer. */
function toCustomer(held: Conversation, row: Message): ReturnType<typeof deliveryOf> {
  return deliveryOf(
    { ...held, participants: held.participants.filter((one) => one.role === 'customer') },
    row,
  );
}

/** Five minutes: what is said in one breath needs no second name. */
const ONE_BREATH_MS = 5 * 60_000;

function continues(before: Message | undefined, row: Message): boolean {
  if (before === undefined || before.content.type === 'notice' || row.content.type === 'notice') return false;
  return before.author === row.author && Date.parse(row.at) - Date.parse(before.at) < ONE_BREATH_MS;
}

function isHere(held: Conversation, item: Outgoing): boolean {
  return held.rows.some((row) => row.client_id === item.client_id);
}

/** What the log has come to hold is no longer on its way. */
function useConfirm(held: Conversation): void {
  useEffect(() => {
    outbox.value?.confirm(new Set(held.rows.map((row) => row.client_id)));
  }, [held.rows]);
}

/** The row before which "new" is written: fixed when the log is opened, so that it doesn't move while one reads. */
function useFirstNew(held: Conversation, me: string): number | null {
  const first = useRef<number | null | undefined>(undefined);
  if (first.current === undefined && held.loaded) {
    const read = held.participants.find((one) => one.person === me)?.marks.read ?? lastSeq(held);
    const fresh =
      read === 0
        ? undefined
        : held.rows.find((row) => row.seq > read && row.author !== me && row.role !== 'system');
    first.current = fresh?.seq ?? null;
  }
  return first.current ?? null;
}

/** Tells that I have read: only when I take part, the end is in view, and somebody looks at the page. */
function useMarkRead(live: LiveConversation, me: string, atEnd: boolean): void {
  const held = live.held.value;
  useEffect(() => {
    if (!atEnd || !held.loaded || !takesPart(held, me)) return;
    const seen = (): void => {
      if (document.visibilityState === 'visible' && document.hasFocus()) live.markRead();
    };
    seen();
    addEventListener('focus', seen);
    return () => removeEventListener('focus', seen);
  }, [held, atEnd, live, me]);
}

type StayAtEnd = {
  ref: (at: HTMLElement | null) => void;
  onScroll: () => void;
  atEnd: boolean;
  toEnd: () => void;
};

/** Two lines of text: within this one is at the end. */
const NEAR_END_PX = 48;

/** Keeps the end in view when something is added, and what one reads where it is when older rows come in front. */
function useStayAtEnd(firstSeq: number, end: string): StayAtEnd {
  const [box, setBox] = useState<HTMLElement | null>(null);
  const fromEnd = useRef(0);
  const [atEnd, setAtEnd] = useState(true);
  const atEndNow = useRef(true);
  const toEnd = (): void => {
    if (box !== null) box.scrollTop = box.scrollHeight;
  };
  const onScroll = (): void => {
    if (box === null) return;
    fromEnd.current = box.scrollHeight - box.scrollTop;
    atEndNow.current = fromEnd.current - box.clientHeight < NEAR_END_PX;
    setAtEnd(atEndNow.current);
  };
  useLayoutEffect(() => {
    if (box !== null && !atEndNow.current) box.scrollTop = box.scrollHeight - fromEnd.current;
  }, [firstSeq]);
  useLayoutEffect(() => {
    if (atEndNow.current) toEnd();
  }, [box, end]);
  useEffect(() => {
    if (box === null) return;
    // Pictures, a wider window and the keyboard of a phone change the height without any row.
    const watch = new ResizeObserver(() => {
      if (atEndNow.current) box.scrollTop = box.scrollHeight;
    });
    watch.observe(box);
    return () => watch.disconnect();
  }, [box]);
  return { ref: setBox, onScroll, atEnd, toEnd };
}

/** Says new words of others once to screen readers, never the page that was fetched. */
function Announcer({ held, me }: { held: Conversation; me: string }): JSX.Element {
  const heard = useRef<number | null>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    const last = lastSeq(held);
    const from = heard.current ?? last;
    heard.current = last;
    const fresh = held.rows.filter(
      (row) => row.seq > from && row.author !== me && row.content.type === 'text',
    );
    if (fresh.length === 0) return;
    setWords(
      fresh
        .map((row) => {
          return row.content.type === 'text' ? `${nameOf(row.author, held)}: ${row.content.text}` : '';
        })
        .join(' '),
    );
  }, [held.rows]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {words}
    </p>
  );
}
