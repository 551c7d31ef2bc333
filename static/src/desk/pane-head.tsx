import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import { exactly, lasting } from '../i18n/time.ts';
import type { Conversation } from '../stores/conversation.ts';
import { Badge } from '../ui/badge.tsx';
import { type About, customerOf, takesPart } from './about.ts';
import { now } from './clock.ts';
import { CustomerFace } from './customer-face.tsx';
import { desk } from './fresh.ts';
import { queueNamed } from './live.ts';
import { meetings } from './meetings.ts';
import { talksWith } from './meetings-store.ts';
import type { Me } from './session.ts';

/** Whom one talks with, about what, and how it stands. */
export function PaneHead({ about, held, me }: { about: About; held: Conversation; me: Me }): JSX.Element {
  const customer = customerOf(about, held);
  const name = customer?.name || t('customer-nameless');
  const source = about.kind === 'left' ? about.item : about.kind === 'other' ? null : about.entry;
  const queue = source === null ? undefined : queueNamed(source.queue);
  const subject = source !== null && 'subject' in source ? source.subject : '';
  const facts = [queue && localised(queue.name), subject].filter(Boolean).join(' · ');
  return (
    <div class="pane-head">
      <CustomerFace name={name} present={customer?.present ?? false} size={36} />
      <div class="pane-who">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p class="pane-facts" title={facts}>
          {facts}
        </p>
      </div>
      <span class="pane-state">
        <State about={about} held={held} me={me} />
      </span>
    </div>
  );
}

function State({ about, held, me }: { about: About; held: Conversation; me: Me }): JSX.Element | null {
  if (held.state === 'ended') return <Badge>{t('state-ended')}</Badge>;
  switch (about.kind) {
    case 'mine':
      return <MineState about={about} />;
    case 'left':
      return (
        <Badge look={about.item.state === 'new' ? 'warning' : 'plain'}>
          {t(`left-state-${about.item.state}`)}
        </Badge>
      );
    case 'past':
      return <Badge>{t('state-handed-over')}</Badge>;
    case 'other':
      return held.loaded && !takesPart(held, me.person) && me.role !== 'advisor' ? (
        <Badge>{t('state-watching')}</Badge>
      ) : null;
    default:
      return about satisfies never;
  }
}

function MineState({ about }: { about: Extract<About, { kind: 'mine' }> }): JSX.Element | null {
  if (about.entry.state === 'parked') return <Badge>{t('state-parked')}</Badge>;
  if (talksWith(meetings.value, about.entry.customer.person, desk.value.me?.person))
    return <Badge look="accent">{t('in-meeting')}</Badge>;
  const since = about.entry.unanswered_since;
  if (since == null) return null;
  const at = new Date(since);
  return (
    <span class="numbers" title={exactly(at)}>
      <Badge look="warning">{t('waits-for-you', { time: lasting(now.value - at.getTime()) })}</Badge>
    </span>
  );
}
