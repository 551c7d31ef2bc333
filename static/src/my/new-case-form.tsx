import { computed, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CaseFields, focusFault } from '../cases/case-form.tsx';
import { check, type Values } from '../cases/form.ts';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { CaseTypeView } from '../protocol/CaseTypeView.ts';
import type { FieldFault } from '../protocol/FieldFault.ts';
import { whoIsHere } from '../sign-in/api.ts';
import { customerHere } from '../stores/account.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Check } from '../ui/native-field.tsx';
import { onceDrawn } from '../ui/once-drawn.ts';
import { Banner } from '../ui/panel.tsx';
import { newSender } from '../ui/submission.ts';
import { toast } from '../ui/toast.tsx';
import { ContactFields } from './contact-fields.tsx';
import { createFormDraft } from './form-draft.ts';
import { Heading } from './heading.tsx';
import { type Asked, type OwnField, ownFaults, ownFaultWords, placed } from './own-fields.ts';
import { goInstead } from './route.ts';
import { sendCase } from './send-case.ts';
import { startSession } from './session.ts';
import { useTitle } from './title.ts';

/** What stands between a form's name and its fields, by what is filled in. */
export type AboveForm = (values: Values) => JSX.Element | false;

type Props = {
  type: CaseTypeView;
  /** Under which the draft is kept. */
  form: string;
  /** What is filled in from the beginning. */
  given: { readonly [key: string]: string };
  above: AboveForm | undefined;
  /** The form has changed meanwhile: another is to be shown. */
  onStale: () => void;
};

/** A new case of a type: asked for, checked, sent once. */
export function NewCaseForm({ type, form, given, above, onStale }: Props): JSX.Element {
  const name = localised(type.name);
  useTitle(name);
  const [draft] = useState(() => createFormDraft(type.form, form, customerHere(), given));
  const [values] = useState(() => computed(() => draft.held.value.values));
  const [sender] = useState(newSender);
  const [faults] = useState(() => signal<readonly FieldFault[]>([]));
  const [hasWaited, setHasWaited] = useState(false);
  const root = useRef<HTMLFormElement>(null);
  const [asked, known] = useAsked();
  const { title, description, urgent } = draft.held.value;

  const mended = (field: string): void => {
    faults.value = faults.peek().filter((one) => one.field !== field);
  };
  const refuse = (wrong: readonly FieldFault[]): void => {
    faults.value = wrong;
    // The words stand there after the next drawing.
    onceDrawn(() => root.current !== null && focusFault(root.current, wrong));
  };
  const ready = (): boolean => {
    const filled = draft.held.peek();
    const inForm = check(type.form, 'customer', filled.values).faults;
    const wrong = [...ownFaults(filled, asked), ...inForm];
    refuse(wrong);
    setHasWaited(draft.uploads.busy());
    return wrong.length === 0 && !draft.uploads.busy();
  };
  const submit = (e: Event): void => {
    e.preventDefault();
    void sender.send({
      ready,
      send: () => sendCase(type, draft.held.peek()),
      onDone: (receipt) => {
        draft.forget();
        startSession();
        goInstead({ page: 'received', number: receipt.number }, { told_to: receipt.told_to });
      },
      onRefused: ({ code, faults: told }) => {
        if (told !== undefined) refuse(placed(type.form, told));
        else if (code === 'conflict') onStale();
      },
    });
  };
  const errorOf = (field: OwnField): string | undefined => ownFaultWords(faults.value, field);
  const set =
    (field: OwnField) =>
    (text: string): void => {
      draft.change({ [field.slice(1)]: text });
      mended(field);
    };

  return (
    <>
      <Heading>{name}</Heading>
      <p class="muted">{localised(type.about)}</p>
      {above?.(draft.held.value.values)}
      {draft.wasBegun && <GoneOnWith onAgain={() => draft.beginAgain()} />}
      <form ref={root} class="my-form" noValidate onSubmit={submit}>
        <section class="card my-form-part" aria-labelledby="about">
          <h2 id="about">{t('my-form-about')}</h2>
          <div data-field=".title">
            <TextField
              label={t('my-form-title')}
              hint={t('my-form-title-hint')}
              name="title"
              error={errorOf('.title')}
              value={title}
              onInput={set('.title')}
            />
          </div>
          <div data-field=".description">
            <TextArea
              label={t('my-form-description')}
              optional
              name="description"
              error={errorOf('.description')}
              value={description}
              onInput={set('.description')}
            />
          </div>
          <CaseFields
            form={type.form}
            values={values}
            filler="customer"
            faults={faults.value}
            onChange={(next, changed) => {
              draft.change({ values: next });
              mended(changed);
            }}
            upload={draft.uploads}
          />
        </section>
        <section class="card my-form-part" aria-labelledby="urgent">
          <h2 id="urgent">{t('my-form-urgent-title')}</h2>
          <p class="muted">{t('my-form-urgent-about')}</p>
          <Check
            label={t('my-form-urgent')}
            checked={urgent}
            onChange={(next) => draft.change({ urgent: next })}
          />
        </section>
        <ContactFields
          asked={asked}
          known={known}
          draft={draft.held.value}
          errorOf={errorOf}
          onInput={(field, text) => set(field)(text)}
        />
        <div class="my-form-end">
          <div role="alert">
            {faults.value.length > 0 && (
              <Banner look="danger">{t('my-form-faults', { n: faults.value.length })}</Banner>
            )}
            {hasWaited && draft.uploads.busy() && <Banner look="warning">{t('my-form-uploading')}</Banner>}
            <Failed sender={sender} />
          </div>
          <Button type="submit" look="primary" busy={sender.busy.value}>
            {t(sender.busy.value ? 'my-form-sending' : 'my-form-send')}
          </Button>
          <p class="small muted">{t('my-form-kept')}</p>
        </div>
      </form>
    </>
  );
}

/** What is wrong with a field stands at the field. */
function Failed({ sender }: { sender: ReturnType<typeof newSender> }): JSX.Element | null {
  const failure = sender.failure.value;
  if (failure === null || failure.faults !== undefined || sender.busy.value) return null;
  const isStale = failure.code === 'conflict';
  const isAway = failure.code === 'disconnected' || failure.code === 'unavailable';
  return (
    <Banner look="danger">
      {isStale ? t('my-form-stale') : isAway ? t('my-form-away') : failureWords(failure)}
    </Banner>
  );
}

function GoneOnWith({ onAgain }: { onAgain: () => () => void }): JSX.Element | null {
  const [shown, setShown] = useState(true);
  if (!shown) return null;
  return (
    <Banner>
      {t('my-form-begun')}{' '}
      <LinkButton
        onClick={() => {
          setShown(false);
          const undo = onAgain();
          toast(t('my-form-emptied'), () => {
            undo();
            setShown(true);
          });
        }}
      >
        {t('my-form-again')}
      </LinkButton>
    </Banner>
  );
}

/** What is to be asked of whoever writes, and where we write to somebody known. */
function useAsked(): [asked: Asked, known: { name: string; email: string } | null] {
  const account = customerHere();
  const [known, setKnown] = useState<{ name: string; email: string } | null>(null);
  const [asked, setAsked] = useState<Asked>(account === null ? 'a_way' : 'nothing');
  useEffect(() => {
    if (account === null) return;
    void whoIsHere().then((outcome) => {
      if (!outcome.ok) return;
      setKnown(outcome.value);
      setAsked(outcome.value.email === '' ? 'if_any' : 'nothing');
    });
  }, [account]);
  return [asked, known];
}
