import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import type { Failure } from '../../net/socket.ts';
import type { QueueSettings } from '../../protocol/QueueSettings.ts';
import type { StaffMember } from '../../protocol/StaffMember.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/panel.tsx';
import { useSubmission } from '../../ui/submission.ts';
import { toast } from '../../ui/toast.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { sayFailure } from '../connection.ts';
import { type Draft, draftOf, EMPTY, faultsIn, postOf } from './post-form.ts';
import { change, deactivate, invite, reactivate, resend, resetFactors, withdraw } from './staff-calls.ts';
import { StaffFields } from './staff-fields.tsx';

type InviteProps = { queues: readonly QueueSettings[]; onClose: () => void; onDone: () => void };

/** Somebody new: the letter goes when it is sent. */
export function InviteDialog({ queues, onClose, onDone }: InviteProps): JSX.Element {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const faults = faultsIn(draft);
  const { busy, failure, submit } = useSubmission({
    ready: () => faults.size === 0,
    send: () => invite({ name: draft.name.trim(), email: draft.email.trim(), post: postOf(draft) }),
    onDone: ({ email }) => {
      toast(t('staff-invited-to', { email }));
      onDone();
    },
  });
  return (
    <Dialog open title={t('staff-invite')} onClose={onClose}>
      <form class="staff-form" onSubmit={submit}>
        <StaffFields
          draft={draft}
          faults={faults}
          queues={queues}
          isNew
          ownRole={false}
          onChange={(changes) => setDraft({ ...draft, ...changes })}
        />
        <div role="alert">{failure !== null && <Banner look="danger">{inviteWords(failure)}</Banner>}</div>
        <div class="staff-form-go">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={faults.size > 0}>
            {t('staff-invite-go')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function inviteWords(failure: Failure): string {
  return failure.code === 'conflict' ? t('staff-address-taken') : failureWords(failure);
}

type EditProps = {
  member: StaffMember;
  /** Whether it is oneself. */
  isMe: boolean;
  queues: readonly QueueSettings[];
  onClose: () => void;
  onDone: () => void;
};

type Asking = 'withdraw' | 'deactivate' | 'reset' | null;

/** A colleague: all about them, and whether they work here. */
export function EditDialog({ member, isMe, queues, onClose, onDone }: EditProps): JSX.Element {
  const [draft, setDraft] = useState<Draft>(() => draftOf(member));
  const [words, setWords] = useState('');
  const [asking, setAsking] = useState<Asking>(null);
  const faults = faultsIn(draft);
  const { person, name } = member;
  const { busy, submit } = useSubmission({
    ready: () => faults.size === 0,
    send: () => change(person, { name: draft.name.trim(), post: postOf(draft), version: member.version }),
    onDone: (saved) => {
      toast(t('staff-saved', { name: saved.name }));
      onDone();
    },
    onRefused: (failure) => {
      const demoted = member.post.role === 'administrator' && draft.role !== 'administrator';
      setWords(changeWords(failure, demoted));
    },
  });
  const does = async (
    outcome: Promise<{ ok: true } | { ok: false; failure: Failure }>,
    said: string,
  ): Promise<boolean> => {
    const done = await outcome;
    if (done.ok) {
      toast(said);
      onDone();
      return true;
    }
    if (done.failure.code === 'conflict') toast(t('staff-last-administrator'));
    else sayFailure(done.failure);
    return true;
  };
  if (asking !== null)
    return <Ask member={member} asking={asking} does={does} onClose={() => setAsking(null)} />;
  return (
    <Dialog open title={t('staff-edit', { name })} onClose={onClose}>
      <form class="staff-form" onSubmit={submit}>
        <StaffFields
          draft={draft}
          faults={faults}
          queues={queues}
          isNew={false}
          ownRole={isMe}
          hint={draft.role === member.post.role ? undefined : t('role-ends-sessions')}
          onChange={(changes) => setDraft({ ...draft, ...changes })}
        />
        <div role="alert">{words !== '' && <Banner look="danger">{words}</Banner>}</div>
        <div class="staff-form-go">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={faults.size > 0}>
            {t('save')}
          </Button>
        </div>
      </form>
      {!isMe && (
        <div class="staff-standing">
          {member.standing === 'invited' && (
            <>
              <Button
                onClick={() => void does(resend(person), t('staff-invited-to', { email: member.email }))}
              >
                {t('staff-resend')}
              </Button>
              <Button onClick={() => setAsking('withdraw')}>{t('staff-withdraw')}</Button>
            </>
          )}
          {member.standing === 'deactivated' && (
            <Button onClick={() => void does(reactivate(person), t('staff-reactivated', { name }))}>
              {t('staff-reactivate')}
            </Button>
          )}
          {member.standing === 'active' && (
            <>
              {member.second_factor && (
                <Button onClick={() => setAsking('reset')}>{t('staff-reset-factor')}</Button>
              )}
              <Button look="danger" onClick={() => setAsking('deactivate')}>
                {t('staff-deactivate')}
              </Button>
            </>
          )}
        </div>
      )}
    </Dialog>
  );
}

function changeWords(failure: Failure, demoted: boolean): string {
  if (failure.code !== 'conflict') return failureWords(failure);
  return demoted ? t('staff-last-administrator') : t('staff-clash');
}

type AskProps = {
  member: StaffMember;
  asking: 'withdraw' | 'deactivate' | 'reset';
  does: (outcome: Promise<{ ok: true } | { ok: false; failure: Failure }>, said: string) => Promise<boolean>;
  onClose: () => void;
};

function Ask({ member, asking, does, onClose }: AskProps): JSX.Element {
  const { person, name } = member;
  switch (asking) {
    case 'withdraw':
      return (
        <ConfirmDialog
          open
          title={t('staff-withdraw')}
          go={t('staff-withdraw')}
          act={() => does(withdraw(person), t('staff-withdrawn', { name }))}
          onClose={onClose}
        >
          <p>{t('staff-withdraw-about', { name })}</p>
        </ConfirmDialog>
      );
    case 'deactivate':
      return (
        <ConfirmDialog
          open
          title={t('staff-deactivate-ask', { name })}
          go={t('staff-deactivate-go')}
          act={() => does(deactivate(person), t('staff-deactivated', { name }))}
          onClose={onClose}
        >
          <p>{t('staff-deactivate-about', { name })}</p>
        </ConfirmDialog>
      );
    case 'reset':
      return (
        <ConfirmDialog
          open
          title={t('staff-reset-ask', { name })}
          go={t('staff-reset-factor')}
          act={() => does(resetFactors(person), t('staff-reset-done', { name }))}
          onClose={onClose}
        >
          <p>{t('staff-reset-about', { name })}</p>
        </ConfirmDialog>
      );
    default:
      return asking satisfies never;
  }
}
