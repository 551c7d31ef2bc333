import type { ComponentChildren, JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import './badge.css';

type BadgeProps = {
  look?: 'plain' | 'accent' | 'success' | 'warning' | 'danger';
  children: ComponentChildren;
};

/** A word or a number about the thing beside it. */
export function Badge({ look = 'plain', children }: BadgeProps): JSX.Element {
  return <span class={`badge badge-${look}`}>{children}</span>;
}

export type Presence = 'available' | 'busy' | 'away' | 'offline';

/** Whether somebody is there: a colour, a shape and, for screen readers and on hover, the word. */
export function PresenceDot({ state, label }: { state: Presence; label?: string }): JSX.Element {
  const words = label ?? t(`presence-${state}`);
  return <span class={`presence presence-${state}`} role="img" aria-label={words} title={words} />;
}

type AvatarProps = {
  name: string;
  size?: number;
  presence?: Presence;
  /** What being so means here, where the usual word would mislead. */
  presenceLabel?: string;
};

/** A person's initials on a ground that is always theirs. The name stands beside it, so it's hidden from screen readers. */
export function Avatar({ name, size = 36, presence, presenceLabel }: AvatarProps): JSX.Element {
  return (
    <span class="avatar" style={{ '--avatar-size': `${size / 16}rem`, '--avatar-hue': `${hueOf(name)}` }}>
      <span aria-hidden="true">{initials(name)}</span>
      {presence !== undefined && (
        <PresenceDot state={presence} {...(presenceLabel === undefined ? {} : { label: presenceLabel })} />
      )}
    </span>
  );
}

/** First letters of the first and the last name; a question mark for nobody. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/u).filter(Boolean);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map(
    (part) => [...(part ?? '')][0] ?? '',
  );
  return letters.join('').toLocaleUpperCase() || '?';
}

function hueOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 3600;
  return Math.round(sum / 10);
}
