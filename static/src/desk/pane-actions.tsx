import {
  Check,
  CirclePause,
  CirclePlay,
  Forward,
  Hand,
  Lock,
  LogIn,
  MessageSquareOff,
  UserRoundCheck,
  Video,
  X,
} from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';
import { type Conversation, isAnswered } from '../stores/conversation.ts';
import { Button, type ButtonProps, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { type About, takesPart } from './about.ts';
import { closeLeft, joinConversation, park, takeLeft, takeOver, unpark } from './actions.ts';
import { asked, settle } from './asked.ts';
import { EndDialog } from './end-dialog.tsx';
import { LeftCloseDialog } from './left-close-dialog.tsx';
import { meetingPath, meetings, startMeeting } from './meetings.ts';
import { ofConversation } from './meetings-store.ts';
import { showFace } from './pane-face.ts';
import type { Me } from './session.ts';
import { TransferDialog } from './transfer-dialog.tsx';

type Props = {
  about: About;
  held: Conversation;
  me: Me;
  current: boolean;
  onClose?: (() => void) | undefined;
  more?: MoreDeeds | undefined;
};

/** What can be done besides, where the page has more than conversations. */
export type MoreDeeds = (about: About, held: Conversation) => ComponentChildren;

/** What can be done with the conversation, by what it is to me. */
export function PaneActions({ about, held, me, current, onClose, more }: Props): JSX.Element {
  return (
    <div class="pane-actions">
      {about.kind === 'mine' && held.state === 'open' && (
        <MineActions entry={about.entry} current={current} />
      )}
      {about.kind === 'left' && <LeftActions item={about.item} held={held} />}
      {more?.(about, held)}
      {about.kind === 'other' && me.role !== 'advisor' && held.loaded && held.state === 'open' && (
        <WatchActions held={held} me={me} />
      )}
      {onClose !== undefined && <IconButton icon={X} label={t('pane-close')} onClick={onClose} />}
    </div>
  );
}

function MineActions({ entry, current }: { entry: DeskEntry; current: boolean }): JSX.Element {
  const [dialog, setDialog] = useState<'transfer' | 'end' | null>(null);
  const request = asked.value;
  useEffect(() => {
    if (!current || request?.conversation !== entry.conversation) return;
    settle();
    if (request.deed === 'park') void (entry.state === 'parked' ? unpark : park)(entry.entry);
    else setDialog(request.deed);
  }, [request, current, entry]);
  return (
    <>
      <MeetingDeed conversation={entry.conversation} />
      <Deed icon={Forward} label={t('transfer')} onDo={async () => setDialog('transfer')} />
      {entry.state === 'parked' ? (
        <Deed icon={CirclePlay} label={t('unpark')} look="primary" onDo={() => unpark(entry.entry)} />
      ) : (
        <Deed late icon={CirclePause} label={t('park')} onDo={() => park(entry.entry)} />
      )}
      <Deed icon={MessageSquareOff} label={t('end')} onDo={async () => setDialog('end')} />
      <TransferDialog open={dialog === 'transfer'} entry={entry} onClose={() => setDialog(null)} />
      <EndDialog open={dialog === 'end'} entry={entry} onClose={() => setDialog(null)} />
    </>
  );
}

/** Begins a video meeting out of the chat, or opens the one that goes on. */
function MeetingDeed({ conversation }: { conversation: string }): JSX.Element {
  const going = ofConversation(meetings.value, conversation);
  if (going === undefined) {
    return <Deed late icon={Video} label={t('meeting-start')} onDo={() => startMeeting(conversation, '')} />;
  }
  return (
    <span class="deed deed-late" title={t('meeting-open')}>
      <a
        class="button button-primary"
        href={meetingPath(going.info.id)}
        target="_blank"
        rel="noopener"
        aria-label={t('meeting-open')}
      >
        <Icon of={Video} />
        <span>{t('meeting-open')}</span>
      </a>
    </span>
  );
}

function LeftActions({ item, held }: { item: InboxItem; held: Conversation }): JSX.Element {
  const [asking, setAsking] = useState(false);
  const answered = item.state === 'answered' || isAnswered(held);
  return (
    <>
      {item.state === 'new' && (
        <Deed worded icon={Hand} label={t('left-take')} look="primary" onDo={() => takeLeft(item.left)} />
      )}
      {item.state !== 'new' && item.state !== 'closed' && (
        <Deed
          worded
          icon={Check}
          label={t('left-close')}
          onDo={async () => (answered ? closeLeft(item.left) : setAsking(true))}
        />
      )}
      <LeftCloseDialog open={asking} item={item} onClose={() => setAsking(false)} />
    </>
  );
}

/** A supervisor who looks: a word to the advisor alone, a visible part, or the whole conversation. */
function WatchActions({ held, me }: { held: Conversation; me: Me }): JSX.Element {
  const part = takesPart(held, me.person);
  const { entry } = held;
  return (
    <>
      {held.internal !== null && (
        <Deed
          worded
          icon={Lock}
          label={t('watch-whisper')}
          onDo={async () => showFace(held.id, 'internal')}
        />
      )}
      {!part && (
        <Deed
          worded
          icon={LogIn}
          label={t('watch-join')}
          onDo={async () => {
            if (await joinConversation(held.id)) showFace(held.id, 'customer');
          }}
        />
      )}
      {entry !== null && (
        <Deed worded icon={UserRoundCheck} label={t('watch-take-over')} onDo={() => takeOver(entry)} />
      )}
    </>
  );
}

type DeedProps = {
  icon: NonNullable<ButtonProps['icon']>;
  label: string;
  look?: 'primary' | 'secondary';
  /** Rare and weighty: its word is shown even where it's tight. */
  worded?: boolean;
  /** Gives way before the others: its word is shown where there is much room. */
  late?: boolean;
  onDo: () => Promise<unknown>;
};

/** A button that can't be pressed twice. */
function Deed({
  icon,
  label,
  look = 'secondary',
  worded = false,
  late = false,
  onDo,
}: DeedProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <span class={`deed${worded ? ' deed-worded' : ''}${late ? ' deed-late' : ''}`} title={label}>
      <Button
        icon={icon}
        look={look}
        busy={busy}
        aria-label={label}
        onClick={() => {
          setBusy(true);
          void onDo().finally(() => setBusy(false));
        }}
      >
        {label}
      </Button>
    </span>
  );
}
