import type { IconNode } from 'lucide';
import type { ComponentChildren, ComponentProps, JSX, Ref } from 'preact';
import './button.css';
import { Icon } from './icon.tsx';

type Native = Omit<ComponentProps<'button'>, 'icon' | 'size' | 'ref' | 'class'>;

export type ButtonProps = Native & {
  look?: 'primary' | 'secondary' | 'quiet' | 'danger';
  icon?: IconNode | undefined;
  /** Its work is under way: it can't be pressed again, and keeps its words and size. */
  busy?: boolean;
  wide?: boolean;
  children: ComponentChildren;
};

/** A thing to press that says what happens. */
export function Button({
  look = 'secondary',
  icon,
  busy = false,
  wide = false,
  children,
  ...rest
}: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      {...rest}
      class={`button button-${look}${wide ? ' button-wide' : ''}`}
      aria-busy={busy}
      disabled={busy || rest.disabled}
    >
      {icon !== undefined && <Icon of={icon} />}
      <span>{children}</span>
    </button>
  );
}

export type IconButtonProps = Native & {
  icon: IconNode;
  /** Read aloud and shown on hover: an icon alone says nothing. */
  label: string;
  look?: 'quiet' | 'primary';
  iconSize?: number;
  buttonRef?: Ref<HTMLButtonElement>;
};

/** A button where there is room for an icon only. */
export function IconButton({
  icon,
  label,
  look = 'quiet',
  iconSize = 20,
  buttonRef,
  ...rest
}: IconButtonProps): JSX.Element {
  return (
    <button
      type="button"
      {...rest}
      {...(buttonRef === undefined ? {} : { ref: buttonRef })}
      class={`icon-button icon-button-${look}`}
      aria-label={label}
      title={label}
    >
      <Icon of={icon} size={iconSize} />
    </button>
  );
}

/** A button inside a sentence. */
export function LinkButton({ children, ...rest }: Native & { children: ComponentChildren }): JSX.Element {
  return (
    <button type="button" {...rest} class="link-button">
      {children}
    </button>
  );
}
