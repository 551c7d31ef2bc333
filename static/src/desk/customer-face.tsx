import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Avatar, PresenceDot } from '../ui/badge.tsx';
import './customer-face.css';

type Props = { name: string; present: boolean; size: number };

/** A customer's initials, and whether they have the page open. */
export function CustomerFace({ name, present, size }: Props): JSX.Element {
  return (
    <span class="customer-face">
      <Avatar name={name} size={size} />
      <PresenceDot
        state={present ? 'available' : 'offline'}
        label={t(present ? 'customer-present' : 'customer-gone')}
      />
    </span>
  );
}
