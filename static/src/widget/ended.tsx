import { Angry, Download, Frown, Laugh, Mail, Meh, MessageCircle, PenLine, Smile } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { queueState } from '../i18n/opening.ts';
import type { Outcome } from '../net/socket.ts';
import type { QueueStatus } from '../protocol/QueueStatus.ts';
import type { Conversation } from '../stores/conversation.ts';
import { readDraft } from '../stores/drafts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { toast } from '../ui/toast.tsx';
import { go } from './route.ts';
import { mailTranscript, rate } from './session.ts';
import { endedTitle, saveTranscript } from './transcript.ts';

const FACES = [Angry, Frown, Meh, Smile, Laugh] as const;

/** The queue is the one through which to come back; null when there is none. */
type Props = { held: Conversation; queue: QueueStatus | null };

/** When the conversation has ended: how it was, a copy to keep, and a new one. */
export function Ended({ held, queue }: Props): JSX.Element {
  const [mailing, setMailing] = useState(false);
  return (
    <section class="ended" aria-label={endedTitle(held)}>
      {held.rating === null ? (
        <Rating conversation={held.id} />
      ) : (
        <p class="ended-thanks">{t('rating-thanks')}</p>
      )}
      <div class="ended-actions">
        <Button icon={Download} onClick={() => void saveTranscript(held.id)}>
          {t('transcript-save')}
        </Button>
        <Button icon={Mail} onClick={() => setMailing(true)}>
          {t('transcript-mail')}
        </Button>
      </div>
      {queue !== null && <Again queue={queue} />}
      <MailTranscript conversation={held.id} open={mailing} onClose={() => setMailing(false)} />
    </section>
  );
}

/** A new conversation, since this one can't be taken up; a message where nobody answers now. */
function Again({ queue }: { queue: QueueStatus }): JSX.Element {
  return queueState(queue) === 'open' ? (
    <Button look="primary" icon={MessageCircle} wide onClick={() => go({ view: 'join', queue: queue.id })}>
      {t('start-new')}
    </Button>
  ) : (
    <Button icon={PenLine} wide onClick={() => go({ view: 'leave_message', queue: queue.id })}>
      {t('leave-message')}
    </Button>
  );
}

function Rating({ conversation }: { conversation: string }): JSX.Element {
  const [score, setScore] = useState<number | null>(null);
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (e: Event): Promise<void> => {
    e.preventDefault();
    if (score === null) return;
    setBusy(true);
    said(await rate(conversation, score, comment.trim()), null);
    setBusy(false);
  };
  return (
    <form class="rating" onSubmit={(e) => void submit(e)}>
      <fieldset>
        <legend>{t('rating-ask')}</legend>
        <div class="rating-faces">
          {FACES.map((face, at) => (
            <label key={t(`rating-${at + 1}`)} class="rating-face">
              <input
                type="radio"
                name="score"
                value={at + 1}
                checked={score === at + 1}
                onChange={() => setScore(at + 1)}
              />
              <Icon of={face} size={28} />
              <span>{t(`rating-${at + 1}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {score !== null && (
        <>
          <TextArea
            label={t('rating-comment')}
            optional
            maxLength={2_000}
            rows={2}
            value={comment}
            onInput={setComment}
          />
          <Button type="submit" look="primary" busy={busy}>
            {t('rating-send')}
          </Button>
        </>
      )}
    </form>
  );
}

type MailProps = { conversation: string; open: boolean; onClose: () => void };

/** Asks where to send the transcript. */
export function MailTranscript({ conversation, open, onClose }: MailProps): JSX.Element {
  const [to, setTo] = useState(readDraft('left.email'));
  const [error, setError] = useState<string | undefined>();
  const submit = async (e: Event): Promise<void> => {
    e.preventDefault();
    if (!/^\S+@\S+\.\S+$/.test(to.trim())) return setError(t('email-wrong'));
    const outcome = await mailTranscript(conversation, to.trim());
    if (outcome.ok) onClose();
    said(outcome, t('transcript-mailed', { to: to.trim() }));
  };
  return (
    <Dialog open={open} title={t('transcript-mail')} onClose={onClose}>
      <form class="form" noValidate onSubmit={(e) => void submit(e)}>
        <TextField
          label={t('email')}
          type="email"
          autocomplete="email"
          value={to}
          onInput={setTo}
          error={error}
        />
        <Button type="submit" look="primary" icon={Mail}>
          {t('transcript-mail-send')}
        </Button>
      </form>
    </Dialog>
  );
}

function said(outcome: Outcome<null>, good: string | null): void {
  if (!outcome.ok) toast(failureWords(outcome.failure));
  else if (good !== null) toast(good);
}
