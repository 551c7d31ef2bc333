import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import { Banner, Skeleton } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import type { LiveCase } from '../cases/case-live.ts';
import { sayFailure } from '../connection.ts';
import { addChecklist } from './api.ts';
import { loadTemplates, templates, templatesFailure } from './templates.ts';

type Props = { open: boolean; live: LiveCase; view: CaseView; onClose: () => void };

/** One more checklist for a case, from a template, with what it would bring. */
export function AddChecklistDialog({ open, live, view, onClose }: Props): JSX.Element {
  const [chosen, setChosen] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    // Somebody may have changed them since the last time.
    if (open) void loadTemplates();
  }, [open]);
  const failure = templatesFailure.value;
  const usable = templates.value?.filter((one) => !one.retired) ?? null;
  const template = usable?.find((one) => one.id === chosen) ?? usable?.[0];
  const add = async (): Promise<void> => {
    if (template === undefined || busy) return;
    setBusy(true);
    const outcome = await addChecklist(view.row.id, { template: template.id });
    await live.reload();
    setBusy(false);
    if (!outcome.ok) {
      if (outcome.failure.code === 'conflict') toast(t('list-add-full'));
      else sayFailure(outcome.failure);
      return;
    }
    onClose();
    toast(t('list-added', { name: localised(template.name) }));
  };
  return (
    <Dialog
      open={open}
      title={t('list-add')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={template === undefined} onClick={() => void add()}>
            {t('list-add-now')}
          </Button>
        </>
      }
    >
      {usable === null &&
        (failure === null ? (
          <Skeleton lines={3} label={t('loading')} />
        ) : (
          <Banner look="warning">
            {failureWords(failure)} <Button onClick={() => void loadTemplates()}>{t('try-again')}</Button>
          </Banner>
        ))}
      {usable?.length === 0 && <p>{t('list-add-none')}</p>}
      {usable !== null && template !== undefined && (
        <>
          <Select
            label={t('list-template')}
            value={template.id as string}
            options={usable.map((one) => ({ value: one.id as string, label: localised(one.name) }))}
            onChange={setChosen}
          />
          <ol class="list-brings small">
            {template.steps.map((step, at) => (
              <li key={at} dir="auto">
                {localised(step.title)}
              </li>
            ))}
          </ol>
        </>
      )}
    </Dialog>
  );
}
