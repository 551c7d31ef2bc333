import type { Clock3 } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from '../ui/icon.tsx';

/** One thing that is known, with a sign of what it is. */
export function Fact({ icon, children }: { icon: typeof Clock3; children: ComponentChildren }): JSX.Element {
  return (
    <li class="fact">
      <Icon of={icon} size={16} />
      <span class="said">{children}</span>
    </li>
  );
}
