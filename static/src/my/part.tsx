import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

type Props = {
  id: string;
  title: ComponentChildren;
  /** What can be done with the part as a whole. */
  action?: ComponentChildren;
  children: ComponentChildren;
};

/** One part of a case's page; links jump to it, also from other pages, before it was there. */
export function Part({ id, title, action, children }: Props): JSX.Element {
  const part = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (location.hash === `#${id}`) part.current?.focus();
  }, [id]);
  return (
    <section ref={part} id={id} class="card my-part" tabIndex={-1} aria-labelledby={`${id}-title`}>
      <header class="my-part-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {action}
      </header>
      {children}
    </section>
  );
}
