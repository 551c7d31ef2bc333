import { MessageSquarePlus } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { exactly, relative } from '../i18n/time.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import type { ThreadView } from '../protocol/ThreadView.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Link } from './link.tsx';
import { isThreadBegun, NewThread } from './new-thread.tsx';
import { Part } from './part.tsx';
import { go } from './route.ts';
import { OpenThread } from './thread-view.tsx';

type Props = { view: CaseView; thread: string | null; onChange: () => void };

/** The case's threads by their subjects; one of them open, or a new one. */
export function MessagesPart({ view, thread, onChange }: Props): JSX.Element {
  const [writing, setWriting] = useState(() => isThreadBegun(view.row.id));
  const { number } = view.row;
  // What was read in a thread is known here when it is left.
  useEffect(() => {
    if (thread === null) return;
    setWriting(false);
    return onChange;
  }, [thread]);
  const action =
    view.policy.write && thread === null && !writing ? (
      <Button icon={MessageSquarePlus} onClick={() => setWriting(true)}>
        {t('my-thread-new')}
      </Button>
    ) : undefined;
  return (
    <Part id="messages" title={t('my-part-messages')} action={action}>
      {thread !== null && (
        <OpenThread
          key={thread}
          view={view}
          conversation={thread}
          subject={view.threads.find((one) => one.conversation === thread)?.subject ?? ''}
        />
      )}
      {thread === null && writing && (
        <NewThread
          view={view}
          onStop={() => setWriting(false)}
          onBegun={(conversation) => {
            onChange();
            go({ page: 'case', number, thread: conversation });
          }}
        />
      )}
      {thread === null && !writing && view.threads.length === 0 && (
        <p class="muted">{t(view.policy.write ? 'my-threads-none' : 'my-threads-none-ended')}</p>
      )}
      {thread === null && view.threads.length > 0 && (
        <ul class="my-threads">
          {view.threads.map((one) => (
            <Row key={one.conversation} number={number} one={one} />
          ))}
        </ul>
      )}
    </Part>
  );
}

function Row({ number, one }: { number: string; one: ThreadView }): JSX.Element {
  const at = new Date(one.last_at);
  const isNew = one.head > one.read;
  return (
    <li class={`my-thread-row${isNew ? ' my-thread-new' : ''}`}>
      <div>
        <Link to={{ page: 'case', number, thread: one.conversation }} class="my-row-title">
          <bdi>{one.subject}</bdi>
        </Link>
        {isNew && <Badge look="accent">{t('my-thread-unread')}</Badge>}
      </div>
      <time class="small muted numbers" dateTime={one.last_at} title={exactly(at)}>
        {relative(at, new Date())}
      </time>
      {one.last !== '' && (
        <p class="small muted my-thread-last">
          {one.last_by !== '' && (
            <>
              <bdi>{one.last_by}</bdi>:{' '}
            </>
          )}
          <bdi>{one.last}</bdi>
        </p>
      )}
    </li>
  );
}
