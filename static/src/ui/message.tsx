import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { clock, exactly } from '../i18n/time.ts';
import { Avatar } from './badge.tsx';
import { LinkButton } from './button.tsx';
import { Icon } from './icon.tsx';
import './message.css';
import { Said } from './text.tsx';

/** How far one's own message has got. */
export type Delivery = 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export type MessageProps = {
  /** Own ones stand at the end of the line. */
  own: boolean;
  /** Who wrote it; told above the first of several. */
  author: string;
  /** What they do, beside the name. */
  title?: string | undefined;
  at: Date;
  body: { kind: 'text'; text: string } | { kind: 'removed' } | { kind: 'other'; children: ComponentChildren };
  edited?: boolean;
  /** A word among staff: looks different so that it's never taken for the chat. */
  note?: boolean;
  /** The one before is by the same person: no name again. */
  follows?: boolean;
  /** The one after is by the same person: no face yet. */
  followed?: boolean;
  /** Of own ones, where it is worth telling. */
  delivery?: Delivery | undefined;
  onRetry?: (() => void) | undefined;
  onDiscard?: (() => void) | undefined;
  /** Things to do with it. */
  actions?: ComponentChildren;
};

/** One message in a conversation. */
export function MessageBubble(props: MessageProps): JSX.Element {
  const { own, follows = false, followed = false, delivery, body } = props;
  const classes = [
    'message',
    own && 'message-own',
    props.note === true && 'message-note',
    followed && 'message-followed',
    delivery !== undefined && `message-${delivery}`,
  ];
  return (
    <article class={classes.filter(Boolean).join(' ')}>
      {!own &&
        (followed ? (
          <span class="avatar" style={{ visibility: 'hidden', '--avatar-size': '1.75rem' }} />
        ) : (
          <Avatar name={props.author} size={28} />
        ))}
      <p class={follows || own ? 'visually-hidden' : 'message-head'}>
        <bdi>{own ? t('you') : props.author}</bdi>
        {props.title && !own && <span>{props.title}</span>}
      </p>
      <Body body={body} />
      <Foot {...props} />
      {props.actions}
    </article>
  );
}

function Body({ body }: Pick<MessageProps, 'body'>): JSX.Element {
  switch (body.kind) {
    case 'text':
      return (
        <div class="bubble">
          <Said text={body.text} />
        </div>
      );
    case 'removed':
      return <div class="bubble bubble-removed">{t('message-removed')}</div>;
    case 'other':
      return <div class="bubble bubble-file">{body.children}</div>;
    default:
      return body satisfies never;
  }
}

function Foot({
  at,
  edited = false,
  followed = false,
  delivery,
  onRetry,
  onDiscard,
}: MessageProps): JSX.Element | null {
  if (followed && delivery === undefined && !edited) return null;
  return (
    <footer class="message-foot">
      {delivery !== 'failed' && (
        <time dateTime={at.toISOString()} title={exactly(at)}>
          {clock(at)}
        </time>
      )}
      {edited && <span>{t('message-edited')}</span>}
      {delivery !== undefined && <DeliveryState state={delivery} />}
      {delivery === 'failed' && onRetry !== undefined && (
        <LinkButton onClick={onRetry}>{t('try-again')}</LinkButton>
      )}
      {delivery === 'failed' && onDiscard !== undefined && (
        <LinkButton onClick={onDiscard}>{t('discard')}</LinkButton>
      )}
    </footer>
  );
}

function DeliveryState({ state }: { state: Delivery }): JSX.Element {
  const icon = { sending: Clock3, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: CircleAlert }[
    state
  ];
  return (
    <span class={`message-state message-state-${state}`}>
      <Icon of={icon} size={14} />
      {t(`delivery-${state}`)}
    </span>
  );
}

/** Something that happened to the conversation. */
export function NoticeLine({ children }: { children: ComponentChildren }): JSX.Element {
  return <p class="notice">{children}</p>;
}

/** Somebody writes. */
export function Typing({ name }: { name: string }): JSX.Element {
  return (
    <p class="typing">
      <span class="typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span>{t('typing', { name })}</span>
    </p>
  );
}
