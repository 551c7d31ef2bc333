import { useComputed } from '@preact/signals';
import { Download, Ellipsis, LogOut, Mail, Volume2, VolumeX, X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { organisation } from '../organisation.ts';
import type { ParticipantView } from '../protocol/ParticipantView.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';
import { type Conversation, isLeft } from '../stores/conversation.ts';
import { Avatar } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { later } from '../ui/later.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { EmptyState } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { type Editing, type Pen, Writing } from '../ui/writing.tsx';
import { Announcer } from './announcer.tsx';
import { Header } from './header.tsx';
import { Loading } from './join.tsx';
import { MeetingCard } from './meeting-card.tsx';
import { isWaiting, queueOf } from './mine-store.ts';
import { go } from './route.ts';
import {
  editText,
  end,
  entry,
  live,
  mine,
  openLive,
  queues,
  sendText,
  takeBack,
  tellTyping,
  uploads,
} from './session.ts';
import { soundOn, toggleSound } from './sound.ts';
import { Thread } from './thread.tsx';
import { endedTitle, saveTranscript } from './transcript.ts';
import { Waiting } from './waiting.tsx';

const Ended = later(async () => (await import('./ended.tsx')).Ended);
const MailTranscript = later(async () => (await import('./ended.tsx')).MailTranscript);

/** One conversation: who with, what was said, and where to write. */
export function ConversationView({ id }: { id: string }): JSX.Element {
  useEffect(() => openLive(id), [id]);
  const [editing, setEditing] = useState<Editing | null>(null);
  const talk = live.value;
  const held = talk?.held.value;
  const refused = talk?.refused.value;
  if (talk === null || held === undefined || held.id !== id) return <Loading />;
  if (refused != null)
    return (
      <Refused words={refused.code === 'not_found' ? t('conversation-elsewhere') : failureWords(refused)} />
    );
  const open = entry.value;
  const mineHere = open?.conversation === id ? open : null;
  return (
    <>
      <Header menu={<ConversationMenu held={held} entryId={mineHere?.id ?? null} />}>
        <With held={held} />
      </Header>
      {mineHere !== null && isWaiting(mineHere.state) && <Waiting entry={mineHere} />}
      <MeetingCard held={held} />
      <Thread
        talk={talk}
        onEdit={(seq, text) => setEditing({ seq, text })}
        onTakeBack={(seq) => void takeBackRow(id, seq)}
      />
      <Announcer held={held} />
      {held.state === 'ended' ? (
        <Ended held={held} queue={againThrough(id)} />
      ) : (
        <Writing
          held={held}
          pen={pen}
          draft={held.id}
          disabled={held.loaded && !held.policy.write}
          editing={editing}
          onEdited={() => setEditing(null)}
        />
      )}
    </>
  );
}

function Refused({ words }: { words: string }): JSX.Element {
  return (
    <>
      <Header>
        <h2>{t('my-conversations')}</h2>
      </Header>
      <EmptyState icon={X} title={words}>
        <Button onClick={() => go({ view: 'home' })}>{t('back')}</Button>
      </EmptyState>
    </>
  );
}

/** The advisor who is here; before anyone is, and on the way to another, the queue. */
function With({ held }: { held: Conversation }): JSX.Element {
  const waits = entry.value?.conversation === held.id && isWaiting(entry.value.state);
  const advisor = waits ? undefined : answering(held);
  const name = useComputed(() => {
    const queueId = mine.value === null ? null : queueOf(mine.value, held.id);
    const queue = queues.value?.find((one) => one.id === queueId);
    return queue === undefined ? organisation() : localised(queue.name);
  }).value;
  if (advisor === undefined) {
    return (
      <>
        <h2>{name}</h2>
        <p class="muted small">
          {held.state === 'ended' ? endedTitle(held) : t(isLeft(held) ? 'left-nobody-yet' : 'nobody-yet')}
        </p>
      </>
    );
  }
  return (
    <div class="with">
      <Avatar
        name={advisor.name}
        size={36}
        {...(held.state === 'open' && advisor.present ? { presence: 'available' } : {})}
      />
      <div>
        <h2 dir="auto">{advisor.name}</h2>
        <p class="muted small" dir="auto">
          {held.state === 'ended' ? endedTitle(held) : advisor.title}
        </p>
      </div>
    </div>
  );
}

function answering(held: Conversation): ParticipantView | undefined {
  const staff = held.participants.filter((one) => one.role === 'advisor' || one.role === 'supervisor');
  return (
    staff.findLast((one) => one.present && one.role === 'advisor') ??
    staff.findLast((one) => one.present) ??
    staff.at(-1)
  );
}

function ConversationMenu({ held, entryId }: { held: Conversation; entryId: string | null }): JSX.Element {
  const [mailing, setMailing] = useState(false);
  const [ending, setEnding] = useState(false);
  const waiting = entry.value !== null && isWaiting(entry.value.state);
  const items: MenuItem[] = [
    { label: t('transcript-save'), icon: Download, onChoose: () => void saveTranscript(held.id) },
    { label: t('transcript-mail'), icon: Mail, onChoose: () => setMailing(true) },
    {
      label: t(soundOn.value ? 'sound-off' : 'sound-on'),
      icon: soundOn.value ? VolumeX : Volume2,
      onChoose: toggleSound,
    },
  ];
  if (entryId !== null && !waiting && held.state === 'open') {
    items.push({ label: t('end-conversation'), icon: LogOut, danger: true, onChoose: () => setEnding(true) });
  }
  const endNow = async (): Promise<void> => {
    setEnding(false);
    if (entryId === null) return;
    const outcome = await end(entryId);
    if (!outcome.ok) toast(failureWords(outcome.failure));
  };
  return (
    <>
      <Menu label={t('more')} items={items} trigger={<Icon of={Ellipsis} size={20} />} />
      {mailing && <MailTranscript conversation={held.id} open onClose={() => setMailing(false)} />}
      <Dialog
        open={ending}
        title={t('end-title')}
        onClose={() => setEnding(false)}
        actions={
          <>
            <Button onClick={() => setEnding(false)}>{t('cancel')}</Button>
            <Button look="danger" onClick={() => void endNow()}>
              {t('end-conversation')}
            </Button>
          </>
        }
      >
        <p>{t('end-about')}</p>
      </Dialog>
    </>
  );
}

/** As this visitor. */
const pen: Pen = { uploads, send: sendText, edit: editText, typing: tellTyping };

async function takeBackRow(conversation: string, seq: number): Promise<void> {
  const outcome = await takeBack(conversation, seq);
  if (!outcome.ok) toast(failureWords(outcome.failure));
}

/** The queue to come back through; none while one stands in line or talks already. */
function againThrough(conversation: string): QueueStatus | null {
  if (mine.value === null || entry.value !== null) return null;
  const id = queueOf(mine.value, conversation);
  return queues.value?.find((one) => one.id === id) ?? null;
}
