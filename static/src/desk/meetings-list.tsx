import { ClockAlert, Ellipsis, Plus, SquareArrowOutUpRight, Video } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { exactly, lasting, when } from '../i18n/time.ts';
import type { MeetingSummary } from '../protocol/MeetingSummary.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { now } from './clock.ts';
import { desk } from './fresh.ts';
import { nameOf } from './meeting-name.ts';
import { MeetingQualityDialog } from './meeting-quality-dialog.tsx';
import { meetingPath, meetings, setMeetingChat } from './meetings.ts';
import { lasted, past, running, waitingForMe } from './meetings-store.ts';
import { NewMeetingDialog } from './new-meeting-dialog.tsx';
import './meetings-list.css';

/** My video meetings: where somebody waits, what goes on, and how those before went. */
export function MeetingsList(): JSX.Element {
  const [making, setMaking] = useState(false);
  const [looking, setLooking] = useState<MeetingSummary | null>(null);
  const going = running(meetings.value);
  const over = past(meetings.value);
  const waiting = waitingForMe(meetings.value, desk.value.me?.name);
  return (
    <section class="side-group" aria-labelledby="meetings-title" data-group="meetings">
      <header class="meetings-head">
        <h2 id="meetings-title">
          {t('meetings')} {waiting > 0 && <Badge look="warning">{waiting}</Badge>}
        </h2>
        <IconButton icon={Plus} iconSize={16} label={t('meeting-new')} onClick={() => setMaking(true)} />
      </header>
      {going.length === 0 && (
        <p class="side-empty">
          <Icon of={Video} size={16} />
          {t('meetings-none')}
        </p>
      )}
      {going.map((meeting) => (
        <RunningRow key={meeting.info.id} meeting={meeting} />
      ))}
      {over.length > 0 && (
        <details class="meetings-past">
          <summary>{t('meetings-past', { n: over.length })}</summary>
          {over.map((meeting) => (
            <PastRow key={meeting.info.id} meeting={meeting} onLook={() => setLooking(meeting)} />
          ))}
        </details>
      )}
      <NewMeetingDialog open={making} onClose={() => setMaking(false)} />
      <MeetingQualityDialog meeting={looking} onClose={() => setLooking(null)} />
    </section>
  );
}

function RunningRow({ meeting }: { meeting: MeetingSummary }): JSX.Element {
  const since = meeting.waiting_since == null ? null : new Date(meeting.waiting_since);
  const name = nameOf(meeting, desk.value.me?.name);
  const knocked = meeting.waiting > 0;
  return (
    <a
      class={`side-row-main meeting-row${knocked ? ' meeting-row-knocked' : ''}`}
      href={meetingPath(meeting.info.id)}
      target="_blank"
      rel="noopener"
      aria-label={t('meeting-open-name', { name })}
    >
      <span class="meeting-mark">
        <Icon of={Video} />
      </span>
      <span class="side-words">
        <span class="side-head">
          <bdi class="side-name">{name}</bdi>
          {knocked && since !== null && (
            <span class="side-wait numbers" title={exactly(since)}>
              <Icon of={ClockAlert} size={14} />
              {lasting(now.value - since.getTime())}
            </span>
          )}
        </span>
        <span class="side-line">
          <span>
            {t('meeting-waiting-n', { n: meeting.waiting })} ·{' '}
            {t('meeting-in-room-n', { n: meeting.in_room })}
          </span>
        </span>
      </span>
      <Icon of={SquareArrowOutUpRight} size={14} />
    </a>
  );
}

function PastRow({ meeting, onLook }: { meeting: MeetingSummary; onLook: () => void }): JSX.Element {
  const at = new Date(meeting.ended_at ?? meeting.info.at);
  const { id, conversation } = meeting.info;
  const name = nameOf(meeting, desk.value.me?.name);
  const long = lasted(meeting);
  const ended = { when: when(at, new Date(now.value)) };
  return (
    <div class="meeting-past">
      <span class="side-words">
        <bdi class="side-name">{name}</bdi>
        <span class="small muted numbers" title={exactly(at)}>
          {long === null
            ? t('meeting-ended-at', ended)
            : t('meeting-lasted', { ...ended, time: lasting(long) })}
        </span>
        <span class="small muted meeting-people">
          {meeting.people.length === 0 ? (
            t('meeting-nobody')
          ) : (
            <bdi>{meeting.people.map((one) => one.name || t('customer-nameless')).join(', ')}</bdi>
          )}
        </span>
      </span>
      <Menu
        label={t('meeting-more', { name })}
        trigger={<Icon of={Ellipsis} size={18} />}
        items={[
          { label: t('quality-title'), onChoose: onLook },
          ...(conversation == null
            ? []
            : [
                {
                  label: t('meeting-chat-read'),
                  onChoose: () => void window.open(meetingPath(id), '_blank', 'noopener'),
                },
                // The chat that it came out of is ended as any chat.
                ...(conversation === meeting.chat
                  ? []
                  : [
                      {
                        label: t(meeting.chat_open ? 'meeting-chat-close' : 'meeting-chat-open'),
                        onChoose: () => void setMeetingChat(id, !meeting.chat_open),
                      },
                    ]),
              ]),
        ]}
      />
    </div>
  );
}
