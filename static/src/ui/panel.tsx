import type { IconNode } from 'lucide';
import { CircleAlert, Info, TriangleAlert } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.tsx';
import './panel.css';

/** Nothing is here: why, and what to do about it. */
export function EmptyState(props: {
  icon: IconNode;
  title: string;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <Icon of={props.icon} size={28} />
      <p class="empty-title">{props.title}</p>
      {props.children}
    </div>
  );
}

type BannerProps = { look?: 'info' | 'warning' | 'danger'; icon?: IconNode; children: ComponentChildren };

/** A state that concerns all of what is below it. */
export function Banner({ look = 'info', icon, children }: BannerProps): JSX.Element {
  const mark = { info: Info, warning: TriangleAlert, danger: CircleAlert }[look];
  return (
    <div class={`banner banner-${look}`}>
      <Icon of={icon ?? mark} />
      <div>{children}</div>
    </div>
  );
}

/** Room kept for what is on its way. */
export function Skeleton({ lines = 3, label }: { lines?: number; label: string }): JSX.Element {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <p
          key={line}
          class="skeleton"
          style={{ inlineSize: `${92 - ((line * 23) % 40)}%`, marginBlock: '0.5rem' }}
        />
      ))}
    </div>
  );
}
