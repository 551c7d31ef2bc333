import { ClockAlert, Columns2, Inbox, MessageSquareDashed, Phone, Users, Video } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { exactly, lasting, relative } from '../i18n/time.ts';
import type { DeskEntry } from '../protocol/DeskEntry.ts';
import type { InboxItem } from '../protocol/InboxItem.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { now } from './clock.ts';
import { CustomerFace } from './customer-face.tsx';
import { active, parked } from './desk-store.ts';
import { desk } from './fresh.ts';
import { deskLoaded, inbox, queues, staff } from './live.ts';
import { meetings } from './meetings.ts';
import { MeetingsList } from './meetings-list.tsx';
import { talksWith } from './meetings-store.ts';
import { openPanes, showBeside, showConversation } from './open-panes.ts';
import { untaken } from './staff-store.ts';
import './side-list.css';

/** What waits: my conversations by who has waited longest for me, those aside, the lines, left messages. */
export function SideList(): JSX.Element {
  const mine = active(desk.value);
  const aside = parked(desk.value);
  if (!deskLoaded.value)
    return (
      <div class="side-loading">
        <Skeleton lines={8} label={t('loading')} />
      </div>
    );
  return (
    <>
      <Group title={t('mine')} count={mine.length} id="mine">
        {mine.length === 0 && (
          <p class="side-empty">
            <Icon of={MessageSquareDashed} size={16} />
            {t('mine-empty')}
          </p>
        )}
        {mine.map((entry) => (
          <EntryRow key={entry.entry} entry={entry} />
        ))}
      </Group>
      {aside.length > 0 && (
        <Group title={t('aside')} count={aside.length} id="aside">
          {aside.map((entry) => (
            <EntryRow key={entry.entry} entry={entry} />
          ))}
        </Group>
      )}
      <MeetingsList />
      <Group title={t('inbox')} count={untaken(staff.value)} look="warning" id="inbox">
        {inbox.value.length === 0 && (
          <p class="side-empty">
            <Icon of={Inbox} size={16} />
            {t('inbox-empty')}
          </p>
        )}
        {inbox.value.map((item) => (
          <LeftRow key={item.left} item={item} />
        ))}
      </Group>
      <Lines />
    </>
  );
}

type GroupProps = {
  title: string;
  count: number;
  look?: 'plain' | 'warning';
  id: string;
  children: ComponentChildren;
};

function Group({ title, count, look = 'plain', id, children }: GroupProps): JSX.Element {
  const heading = useId();
  return (
    <section class="side-group" aria-labelledby={heading} data-group={id}>
      <h2 id={heading}>
        {title} {count > 0 && <Badge look={look}>{count}</Badge>}
      </h2>
      {children}
    </section>
  );
}

function EntryRow({ entry }: { entry: DeskEntry }): JSX.Element {
  const { customer } = entry;
  const name = customer.name || t('customer-nameless');
  const since = entry.unanswered_since == null ? null : new Date(entry.unanswered_since);
  const fresh = since === null ? 0 : Math.max(0, entry.head - entry.read);
  return (
    <Row
      conversation={entry.conversation}
      name={name}
      present={customer.present}
      line={entry.last || entry.subject}
      fresh={fresh}
      mark={
        talksWith(meetings.value, customer.person, desk.value.me?.person) ? (
          <span class="side-when side-in-meeting">
            <Icon of={Video} size={14} />
            {t('in-meeting')}
          </span>
        ) : (
          since !== null && (
            <span class="side-wait numbers" title={exactly(since)}>
              <Icon of={ClockAlert} size={14} />
              <span class="visually-hidden">{t('waits-since')}</span>
              {lasting(now.value - since.getTime())}
            </span>
          )
        )
      }
    />
  );
}

function LeftRow({ item }: { item: InboxItem }): JSX.Element {
  const at = new Date(item.at);
  return (
    <Row
      conversation={item.conversation}
      name={item.customer.name || t('customer-nameless')}
      present={item.customer.present}
      line={item.text}
      calls={item.callback !== undefined && item.state !== 'closed'}
      fresh={item.state === 'new' ? 1 : 0}
      mark={
        <span class="side-when numbers" title={exactly(at)}>
          {item.state === 'new' ? relative(at, new Date(now.value)) : leftState(item)}
        </span>
      }
    />
  );
}

function leftState(item: InboxItem): string {
  const mine = item.taken_by != null && item.taken_by === desk.value.me?.person;
  return mine ? t(`left-mine-${item.state}`) : (item.taken_by_name ?? t(`left-state-${item.state}`));
}

type RowProps = {
  conversation: string;
  name: string;
  present: boolean;
  line: string;
  /** Whether they ask to be called. */
  calls?: boolean;
  fresh: number;
  mark: ComponentChildren;
};

function Row({ conversation, name, present, line, calls = false, fresh, mark }: RowProps): JSX.Element {
  const panes = openPanes.value;
  return (
    <div
      class={`side-row${panes.open.includes(conversation) ? ' side-row-open' : ''}${fresh > 0 ? ' side-row-new' : ''}`}
    >
      <button
        type="button"
        class="side-row-main"
        aria-current={panes.current === conversation}
        data-conversation={conversation}
        onClick={() => showConversation(conversation)}
      >
        <CustomerFace name={name} present={present} size={36} />
        <span class="side-words">
          <span class="side-head">
            <bdi class="side-name">{name}</bdi>
            {mark}
          </span>
          <span class="side-line">
            {fresh > 0 && <span class="side-dot" role="img" aria-label={t('something-new')} />}
            {calls && (
              <span class="side-calls" role="img" aria-label={t('left-calls')} title={t('left-calls')}>
                <Icon of={Phone} size={14} />
              </span>
            )}
            <span>{line}</span>
          </span>
        </span>
      </button>
      <span class="side-beside">
        <IconButton
          icon={Columns2}
          label={t('beside', { name })}
          iconSize={16}
          onClick={() => showBeside(conversation)}
        />
      </span>
    </div>
  );
}

/** Who stands in line, so that nobody waits unseen. */
function Lines(): JSX.Element {
  return (
    <Group title={t('lines')} count={0} id="lines">
      <ul class="side-lines">
        {queues.value.map((queue) => (
          <li key={queue.id}>
            <span>{localised(queue.name)}</span>
            <span class="muted numbers">
              <Icon of={Users} size={14} />
              {queue.open.type === 'open' ? t('waiting-n', { n: queue.waiting }) : t('queue-closed')}
            </span>
          </li>
        ))}
      </ul>
    </Group>
  );
}
