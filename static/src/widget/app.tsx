import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { queueState } from '../i18n/opening.ts';
import { later } from '../ui/later.tsx';
import { dismiss, Toaster } from '../ui/toast.tsx';
import { ConnectionBar } from './connection.tsx';
import { ConversationView } from './conversation.tsx';
import { HomeView } from './home.tsx';
import { askedFor, sheetOpen } from './host.ts';
import { JoinView } from './join.tsx';
import { go, route } from './route.ts';
import { entry, mine, openLive, queues, startSession } from './session.ts';
import './widget.css';

const LeaveMessageView = later(async () => (await import('./leave-message.tsx')).LeaveMessageView);

/** The widget: one view at a time. */
export function WidgetPage(): JSX.Element {
  useEffect(startSession, []);
  useSignalEffect(keepPlace);
  useSignalEffect(takeAsked);
  const view = JSON.stringify(route.value);
  const shown = sheetOpen.value;
  useEffect(moveFocus, [view, shown]);
  useEffect(() => dismiss, [view]);
  return (
    <div class="widget">
      <View key={view} />
      <ConnectionBar />
      <Toaster />
    </div>
  );
}

function View(): JSX.Element {
  const to = route.value;
  switch (to.view) {
    case 'home':
      return <HomeView />;
    case 'join':
      return <JoinView queueId={to.queue} />;
    case 'leave_message':
      return <LeaveMessageView queueId={to.queue} />;
    case 'conversation':
      return <ConversationView id={to.id} />;
    default:
      return to satisfies never;
  }
}

let placed = false;

/** Whoever has a place in line or a conversation going on comes straight to it, once. */
function keepPlace(): void {
  const open = entry.value;
  if (mine.value === null) return;
  if (open !== null) openLive(open.conversation);
  if (open !== null && !placed && route.peek().view === 'home')
    go({ view: 'conversation', id: open.conversation });
  placed = true;
}

/** The host page's own button asked for a queue or a conversation. */
function takeAsked(): void {
  const wish = askedFor.value;
  const all = queues.value;
  if (wish === null || all === null || mine.value === null) return;
  askedFor.value = null;
  const open = entry.peek();
  if (wish.type === 'conversation') return go({ view: 'conversation', id: wish.id });
  if (open !== null) return go({ view: 'conversation', id: open.conversation });
  const queue = all.find((one) => one.slug === wish.queue);
  if (queue !== undefined)
    go({ view: queueState(queue) === 'open' ? 'join' : 'leave_message', queue: queue.id });
}

/**
 * Focus follows the view: to where one begins to write, or to the heading where that would bring up a phone's
 * keyboard unasked. Never while the sheet is closed: that would take focus from the host page.
 */
function moveFocus(): void {
  if (!sheetOpen.peek()) return;
  const box = document.querySelector<HTMLElement>('main input, textarea:not(:disabled)');
  const heading = document.querySelector<HTMLElement>('h2');
  heading?.setAttribute('tabindex', '-1');
  const target = matchMedia('(pointer: fine)').matches ? (box ?? heading) : heading;
  target?.focus({ preventScroll: true });
}
