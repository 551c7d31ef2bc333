import type { ComponentChildren, JSX } from 'preact';
import { addressOf, go, type Route } from './route.ts';

type Props = { to: Route; class?: string; children: ComponentChildren };

/** A link between these pages: the page stays, the address changes. Opened otherwise than by a plain press, it is any link. */
export function Link({ to, class: looks, children }: Props): JSX.Element {
  return (
    <a
      href={addressOf(to)}
      {...(looks === undefined ? {} : { class: looks })}
      onClick={(e) => {
        if (e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
        e.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
