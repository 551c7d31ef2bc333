import { Link2 } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { InviteLink } from '../ui/invite-link.tsx';
import { toast } from '../ui/toast.tsx';
import type { MeetingModel } from './model.ts';

/** Links for those who come from outside. */
export function Invites({ model }: { model: MeetingModel }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const links = model.invites.value.filter((invite) => invite.valid);
  const make = async (): Promise<void> => {
    setBusy(true);
    const outcome = await model.invite();
    setBusy(false);
    if (!outcome.ok) toast(failureWords(outcome.failure));
  };
  const revoke = async (link: string): Promise<void> => {
    const outcome = await model.revoke(link);
    toast(outcome.ok ? t('invite-revoked') : failureWords(outcome.failure));
  };
  return (
    <section aria-labelledby="people-invites">
      <h3 id="people-invites">{t('invite-by-link')}</h3>
      <p class="muted small">{t('invite-about')}</p>
      {links.map((invite) => (
        <InviteLink key={invite.link} invite={invite} onRevoke={() => void revoke(invite.link)} />
      ))}
      <div class="people-actions">
        <Button icon={Link2} busy={busy} onClick={() => void make()}>
          {t(links.length === 0 ? 'invite-make' : 'invite-make-another')}
        </Button>
      </div>
    </section>
  );
}
