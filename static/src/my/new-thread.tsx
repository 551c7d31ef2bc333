import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import type { ThreadCreated } from '../protocol/ThreadCreated.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { newClientId } from '../stores/outbox.ts';
import { Button } from '../ui/button.tsx';
import { MAX_TEXT_CHARS } from '../ui/composer.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Banner } from '../ui/panel.tsx';
import { useSubmission } from '../ui/submission.ts';
import { beginThread } from './api.ts';
import { authority, me } from './session.ts';

/** A thread that is begun: kept until it is sent, under one id. */
type Begun = { client_id: string; subject: string; text: string };

const MOST_SUBJECT = 200;
const OUT: Failure = { code: 'unauthenticated', message: '', retryAfterMs: 0 };

type Props = { view: CaseView; onStop: () => void; onBegun: (conversation: string) => void };

/** A new thread: to whom and about what, its subject, its first text. */
export function NewThread({ view, onStop, onBegun }: Props): JSX.Element {
  const { row } = view;
  const [begun, setBegun] = useState(() => readBegun(row.id) ?? fresh());
  const [faults, setFaults] = useState<{ subject?: string; text?: string }>({});
  const root = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => root.current?.querySelector('input')?.focus(), []);
  const change = (changed: Partial<Begun>): void => {
    const next = { ...begun, ...changed };
    setBegun(next);
    setFaults({});
    keepDraft(keyOf(row.id), next.subject + next.text === '' ? '' : JSON.stringify(next));
  };
  const { busy, failure, submit } = useSubmission({
    ready: () => {
      const found = faultsOf(begun);
      setFaults(found);
      const first = found.subject !== undefined ? 'input' : found.text !== undefined ? 'textarea' : null;
      if (first !== null) root.current?.querySelector<HTMLElement>(first)?.focus();
      return first === null;
    },
    send: (): Promise<Outcome<ThreadCreated>> => {
      const as = authority();
      const { client_id, subject, text } = begun;
      return as === null
        ? Promise.resolve({ ok: false, failure: OUT })
        : beginThread(as, row.id, { client_id, subject: subject.trim(), text: text.trim() });
    },
    onDone: ({ conversation }) => {
      keepDraft(keyOf(row.id), '');
      onBegun(conversation);
    },
  });
  return (
    <form ref={root} class="my-new-thread" noValidate onSubmit={submit}>
      <h3>{t('my-thread-new')}</h3>
      <p class="small muted">
        {t('my-thread-to', {
          name: row.owner_name ?? localised(view.team_name),
          kind: localised(row.type_name),
          number: row.number,
        })}
      </p>
      <TextField
        label={t('my-thread-subject')}
        name="subject"
        error={faults.subject}
        value={begun.subject}
        onInput={(subject) => change({ subject })}
      />
      <TextArea
        label={t('my-thread-text')}
        name="text"
        error={faults.text}
        value={begun.text}
        onInput={(text) => change({ text })}
      />
      <div role="alert">{failure !== null && <Banner look="danger">{failureWords(failure)}</Banner>}</div>
      <div class="my-buttons">
        <Button type="submit" look="primary" busy={busy}>
          {t('my-thread-send')}
        </Button>
        <Button onClick={onStop}>{t('my-thread-later')}</Button>
      </div>
    </form>
  );
}

/** Whether a thread has been begun in this case and not sent. */
export function isThreadBegun(id: string): boolean {
  return readBegun(id) !== null;
}

function faultsOf({ subject, text }: Begun): { subject?: string; text?: string } {
  const over = [...text.trim()].length - MAX_TEXT_CHARS;
  return {
    ...(subject.trim() === '' ? { subject: t('my-thread-no-subject') } : {}),
    ...([...subject.trim()].length > MOST_SUBJECT
      ? { subject: t('case-fault-too-long', { max: MOST_SUBJECT }) }
      : {}),
    ...(text.trim() === '' ? { text: t('my-thread-no-text') } : {}),
    ...(over > 0 ? { text: t('text-too-long', { over }) } : {}),
  };
}

function keyOf(id: string): string {
  return `thread.${me() ?? ''}.${id}`;
}

function fresh(): Begun {
  return { client_id: newClientId(), subject: '', text: '' };
}

function readBegun(id: string): Begun | null {
  try {
    const kept: unknown = JSON.parse(readDraft(keyOf(id)) || 'null');
    return typeof kept === 'object' && kept !== null ? { ...fresh(), ...kept } : null;
  } catch {
    return null;
  }
}
