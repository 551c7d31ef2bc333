import { AtSign, BadgeCheck, type IconNode, IdCard, Phone, Trash2, UserRound } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { day, exactly } from '../i18n/time.ts';
import type { AccountView } from '../protocol/AccountView.ts';
import type { IdentifierKind } from '../protocol/IdentifierKind.ts';
import type { KnownBy } from '../protocol/KnownBy.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { toast } from '../ui/toast.tsx';
import { removeWay } from './api.ts';
import { OutsideWays } from './outside-ways.tsx';
import { AddressForm, PasswordForm, UserNameForm } from './ways-forms.tsx';

type Props = { account: AccountView; onChange: () => void };

const ICONS: Record<IdentifierKind, IconNode> = {
  email: AtSign,
  user_name: UserRound,
  phone: Phone,
  personal_number: IdCard,
  subject: BadgeCheck,
};

/** By what I get in, how each was proven, and what can be added or given up. */
export function Ways({ account, onChange }: Props): JSX.Element {
  const name = account.known_by.find((one) => one.kind === 'user_name')?.value ?? '';
  return (
    <section class="card account-part" aria-labelledby="ways-in">
      <h2 id="ways-in">{t('ways-title')}</h2>
      <ul class="account-list">
        {account.known_by.map((one) => (
          <Way key={one.id} one={one} mail={account.email} onChange={onChange} />
        ))}
      </ul>
      <details class="account-more">
        <summary>{t('ways-add-email')}</summary>
        <AddressForm />
      </details>
      <OutsideWays onChange={onChange} />
      <details class="account-more">
        <summary>{t('ways-set-user-name')}</summary>
        <UserNameForm key={name} before={name} onChange={onChange} />
      </details>
      <details class="account-more">
        <summary>{t(account.has_password ? 'ways-password-save' : 'ways-password-set')}</summary>
        <PasswordForm hasOld={account.has_password} onChange={onChange} />
      </details>
    </section>
  );
}

function Way({ one, mail, onChange }: { one: KnownBy; mail: string; onChange: () => void }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const at = new Date(one.proven_at);
  const value = shownValue(one);
  const remove = async (): Promise<void> => {
    setBusy(true);
    const outcome = await removeWay(one.id);
    setBusy(false);
    if (!outcome.ok)
      toast(outcome.failure.code === 'conflict' ? t('ways-last') : failureWords(outcome.failure));
    onChange();
  };
  return (
    <li class="account-item">
      <Icon of={ICONS[one.kind]} />
      <div class="account-item-words">
        <span class="said">{value}</span>
        {one.kind === 'email' && one.value === mail.toLowerCase() && <Badge>{t('ways-mail-here')}</Badge>}
        <span class="small muted" title={exactly(at)}>
          {t('ways-proven', { how: t(`proven-${one.proven_by}`), when: day(at, new Date()) })}
        </span>
      </div>
      {one.removable && (
        <IconButton
          icon={Trash2}
          label={t('ways-remove', { value })}
          disabled={busy}
          onClick={() => void remove()}
        />
      )}
    </li>
  );
}

function shownValue({ kind, value }: KnownBy): string {
  switch (kind) {
    case 'personal_number':
      return t('ways-personal-number', { value });
    case 'subject':
      // Who vouches: an address, of which people know the name.
      return value.replace(/^https?:\/\//, '');
    case 'email':
    case 'user_name':
    case 'phone':
      return value;
    default:
      return kind satisfies never;
  }
}
