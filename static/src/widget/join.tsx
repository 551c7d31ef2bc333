import { MessageCircle } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { language, t } from '../i18n/i18n.ts';
import { localised, openingWords, queueState, waitWords } from '../i18n/opening.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import { useSubmission } from '../ui/submission.ts';
import { Header } from './header.tsx';
import { go } from './route.ts';
import { join, queues } from './session.ts';

/** The way into a queue: a name and what it is about, both of one's own choice. */
export function JoinView({ queueId }: { queueId: string }): JSX.Element {
  const queue = queues.value?.find((one) => one.id === queueId);
  const [name, setName] = useState(readDraft('name'));
  const [subject, setSubject] = useState(readDraft('subject'));
  const { busy, failure, submit } = useSubmission({
    send: () => join({ queue: queueId, name: name.trim(), subject: subject.trim(), language: language() }),
    onDone: ({ conversation }) => {
      keepDraft('subject', '');
      go({ view: 'conversation', id: conversation });
    },
  });
  if (queue === undefined) return <Loading />;
  const open = queueState(queue) === 'open';
  return (
    <>
      <Header>
        <h2>{localised(queue.name)}</h2>
      </Header>
      <main class="widget-body">
        <p class="join-wait">
          <strong>{open ? (waitWords(queue.wait) ?? t('waiting-unknown')) : t('queue-closed')}</strong>{' '}
          <span class="muted">{openingWords(queue.open, queue.hours.zone, new Date())}</span>
        </p>
        <form class="form" onSubmit={submit}>
          <TextField
            label={t('your-name')}
            optional
            autocomplete="name"
            maxLength={100}
            value={name}
            onInput={(value) => {
              setName(value);
              keepDraft('name', value);
            }}
          />
          <TextArea
            label={t('what-about')}
            hint={t('what-about-hint')}
            optional
            maxLength={300}
            value={subject}
            onInput={(value) => {
              setSubject(value);
              keepDraft('subject', value);
            }}
          />
          {failure !== null && (
            <div role="alert">
              <Banner look="danger">{failureWords(failure)}</Banner>
            </div>
          )}
          <Button type="submit" look="primary" icon={MessageCircle} wide busy={busy} disabled={!open}>
            {t('join-queue')}
          </Button>
          <p class="muted small">
            {t('join-instead')}{' '}
            <LinkButton onClick={() => go({ view: 'leave_message', queue: queueId })}>
              {t('leave-message')}
            </LinkButton>
          </p>
        </form>
      </main>
    </>
  );
}

/** The queues are on their way; the frame of the view is already here. */
export function Loading(): JSX.Element {
  return (
    <>
      <Header>
        <span class="visually-hidden">{t('loading')}</span>
      </Header>
      <main class="widget-body">
        <Skeleton label={t('loading')} lines={5} />
      </main>
    </>
  );
}
