import { signal } from '@preact/signals';
import { FileStack } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CaseFields, focusFault } from '../../cases/case-form.tsx';
import { check, type Values } from '../../cases/form.ts';
import { onlyAsked } from '../../cases/values.ts';
import { failureWords } from '../../i18n/failure.ts';
import { language, t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { CaseContact } from '../../protocol/CaseContact.ts';
import type { CaseReceipt } from '../../protocol/CaseReceipt.ts';
import type { CaseTypeView } from '../../protocol/CaseTypeView.ts';
import type { FieldFault } from '../../protocol/FieldFault.ts';
import { keepDraft, readDraft } from '../../stores/drafts.ts';
import { newClientId } from '../../stores/outbox.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextArea, TextField } from '../../ui/field.tsx';
import { Check } from '../../ui/native-field.tsx';
import { Banner, EmptyState, Skeleton } from '../../ui/panel.tsx';
import { openCase } from './api.ts';
import { DESCRIPTION_CHARS, TITLE_CHARS } from './case-facts.tsx';
import { CustomerChoice, CustomerShown } from './customer-choice.tsx';
import type { Known } from './customers.ts';
import { loadTypes, typesFailure, useTypes } from './types.ts';

/** The chat or left message that a case comes out of. */
export type FromChat = {
  conversation: string;
  name: string;
  subject: string;
  /** What the customer wrote. */
  text: string;
  queue: string | null;
};

type Props = {
  /** None where somebody is on the telephone. */
  from: FromChat | null;
  onOpened: (receipt: CaseReceipt) => void;
  onCancel: () => void;
};

/** A case for somebody else: of which kind, whose it is, what it is about. */
export function NewCaseForm({ from, onOpened, onCancel }: Props): JSX.Element {
  const types = useTypes();
  const failure = typesFailure.value;
  if (types === null) {
    if (failure === null) return <Skeleton lines={8} label={t('loading')} />;
    return (
      <Banner look="warning">
        {failureWords(failure)} <Button onClick={() => void loadTypes()}>{t('try-again')}</Button>
      </Banner>
    );
  }
  const usable = types.filter((type) => !type.retired);
  if (usable.length === 0) {
    return (
      <EmptyState icon={FileStack} title={t('case-types-none')}>
        <p>{t('case-types-none-about')}</p>
      </EmptyState>
    );
  }
  return <Form types={usable} from={from} onOpened={onOpened} onCancel={onCancel} />;
}

type FormProps = Props & { types: readonly CaseTypeView[] };

function Form({ types, from, onOpened, onCancel }: FormProps): JSX.Element | null {
  const key = `case.new.${from?.conversation ?? 'phone'}`;
  const [begun] = useState(() => begunOf(readDraft(key)));
  const [chosenType, setType] = useState<string>(
    () => begun.type ?? (types.find((one) => one.team === from?.queue) ?? types[0])?.id ?? '',
  );
  const type = types.find((one) => one.id === chosenType) ?? types[0];
  const [customer, setCustomer] = useState<Known | null>(begun.customer ?? null);
  const [contact, setContact] = useState<CaseContact>(
    () => begun.contact ?? { name: '', email: '', phone: '', language: language() },
  );
  const [title, setTitle] = useState(begun.title ?? from?.subject ?? '');
  const [description, setDescription] = useState(begun.description ?? from?.text ?? '');
  const [urgent, setUrgent] = useState(begun.urgent ?? false);
  const [values] = useState(() => signal<Values>(begun.values ?? {}));
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [tried, setTried] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // The same for each attempt: one that was lost on its way back makes no second case.
  const [client_id] = useState(() => begun.client_id ?? newClientId());
  const root = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    root.current?.querySelector<HTMLElement>('[data-first] :is(input, select)')?.focus();
  }, []);
  useEffect(() => {
    const parts = [contact.name, contact.email, contact.phone, title, description];
    const isBegun =
      customer !== null || Object.keys(values.value).length > 0 || parts.some((part) => part !== '');
    const draft: Begun = {
      client_id,
      type: chosenType,
      customer,
      contact,
      title,
      description,
      urgent,
      values: values.value,
    };
    keepDraft(key, isBegun ? JSON.stringify(draft) : '');
  });
  if (type === undefined) return null;

  const nameless = from === null && customer === null && contact.name.trim() === '';
  const missing = faults.length + Number(nameless) + Number(title.trim() === '');
  const cancel = (): void => {
    keepDraft(key, '');
    onCancel();
  };
  const send = async (): Promise<void> => {
    if (busy) return;
    setTried(true);
    setWrong(null);
    const asked = onlyAsked(type.form, values.value);
    const { kept, faults } = check(type.form, 'staff', asked);
    setFaults(faults);
    if (title.trim() === '' || nameless) {
      const first = nameless ? '.case-contact input' : '[data-title] input';
      return root.current?.querySelector<HTMLElement>(first)?.focus();
    }
    if (faults.length > 0) {
      if (root.current !== null) focusFault(root.current, faults);
      return;
    }
    setBusy(true);
    const outcome = await openCase({
      client_id,
      type: type.id,
      version: type.version,
      title: title.trim(),
      description: description.trim(),
      values: kept,
      urgent,
      contact: customer === null ? trimmed(contact) : { ...trimmed(contact), name: customer.name },
      ...(customer === null ? {} : { customer: customer.person }),
      ...(from === null ? {} : { conversation: from.conversation }),
    });
    setBusy(false);
    if (outcome.ok) {
      keepDraft(key, '');
      return onOpened(outcome.value);
    }
    setFaults(outcome.failure.faults ?? []);
    // The form was changed meanwhile: what was filled in stays, and the new one is asked for.
    if (outcome.failure.code === 'conflict') void loadTypes();
    setWrong(outcome.failure.code === 'conflict' ? t('case-type-changed') : failureWords(outcome.failure));
  };
  return (
    <form
      ref={root}
      class="new-case"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void send();
      }}
    >
      <fieldset class="form-part">
        <legend>{t('case-customer')}</legend>
        {from === null ? (
          <div data-first>
            <CustomerChoice
              chosen={customer}
              onChoose={setCustomer}
              contact={contact}
              onContact={setContact}
              error={tried && nameless ? t('case-customer-missing') : undefined}
            />
          </div>
        ) : (
          <CustomerShown name={from.name} />
        )}
      </fieldset>
      <fieldset class="form-part">
        <legend>{t('case-part-facts')}</legend>
        <div {...(from === null ? {} : { 'data-first': '' })}>
          <Select
            label={t('case-type')}
            hint={localised(type.about) || undefined}
            value={type.id as string}
            options={types.map((one) => ({ value: one.id as string, label: localised(one.name) }))}
            onChange={setType}
          />
        </div>
        <div data-title>
          <TextField
            label={t('case-title')}
            value={title}
            maxLength={TITLE_CHARS}
            error={tried && title.trim() === '' ? t('case-title-missing') : undefined}
            onInput={setTitle}
          />
        </div>
        <TextArea
          label={t('case-description')}
          optional
          value={description}
          maxLength={DESCRIPTION_CHARS}
          rows={4}
          onInput={setDescription}
        />
        <CaseFields
          form={type.form}
          values={values}
          filler="staff"
          faults={faults}
          // Files are added to the case once it is open.
          upload={null}
          onChange={(next, changed) => {
            values.value = next;
            setFaults(faults.filter(({ field }) => field !== changed));
          }}
        />
        <Check label={t('case-urgent-ask')} checked={urgent} onChange={setUrgent} />
      </fieldset>
      <div class="save-bar">
        <p role="alert" class="small">
          {wrong ?? (tried && missing > 0 ? t('case-problems', { n: missing }) : '')}
        </p>
        <Button onClick={cancel}>{t('cancel')}</Button>
        <Button look="primary" type="submit" busy={busy}>
          {t('case-open')}
        </Button>
      </div>
    </form>
  );
}

/** What is kept of a form that was begun and not sent. */
type Begun = {
  client_id: string;
  type: string;
  customer: Known | null;
  contact: CaseContact;
  title: string;
  description: string;
  urgent: boolean;
  values: Values;
};

function begunOf(draft: string): Partial<Begun> {
  if (draft === '') return {};
  try {
    return JSON.parse(draft) as Begun;
  } catch {
    return {};
  }
}

function trimmed({ name, email, phone, language }: CaseContact): CaseContact {
  return { name: name.trim(), email: email.trim(), phone: phone.trim(), language };
}
