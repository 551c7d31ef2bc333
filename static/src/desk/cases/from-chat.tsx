import { BriefcaseBusiness } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { Conversation } from '../../stores/conversation.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { toastWith } from '../../ui/toast.tsx';
import { customerOf } from '../about.ts';
import type { MoreDeeds } from '../pane-actions.tsx';
import { go } from '../route.ts';
import { DESCRIPTION_CHARS } from './case-facts.tsx';
import { type FromChat, NewCaseForm } from './new-case-form.tsx';
import { caseOpened } from './their-cases.tsx';
import './cases.css';

/** A case out of what is talked about with me, or was; others' conversations are theirs to make one of. */
export const toCase: MoreDeeds = (about, held) => {
  const customer = customerOf(about, held);
  if (about.kind === 'other' || customer === null) return null;
  const name = customer.name || t('customer-nameless');
  const text = askedFor(held);
  const from =
    about.kind === 'left'
      ? { conversation: held.id, name, text, subject: '', queue: about.item.queue }
      : { conversation: held.id, name, text, subject: about.entry.subject, queue: about.entry.queue };
  return <CaseFromChat key={held.id} from={from} />;
};

/** What the customer wrote before anybody answered: what it is about, in their words. */
function askedFor({ rows }: Conversation): string {
  const answered = rows.findIndex((row) => row.role === 'advisor' || row.role === 'supervisor');
  const asked = rows.slice(0, answered < 0 ? rows.length : answered);
  const texts = asked.map(({ role, content }) =>
    role === 'customer' && content.type === 'text' ? content.text : '',
  );
  return texts.filter(Boolean).join('\n').slice(0, DESCRIPTION_CHARS);
}

/** Makes a case out of a chat or a left message, without leaving it. */
function CaseFromChat({ from }: { from: FromChat }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <span class="deed deed-late" title={t('case-from-chat')}>
        <Button icon={BriefcaseBusiness} aria-label={t('case-from-chat')} onClick={() => setOpen(true)}>
          {t('case-from-chat')}
        </Button>
      </span>
      <Dialog open={open} title={t('case-from-chat')} onClose={() => setOpen(false)}>
        <NewCaseForm
          from={from}
          onCancel={() => setOpen(false)}
          onOpened={({ number }) => {
            setOpen(false);
            caseOpened();
            toastWith(t('case-opened', { number }), {
              label: t('case-show'),
              act: () => go({ page: 'case', number }),
            });
          }}
        />
      </Dialog>
    </>
  );
}
