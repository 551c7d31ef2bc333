import { ChevronRight, Clock3, FolderOpen, MessageCircle, PenLine } from 'lucide';
import type { JSX } from 'preact';
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language, t } from '../i18n/i18n.ts';
import { localised, openingWords, queueState, waitWords, weekRows } from '../i18n/opening.ts';
import { exactly, when } from '../i18n/time.ts';
import { organisation } from '../organisation.ts';
import { chooseTheme, chosenTheme, type Theme } from '../page.tsx';
import type { ConversationSummary } from '../protocol/ConversationSummary.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';
import { Avatar, Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { QueueCard } from '../ui/queue-card.tsx';
import { CloseButton, Title } from './header.tsx';
import { isWaiting } from './mine-store.ts';
import { go } from './route.ts';
import { entry, mine, queues } from './session.ts';

/** Only this queue, when the page that carries the widget is about one. */
const ONLY = new URLSearchParams(location.search).get('queue');

/** Where one begins: what goes on, the ways in, what was said before. */
export function HomeView(): JSX.Element {
  const all = queues.value;
  const shown = all?.filter((queue) => ONLY === null || queue.slug === ONLY);
  return (
    <div class="home">
      <header class="home-head">
        <Title />
        <div class="home-head-top">
          <span class="home-brand">{organisation()}</span>
          <CloseButton />
        </div>
        <h2>{t('home-hello')}</h2>
        <p>{t('home-about')}</p>
      </header>
      <main class="home-body">
        <GoingOn />
        {shown === undefined ? (
          <div class="card home-loading">
            <Skeleton label={t('loading')} lines={4} />
          </div>
        ) : (
          entry.value === null && shown.map((queue) => <Way key={queue.id} queue={queue} />)
        )}
        <Earlier />
        <p>
          <a class="home-cases" href="/my" target="_blank" rel="noopener">
            <Icon of={FolderOpen} size={16} />
            {t('home-cases')}
          </a>
        </p>
        <Choices />
      </main>
    </div>
  );
}

function GoingOn(): JSX.Element | null {
  const open = entry.value;
  if (open === null) return null;
  const waiting = isWaiting(open.state);
  return (
    <button
      type="button"
      class="going-on card"
      onClick={() => go({ view: 'conversation', id: open.conversation })}
    >
      <span class="going-on-mark">
        <Icon of={waiting ? Clock3 : MessageCircle} />
      </span>
      <span>
        <strong>{waiting ? t('waiting-position', { position: open.position }) : t('going-on')}</strong>
        <span class="muted small">
          {waiting ? (waitWords(open.wait) ?? t('waiting-unknown')) : t('going-on-about')}
        </span>
      </span>
      <Icon of={ChevronRight} />
    </button>
  );
}

function Way({ queue }: { queue: QueueStatus }): JSX.Element {
  const now = new Date();
  const state = queueState(queue);
  return (
    <QueueCard
      name={localised(queue.name)}
      about={localised(queue.about)}
      state={state}
      opening={state === 'full' ? t('queue-full-about') : openingWords(queue.open, queue.hours.zone, now)}
      wait={state === 'open' ? waitWords(queue.wait) : undefined}
      hours={weekRows(queue.hours, now)}
      actions={
        state === 'open' ? (
          <Button
            look="primary"
            icon={MessageCircle}
            wide
            onClick={() => go({ view: 'join', queue: queue.id })}
          >
            {t('chat-with-us')}
          </Button>
        ) : (
          <Button icon={PenLine} wide onClick={() => go({ view: 'leave_message', queue: queue.id })}>
            {t('leave-message')}
          </Button>
        )
      }
    />
  );
}

function Earlier(): JSX.Element | null {
  const held = mine.value;
  const going = entry.value?.conversation;
  const all = held?.conversations.filter((one) => one.id !== going) ?? [];
  if (all.length === 0) return null;
  return (
    <section aria-labelledby="earlier">
      <h3 id="earlier" class="home-title">
        {t('my-conversations')}
      </h3>
      <ul class="card earlier">
        {all.map((one) => (
          <li key={one.id}>
            <EarlierRow one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EarlierRow({ one }: { one: ConversationSummary }): JSX.Element {
  const at = new Date(one.last_at);
  const queue = queues.value?.find((known) => known.id === one.queue);
  const name = one.with ?? (queue === undefined ? organisation() : localised(queue.name));
  const fresh = one.head > one.read;
  return (
    <button type="button" class="earlier-row" onClick={() => go({ view: 'conversation', id: one.id })}>
      <Avatar name={name} />
      <span class="earlier-what">
        <span class="earlier-top">
          <strong dir="auto">{name}</strong>
          <time class="muted small numbers" dateTime={one.last_at} title={exactly(at)}>
            {when(at, new Date())}
          </time>
        </span>
        <span class="earlier-last muted small" dir="auto">
          {one.last || one.subject || t('no-words-yet')}
        </span>
      </span>
      {fresh && <Badge look="accent">{t('new')}</Badge>}
    </button>
  );
}

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

function Choices(): JSX.Element {
  return (
    <footer class="choices">
      <fieldset>
        <legend class="visually-hidden">{t('language-choose')}</legend>
        {LANGUAGES.map((one) => (
          <button
            key={one}
            type="button"
            class="choice"
            lang={one}
            aria-pressed={one === language()}
            onClick={() => void chooseLanguage(one)}
          >
            {LANGUAGE_NAMES[one]}
          </button>
        ))}
      </fieldset>
      <fieldset>
        <legend class="visually-hidden">{t('theme-choose')}</legend>
        {THEMES.map((one) => (
          <button
            key={one}
            type="button"
            class="choice"
            aria-pressed={one === chosenTheme()}
            onClick={() => chooseTheme(one)}
          >
            {t(`theme-${one}`)}
          </button>
        ))}
      </fieldset>
    </footer>
  );
}
