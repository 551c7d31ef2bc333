import { Archive, ArchiveRestore, History, Printer } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import type { Failure } from '../../net/socket.ts';
import type { ObjectView } from '../../protocol/ObjectView.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { Banner } from '../../ui/panel.tsx';
import { useSubmission } from '../../ui/submission.ts';
import { toast } from '../../ui/toast.tsx';
import { EVERYTHING, queryOf, usualOrder } from '../cases/filters.ts';
import { sayFailure } from '../connection.ts';
import { go } from '../route.ts';
import { changeObject, createObject, labelOf, reinstateObject, retireObject } from './object-calls.ts';
import { type Draft, draftOf, EMPTY, type Fault, faultsIn, formOf, LIMITS } from './object-form.ts';

type NewProps = { onClose: () => void; onDone: () => void };

/** Something that is to be in the register. */
export function NewDialog({ onClose, onDone }: NewProps): JSX.Element {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const faults = faultsIn(draft);
  const { busy, failure, submit } = useSubmission({
    ready: () => faults.size === 0,
    send: () => createObject(formOf(draft)),
    onDone: ({ number, name }) => {
      toast(t('object-added', { number, name }));
      onDone();
    },
  });
  return (
    <Dialog open title={t('object-new')} onClose={onClose}>
      <form class="object-form" onSubmit={submit}>
        <Fields
          draft={draft}
          faults={faults}
          numberHint={t('object-number-made')}
          onChange={(changes) => setDraft({ ...draft, ...changes })}
        />
        <Refused failure={failure} clash={t('object-number-taken')} />
        <div class="object-form-go">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={faults.size > 0}>
            {t('object-add')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type EditProps = {
  object: ObjectView;
  /** Whether one may retire it and take it back. */
  maySet: boolean;
  onClose: () => void;
  onDone: () => void;
  onPrint: () => void;
};

/** All that is known of an object, its label, and whether it is seen to. */
export function EditDialog({ object, maySet, onClose, onDone, onPrint }: EditProps): JSX.Element {
  const [draft, setDraft] = useState<Draft>(() => draftOf(object));
  const faults = faultsIn(draft);
  const { number, name } = object;
  const { busy, failure, submit } = useSubmission({
    ready: () => faults.size === 0,
    send: () => changeObject(object.id, { object: formOf(draft), version: object.version }),
    onDone: (saved) => {
      toast(t('object-saved', { number: saved.number, name: saved.name }));
      onDone();
    },
  });
  const stands = async (retired: boolean): Promise<void> => {
    const outcome = await (retired ? retireObject : reinstateObject)(object.id);
    if (!outcome.ok) return sayFailure(outcome.failure);
    const said = t(retired ? 'object-retired-now' : 'object-reinstated', { number, name });
    toast(said, () => void stands(!retired));
    onDone();
  };
  const numberChanged = draft.number.trim() !== '' && draft.number.trim() !== number;
  return (
    <Dialog open title={t('object-edit', { number, name })} onClose={onClose}>
      <form class="object-form" onSubmit={submit}>
        <Fields
          draft={draft}
          faults={faults}
          numberHint={numberChanged ? t('object-number-changes') : undefined}
          onChange={(changes) => setDraft({ ...draft, ...changes })}
        />
        <Refused
          failure={failure}
          clash={t(numberChanged ? 'object-number-taken-or-clash' : 'object-clash')}
        />
        <div class="object-form-go">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={faults.size > 0}>
            {t('save')}
          </Button>
        </div>
      </form>
      <section class="object-label" aria-label={t('object-label')}>
        <img src={labelOf(object)} alt={t('object-label-of', { number })} width={240} height={144} />
        <div>
          <Button icon={History} onClick={() => go({ page: 'cases', query: historyOf(number) })}>
            {t('object-history')}
          </Button>
          <Button icon={Printer} onClick={onPrint}>
            {t('object-label-print')}
          </Button>
          {maySet &&
            (object.retired_at === null ? (
              <Button icon={Archive} onClick={() => void stands(true)}>
                {t('object-retire')}
              </Button>
            ) : (
              <Button icon={ArchiveRestore} onClick={() => void stands(false)}>
                {t('object-reinstate')}
              </Button>
            ))}
        </div>
      </section>
    </Dialog>
  );
}

/** Everything that was ever done about it, the latest first. */
function historyOf(object: string): string {
  return queryOf({ ...EVERYTHING, object, sort: 'newest', order: usualOrder('newest') });
}

function Refused({ failure, clash }: { failure: Failure | null; clash: string }): JSX.Element {
  return (
    <div role="alert">
      {failure !== null && (
        <Banner look="danger">{failure.code === 'conflict' ? clash : failureWords(failure)}</Banner>
      )}
    </div>
  );
}

type FieldsProps = {
  draft: Draft;
  faults: ReadonlySet<Fault>;
  numberHint: string | undefined;
  onChange: (changes: Partial<Draft>) => void;
};

function Fields({ draft, faults, numberHint, onChange }: FieldsProps): JSX.Element {
  const line = (field: keyof Draft, label: string): JSX.Element => (
    <TextField
      label={label}
      autocomplete="off"
      optional
      maxLength={LIMITS[field]}
      value={draft[field]}
      onInput={(value) => onChange({ [field]: value })}
    />
  );
  return (
    <>
      <TextField
        label={t('object-name')}
        autocomplete="off"
        autofocus
        required
        maxLength={LIMITS.name}
        value={draft.name}
        onInput={(name) => onChange({ name })}
      />
      <TextField
        label={t('object-number')}
        hint={numberHint}
        error={faults.has('number') ? t('object-number-wrong') : undefined}
        autocomplete="off"
        maxLength={LIMITS.number}
        value={draft.number}
        onInput={(number) => onChange({ number })}
      />
      <div class="object-form-row">
        {line('maker', t('object-maker'))}
        {line('model', t('object-model'))}
      </div>
      {line('serial', t('object-serial'))}
      {line('street', t('object-street'))}
      <div class="object-form-row object-form-town">
        {line('postcode', t('object-postcode'))}
        {line('town', t('object-town'))}
      </div>
      <TextArea
        label={t('object-remarks')}
        optional
        maxLength={LIMITS.remarks}
        value={draft.remarks}
        onInput={(remarks) => onChange({ remarks })}
      />
    </>
  );
}
