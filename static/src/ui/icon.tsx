import type { IconNode } from 'lucide';
import { h, type JSX } from 'preact';

type Props = { of: IconNode; size?: number };

/** One lucide icon, drawn by the text's colour. Always decoration: the word stands beside it or in a label. */
export function Icon({ of, size = 18 }: Props): JSX.Element {
  return (
    <svg
      class="icon"
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {of.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
