import { Copy, type IconNode, ListOrdered, MessageCircle, PenLine } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised, openingWords, queueState, waitWords, weekRows } from '../i18n/opening.ts';
import { call } from '../net/http.ts';
import type { Outcome } from '../net/socket.ts';
import { isInvented, organisation } from '../organisation.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';
import { Icon } from '../ui/icon.tsx';
import { MessageBubble, NoticeLine } from '../ui/message.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import { QueueCard } from '../ui/queue-card.tsx';
import { Toaster } from '../ui/toast.tsx';
import { PortalHead } from './head.tsx';
import './portal.css';

/** The business's start page: what one can get help with, when, how long it takes, and the way in. */
export function PortalPage(): JSX.Element {
  return (
    <div class="portal">
      <PortalHead />
      <main>
        <section class="portal-hero">
          <div>
            <h1>{isInvented() ? t('portal-title') : organisation()}</h1>
            <p>{t(isInvented() ? 'portal-lead' : 'portal-lead-own')}</p>
          </div>
          {isInvented() && <Sample />}
        </section>
        <Kept />
        <section aria-labelledby="ways">
          <h2 id="ways">{t('portal-ways')}</h2>
          <Ways />
        </section>
        <section aria-labelledby="how" class="portal-how">
          <h2 id="how">{t('portal-how')}</h2>
          <ol>
            <Step icon={ListOrdered} name="queue" />
            <Step icon={MessageCircle} name="chat" />
            <Step icon={Copy} name="copy" />
          </ol>
        </section>
      </main>
      <footer class="portal-foot">
        {isInvented() && <p>{t('portal-invented', { name: organisation() })}</p>}
        <nav aria-label={t('portal-staff')}>
          <a href="/desk">{t('portal-desk')}</a>
          <a href="/wall">{t('portal-wall')}</a>
          {isInvented() && <a href="/demo">{t('portal-demo')}</a>}
        </nav>
      </footer>
      <Toaster />
    </div>
  );
}

/** A mail's link leads here: the conversation is one press away on the device where it was written. */
function Kept(): JSX.Element | null {
  const id = new URLSearchParams(location.search).get('conversation');
  if (id === null) return null;
  return (
    <div class="portal-kept">
      <Banner icon={MessageCircle}>
        <p>{t('portal-conversation')}</p>
      </Banner>
      <button type="button" class="button button-primary" data-samtal-conversation={id}>
        <span>{t('portal-conversation-open')}</span>
      </button>
    </div>
  );
}

/** Says nothing that the words beside it don't, so it's hidden from screen readers. */
function Sample(): JSX.Element {
  const at = new Date(2026, 0, 1, 10, 42);
  const advisor = { own: false, author: 'Karin Ek', title: t('portal-sample-title'), at } as const;
  return (
    <div class="portal-sample card" aria-hidden="true" inert>
      <MessageBubble own author="" at={at} followed body={{ kind: 'text', text: t('portal-sample-ask') }} />
      <NoticeLine>{t('portal-sample-joined')}</NoticeLine>
      <MessageBubble {...advisor} followed body={{ kind: 'text', text: t('portal-sample-answer') }} />
      <MessageBubble {...advisor} follows body={{ kind: 'text', text: t('portal-sample-next') }} />
    </div>
  );
}

function Ways(): JSX.Element {
  const answer = useQueues();
  if (answer === null) {
    return (
      <div class="portal-ways">
        <div class="card portal-loading">
          <Skeleton label={t('loading')} lines={5} />
        </div>
      </div>
    );
  }
  if (!answer.ok) return <Banner look="warning">{failureWords(answer.failure)}</Banner>;
  const now = new Date();
  return (
    <div class="portal-ways">
      {answer.value.map((queue) => {
        const state = queueState(queue);
        return (
          <QueueCard
            key={queue.id}
            name={localised(queue.name)}
            about={localised(queue.about)}
            state={state}
            opening={state === 'full' ? t('portal-full') : openingWords(queue.open, queue.hours.zone, now)}
            wait={state === 'open' ? waitWords(queue.wait) : undefined}
            hours={weekRows(queue.hours, now)}
            actions={
              <button
                type="button"
                class={`button button-wide button-${state === 'open' ? 'primary' : 'secondary'}`}
                data-samtal-open={queue.slug}
              >
                <Icon of={state === 'open' ? MessageCircle : PenLine} />
                <span>{t(state === 'open' ? 'portal-chat' : 'portal-leave')}</span>
              </button>
            }
          />
        );
      })}
    </div>
  );
}

function Step({ icon, name }: { icon: IconNode; name: string }): JSX.Element {
  return (
    <li>
      <Icon of={icon} size={22} />
      <div>
        <h3>{t(`portal-step-${name}`)}</h3>
        <p class="muted">{t(`portal-step-${name}-about`)}</p>
      </div>
    </li>
  );
}

/** The queues as they are when the page is looked at; the open widget has them pushed. */
function useQueues(): Outcome<QueueStatus[]> | null {
  const [answer, setAnswer] = useState<Outcome<QueueStatus[]> | null>(null);
  useEffect(() => {
    const look = async (): Promise<void> => {
      if (document.hidden) return;
      const fresh = await call<QueueStatus[]>('GET', '/api/v1/queues', { kind: 'cookie' });
      setAnswer((before) => (fresh.ok || before === null ? fresh : before));
    };
    void look();
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }, []);
  return answer;
}
