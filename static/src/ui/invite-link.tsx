import { Copy, Link2Off } from 'lucide';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { InviteView } from '../protocol/InviteView.ts';
import { IconButton } from './button.tsx';
import './invite-link.css';
import { toast } from './toast.tsx';

/** A link to a meeting: to read, to copy, to take back. */
export function InviteLink({ invite, onRevoke }: { invite: InviteView; onRevoke: () => void }): JSX.Element {
  const box = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(invite.url);
      toast(t('invite-copied'));
    } catch {
      // Not allowed here: it is marked, so that the keys copy it.
      box.current?.select();
      toast(t('invite-copy-yourself'));
    }
  };
  return (
    <div class="invite-link">
      <input
        ref={box}
        class="input"
        readOnly
        dir="ltr"
        aria-label={t('invite-link')}
        value={invite.url}
        onFocus={(e) => e.currentTarget.select()}
      />
      <IconButton icon={Copy} label={t('invite-copy')} onClick={() => void copy()} />
      <IconButton icon={Link2Off} label={t('invite-revoke')} onClick={onRevoke} />
    </div>
  );
}
