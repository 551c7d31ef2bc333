import { Link2, Video } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { InviteView } from '../protocol/InviteView.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { InviteLink } from '../ui/invite-link.tsx';
import { toast } from '../ui/toast.tsx';
import { inviteTo, makeMeeting, meetingPath, revokeInvite } from './meetings.ts';

/** As on the wire. */
const TITLE_CHARS = 120;

type Made = { id: string; invites: readonly InviteView[] };

/** A meeting that comes out of no chat: what it is about, and the link to send. */
export function NewMeetingDialog({ open, onClose }: { open: boolean; onClose: () => void }): JSX.Element {
  const [made, setMade] = useState<Made | null>(null);
  const close = (): void => {
    setMade(null);
    onClose();
  };
  return (
    <Dialog open={open} title={t('meeting-new')} onClose={close}>
      {made === null ? (
        <Making onMade={setMade} onCancel={close} />
      ) : (
        <Ready made={made} onMade={setMade} onOpened={close} />
      )}
    </Dialog>
  );
}

type MakingProps = { onMade: (made: Made) => void; onCancel: () => void };

function Making({ onMade, onCancel }: MakingProps): JSX.Element {
  const [title, setTitle] = useState('');
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    setBusy(true);
    const id = await makeMeeting(title.trim());
    const invite = id === null ? null : await inviteTo(id);
    setBusy(false);
    if (id !== null) onMade({ id, invites: invite === null ? [] : [invite] });
  };
  return (
    <form
      class="meeting-form"
      onSubmit={(e) => {
        e.preventDefault();
        void make();
      }}
    >
      <TextField
        label={t('meeting-title')}
        hint={t('meeting-title-hint')}
        optional
        maxLength={TITLE_CHARS}
        value={title}
        onInput={setTitle}
      />
      <div class="meeting-form-actions">
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button type="submit" look="primary" icon={Video} busy={busy}>
          {t('meeting-make')}
        </Button>
      </div>
    </form>
  );
}

type ReadyProps = { made: Made; onMade: (made: Made) => void; onOpened: () => void };

function Ready({ made, onMade, onOpened }: ReadyProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const more = async (): Promise<void> => {
    setBusy(true);
    const invite = await inviteTo(made.id);
    setBusy(false);
    if (invite !== null) onMade({ ...made, invites: [...made.invites, invite] });
  };
  const revoke = async (link: string): Promise<void> => {
    if (!(await revokeInvite(made.id, link))) return;
    onMade({ ...made, invites: made.invites.filter((one) => one.link !== link) });
    toast(t('invite-revoked'));
  };
  return (
    <div class="meeting-form">
      <p>{t('meeting-made')}</p>
      {made.invites.map((invite) => (
        <InviteLink key={invite.link} invite={invite} onRevoke={() => void revoke(invite.link)} />
      ))}
      <div class="meeting-form-actions">
        <Button icon={Link2} busy={busy} onClick={() => void more()}>
          {t(made.invites.length === 0 ? 'invite-make' : 'invite-make-another')}
        </Button>
        <a
          class="button button-primary"
          href={meetingPath(made.id)}
          target="_blank"
          rel="noopener"
          onClick={onOpened}
        >
          <Icon of={Video} />
          <span>{t('meeting-open')}</span>
        </a>
      </div>
    </div>
  );
}
