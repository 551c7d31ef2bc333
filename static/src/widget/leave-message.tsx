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
import { Check } from '../ui/native-field.tsx';
import { Banner } from '../ui/panel.tsx';
import { isPhone, PHONE_CHARS, WISH_CHARS } from '../ui/phone.ts';
import { useSubmission } from '../ui/submission.ts';
import { Header } from './header.tsx';
import { Loading } from './join.tsx';
import { go } from './route.ts';
import { leaveMessage, queues } from './session.ts';

type Texts = { name: string; email: string; phone: string; text: string; wish: string };
/** `calls`: whether they ask to be called, at a time that suits as `wish` says. */
type Form = Texts & { calls: boolean };
const FIELDS = ['name', 'email', 'phone', 'text', 'wish'] as const;

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
    send: () => leaveMessage({ queue: queueId, client_id: formId(), language: language(), ...toSend(form) }),
    onDone: ({ conversation }) => {
      for (const field of ['text', 'wish', 'calls'] as const) keepDraft(draftKey(field), '');
      keepDraft(FORM_ID, '');
      go({ view: 'conversation', id: conversation });
    },
  });
  if (queue === undefined) return <Loading />;
  const set = (field: keyof Texts) => (value: string) => {
    setForm({ ...form, [field]: value });
    keepDraft(draftKey(field), value);
  };
  const setCalls = (calls: boolean) => {
    setForm({ ...form, calls });
    keepDraft(draftKey('calls'), calls ? YES : '');
  };
  const error = (field: keyof Texts): string | undefined => (checked ? wrong[field] : undefined);
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
            maxLength={PHONE_CHARS}
          />
          <Check label={t('call-me')} checked={form.calls} onChange={setCalls} />
          {form.calls && (
            <TextField
              label={t('call-me-when')}
              hint={t('call-me-about')}
              placeholder={t('call-me-when-hint')}
              value={form.wish}
              onInput={set('wish')}
              autocomplete="off"
              maxLength={WISH_CHARS}
              optional
            />
          )}
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

function faults(form: Form): Partial<Record<keyof Texts, string>> {
  const { name, email, phone, text } = trimmed(form);
  const found: Partial<Record<keyof Texts, string>> = {};
  if (text === '') found.text = t('message-needed');
  if (name === '') found.name = t('name-needed');
  if (email !== '' && !/^\S+@\S+\.\S+$/.test(email)) found.email = t('email-wrong');
  if (phone !== '' && !isPhone(phone)) found.phone = t('phone-wrong');
  if (phone === '' && form.calls) found.phone = t('phone-needed');
  else if (email === '' && phone === '') found.email = t('contact-needed');
  return found;
}

function trimmed(form: Form): Texts {
  const { name, email, phone, text, wish } = form;
  const line = (words: string) => words.replace(/\s+/g, ' ').trim();
  return { name: name.trim(), email: email.trim(), phone: line(phone), text: text.trim(), wish: line(wish) };
}

function toSend(form: Form): Omit<Texts, 'wish'> & { callback?: string } {
  const { wish, ...texts } = trimmed(form);
  return form.calls ? { ...texts, callback: wish } : texts;
}

function readForm(): Form {
  const [name = '', email = '', phone = '', text = '', wish = ''] = FIELDS.map((field) =>
    readDraft(draftKey(field)),
  );
  return { name, email, phone, text, wish, calls: readDraft(draftKey('calls')) === YES };
}

/** What is kept of a box that is ticked. */
const YES = 'yes';

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
