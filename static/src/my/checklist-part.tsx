import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { addStepFile, changeStep, removeStepFile } from '../checklists/api.ts';
import { type CustomerDeeds, CustomerLists } from '../checklists/customer-lists.tsx';
import { createStepUploads } from '../checklists/step-uploads.ts';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Authority } from '../net/http.ts';
import type { Outcome } from '../net/socket.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { Part } from './part.tsx';
import { authority, maxFileBytes } from './session.ts';
import type { Lists } from './use-case.ts';

/** They go on while one looks at another page. */
const uploads = createStepUploads({
  authority,
  maxBytes: maxFileBytes,
  addTo: (step, file) => asMe((as) => addStepFile(as, step, file)),
});

type Props = { view: CaseView; lists: Lists; onChange: () => void };

/** What the customer is asked to do, in order. Nothing where no checklist has come. */
export function ChecklistPart({ view, lists, onChange }: Props): JSX.Element | null {
  const deeds = useMemo(() => deedsIn(view.papers, onChange), [view.papers, onChange]);
  if (lists.kind === 'failed')
    return (
      <Part id="checklist" title={t('my-part-checklist')}>
        <Banner look="warning">
          <p>{failureWords(lists.failure)}</p>
          <Button onClick={onChange}>{t('try-again')}</Button>
        </Banner>
      </Part>
    );
  if (lists.all.length === 0) return null;
  return (
    <Part id="checklist" title={t('my-part-checklist')}>
      <CustomerLists lists={lists.all} now={new Date()} deeds={view.policy.write ? deeds : null} />
    </Part>
  );
}

function deedsIn(papers: string, onChange: () => void): CustomerDeeds {
  /** Says why something was not done, and shows what holds instead. */
  const told = (outcome: Outcome<null>): boolean => {
    onChange();
    if (!outcome.ok)
      toast(outcome.failure.code === 'conflict' ? t('step-faster') : failureWords(outcome.failure));
    return outcome.ok;
  };
  return {
    files: {
      authority,
      uploads,
      add: (step, files) => uploads.add(step.id, papers, files),
      async remove(step, file) {
        if (told(await asMe((as) => removeStepFile(as, step, file.id))))
          toast(t('step-file-removed', { name: file.name }));
      },
    },
    move: async ({ id, version }, { to }) => told(await asMe((as) => changeStep(as, id, { version, to }))),
  };
}

function asMe(ask: (as: Authority) => Promise<Outcome<null>>): Promise<Outcome<null>> {
  const as = authority();
  return as === null
    ? Promise.resolve({ ok: false, failure: { code: 'unauthenticated', message: '', retryAfterMs: 0 } })
    : ask(as);
}
