import type { ComponentChildren, JSX } from 'preact';

/** One part with its name above it. */
export function Part({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="part" data-part={name}>
      <h2>{name}</h2>
      <div class="part-states">{children}</div>
    </section>
  );
}
