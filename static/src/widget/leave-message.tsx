import { Send } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { language, t } from '../i18n/i18n.ts';
import { localised, openingWords, queueState } from '../i18n/opening.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { newClientId } from '../stores/outbox.ts';
import { Button } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Banner } from '../ui/panel.tsx';
import { useSubmission } from '../ui/submission.ts';
import { Header } from './header.tsx';
import { Loading } from './join.tsx';
import { go } from './route.ts';
import { leaveMessage, queues } from './session.ts';

type Form = { name: string; email: string; phone: string; text: string };
const FIELDS = ['name', 'email', 'phone', 'text'] as const;

/** A message to be answered later: what it's about, and where the answer may go. */
export function LeaveMessageView({ queueId }: { queueId: string }): JSX.Element {
  const queue = queues.value?.find((one) => one.id === queueId);
  const [form, setForm] = useState<Form>(readForm);
  const [checked, setChecked] = useState(false);
  const wrong = faults(form);
  const { busy, failure, submit } = useSubmission({
    ready: () => {
      setChecked(true);
      return Object.keys(wrong).length === 0;
    },
    send: () => leaveMessage({ queue: queueId, client_id: formId(), language: language(), ...trimmed(form) }),
    onDone: ({ conversation }) => {
      keepDraft(draftKey('text'), '');
      keepDraft(FORM_ID, '');
      go({ view: 'conversation', id: conversation });
    },
  });
  if (queue === undefined) return <Loading />;
  const set = (field: keyof Form) => (value: string) => {
    setForm({ ...form, [field]: value });
    keepDraft(draftKey(field), value);
  };
  const error = (field: keyof Form): string | undefined => (checked ? wrong[field] : undefined);
  const state = queueState(queue);
  return (
    <>
      <Header>
        <h2>{t('leave-message')}</h2>
        <p class="muted small">{localised(queue.name)}</p>
      </Header>
      <main class="widget-body">
        <p class="join-wait">
          {state !== 'open' && (
            <strong>
              {state === 'full'
                ? t('queue-full-now')
                : openingWords(queue.open, queue.hours.zone, new Date())}{' '}
            </strong>
          )}
          <span class="muted">{t('leave-message-about')}</span>
        </p>
        <form class="form" noValidate onSubmit={submit}>
          <TextArea
            label={t('your-message')}
            value={form.text}
            onInput={set('text')}
            error={error('text')}
            required
            rows={5}
          />
          <TextField
            label={t('your-name')}
            value={form.name}
            onInput={set('name')}
            error={error('name')}
            autocomplete="name"
            maxLength={100}
            required
          />
          <TextField
            label={t('email')}
            hint={t('contact-hint')}
            type="email"
            value={form.email}
            onInput={set('email')}
            error={error('email')}
            autocomplete="email"
          />
          <TextField
            label={t('phone')}
            type="tel"
            value={form.phone}
            onInput={set('phone')}
            error={error('phone')}
            autocomplete="tel"
          />
          {failure !== null && (
            <div role="alert">
              <Banner look="danger">{failureWords(failure)}</Banner>
            </div>
          )}
          <Button type="submit" look="primary" icon={Send} wide busy={busy}>
            {t('send-message')}
          </Button>
        </form>
      </main>
    </>
  );
}

function faults(form: Form): Partial<Record<keyof Form, string>> {
  const { name, email, phone, text } = trimmed(form);
  const found: Partial<Record<keyof Form, string>> = {};
  if (text === '') found.text = t('message-needed');
  if (name === '') found.name = t('name-needed');
  if (email !== '' && !/^\S+@\S+\.\S+$/.test(email)) found.email = t('email-wrong');
  if (phone !== '' && (phone.match(/\d/g)?.length ?? 0) < 5) found.phone = t('phone-wrong');
  if (email === '' && phone === '') found.email = t('contact-needed');
  return found;
}

function trimmed(form: Form): Form {
  return {
    name: form.name.trim(),
    email: form.email.trim(),
    phone: form.phone.trim(),
    text: form.text.trim(),
  };
}

function readForm(): Form {
  const [name = '', email = '', phone = '', text = ''] = FIELDS.map((field) => readDraft(draftKey(field)));
  return { name, email, phone, text };
}

/** The name is the same wherever one is asked for it. */
function draftKey(field: keyof Form): string {
  return field === 'name' ? 'name' : `left.${field}`;
}

const FORM_ID = 'left.id';

/** Made once for this message: pressed twice, or again after a lost answer, it's still one. */
function formId(): string {
  const kept = readDraft(FORM_ID);
  if (kept !== '') return kept;
  const made = newClientId();
  keepDraft(FORM_ID, made);
  return made;
}
