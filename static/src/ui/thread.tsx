import { ArrowDown, Ellipsis, Pencil, Trash2 } from 'lucide';
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { day } from '../i18n/time.ts';
import type { Authority } from '../net/http.ts';
import { organisation } from '../organisation.ts';
import type { Message } from '../protocol/Message.ts';
import type { Notice } from '../protocol/Notice.ts';
import type { Conversation } from '../stores/conversation.ts';
import type { LiveConversation } from '../stores/live-conversation.ts';
import type { Outgoing } from '../stores/outbox.ts';
import { type Item, thread } from '../stores/thread-items.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { MessageBubble, NoticeLine, Typing } from './message.tsx';
import { MessageFile } from './message-file.tsx';
import { Skeleton } from './panel.tsx';
import './thread.css';

/** Whose page the conversation is shown on. */
export type Reader = {
  me: string | null;
  /** As whom files are fetched; null before it is known. */
  authority: Authority | null;
  outgoing: readonly Outgoing[];
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
  /** Whether a person can see the page now: what arrives meanwhile is not read. */
  looking: boolean;
  noticeWords: (notice: Notice, held: Conversation) => ComponentChildren;
};

type Props = {
  talk: LiveConversation;
  reader: Reader;
  onEdit: (seq: number, text: string) => void;
  onTakeBack: (seq: number) => void;
  /** Whether it is a part of a page whose main matter is another. */
  beside?: boolean;
};

/** The messages. Stands at the newest until its reader scrolls up, and tells what has been seen. */
export function Thread({ talk, reader, onEdit, onTakeBack, beside = false }: Props): JSX.Element {
  const held = talk.held.value;
  const [atEnd, top, end, scroller] = useEnds(talk);
  const seen = atEnd && reader.looking;
  const last = held.rows.at(-1)?.seq ?? 0;
  useEffect(() => {
    if (seen) talk.markRead();
  }, [seen, last, talk]);
  const Box = beside ? 'section' : 'main';
  const items = thread(held, reader.outgoing, reader.me);
  return (
    <div class="thread-frame">
      <Box class="thread" ref={scroller} tabIndex={0} aria-label={t('messages')}>
        <div class="thread-inner">
          <div ref={top} />
          {!held.loaded && <Skeleton label={t('loading')} lines={4} />}
          {items.map((item) => (
            <ThreadItem
              key={item.key}
              item={item}
              held={held}
              reader={reader}
              onEdit={onEdit}
              onTakeBack={onTakeBack}
            />
          ))}
          {held.writing.map((one) => (
            <Typing key={one.person} name={one.name} />
          ))}
          <div ref={end} class="thread-end" />
        </div>
      </Box>
      {!atEnd && held.rows.length > 0 && (
        <button
          type="button"
          class="to-end"
          onClick={() => scroller.current?.scrollTo({ top: 0, behavior: 'smooth' })}
        >
          <Icon of={ArrowDown} size={16} /> {t('to-newest')}
        </button>
      )}
    </div>
  );
}

type Held<E> = RefObject<E | null>;
type Ends = [
  atEnd: boolean,
  top: Held<HTMLDivElement>,
  end: Held<HTMLDivElement>,
  scroller: Held<HTMLElement>,
];

/** The browser tells when either end comes into view: nothing is measured. */
function useEnds(talk: LiveConversation): Ends {
  const [atEnd, setAtEnd] = useState(true);
  const top = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    const watcher = new IntersectionObserver(
      (changes) => {
        for (const change of changes) {
          if (change.target === end.current) setAtEnd(change.isIntersecting);
          else if (change.isIntersecting) void talk.loadEarlier();
        }
      },
      { root: scroller.current, rootMargin: '48px' },
    );
    for (const one of [top.current, end.current]) if (one !== null) watcher.observe(one);
    return () => watcher.disconnect();
  }, [talk]);
  return [atEnd, top, end, scroller];
}

type ItemProps = { item: Item; held: Conversation } & Pick<Props, 'reader' | 'onEdit' | 'onTakeBack'>;

function ThreadItem({ item, held, reader, onEdit, onTakeBack }: ItemProps): JSX.Element {
  switch (item.kind) {
    case 'day':
      return <NoticeLine>{day(item.at, new Date())}</NoticeLine>;
    case 'notice':
      return <NoticeLine>{reader.noticeWords(item.notice, held)}</NoticeLine>;
    case 'message': {
      const by = held.participants.find((one) => one.person === item.author);
      const failure = item.outgoing?.state.kind === 'failed' ? item.outgoing.state.failure : null;
      return (
        <>
          <MessageBubble
            own={item.own}
            author={by?.name || organisation()}
            title={by?.title}
            at={item.at}
            body={bodyOf(item, reader.authority)}
            edited={item.row?.edited ?? false}
            follows={item.follows}
            followed={item.followed}
            delivery={item.delivery}
            onRetry={() => reader.onRetry(item.key)}
            onDiscard={() => reader.onDiscard(item.key)}
            actions={
              item.own &&
              item.row !== null && (
                <OwnActions row={item.row} held={held} onEdit={onEdit} onTakeBack={onTakeBack} />
              )
            }
          />
          {failure !== null && <p class="thread-failure small">{failureWords(failure)}</p>}
        </>
      );
    }
    default:
      return item satisfies never;
  }
}

function bodyOf(
  item: Extract<Item, { kind: 'message' }>,
  as: Authority | null,
): Parameters<typeof MessageBubble>[0]['body'] {
  const said = item.row?.content ?? null;
  const waits = item.outgoing?.body ?? null;
  const file = said?.type === 'file' ? said.file : waits?.kind === 'file' ? waits.file : null;
  if (file !== null && as !== null)
    return { kind: 'other', children: <MessageFile file={file} authority={as} /> };
  if (said?.type === 'text') return { kind: 'text', text: said.text };
  if (waits?.kind === 'text') return { kind: 'text', text: waits.text };
  return { kind: 'removed' };
}

type OwnProps = { row: Message; held: Conversation } & Pick<Props, 'onEdit' | 'onTakeBack'>;

/** What may be done with one's own message, for as long as the policy allows. */
function OwnActions({ row, held, onEdit, onTakeBack }: OwnProps): JSX.Element | null {
  const young = Date.now() - Date.parse(row.at) < held.policy.edit_for_s * 1_000;
  const { content } = row;
  if (!young || held.state === 'ended' || content.type === 'redacted') return null;
  const edit =
    content.type === 'text'
      ? [{ label: t('edit'), icon: Pencil, onChoose: () => onEdit(row.seq, content.text) }]
      : [];
  return (
    <span class="own-actions">
      <Menu
        label={t('message-actions')}
        items={[
          ...edit,
          { label: t('take-back'), icon: Trash2, danger: true, onChoose: () => onTakeBack(row.seq) },
        ]}
        trigger={<Icon of={Ellipsis} size={16} />}
        triggerClass="own-actions-button"
        align="start"
        side="above"
      />
    </span>
  );
}
