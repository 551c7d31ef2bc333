import {
  Archive,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  type IconNode,
} from 'lucide';
import type { ComponentProps, JSX } from 'preact';
import type { CaseStatus } from '../protocol/CaseStatus.ts';
import { Badge } from '../ui/badge.tsx';
import { Icon } from '../ui/icon.tsx';
import { statusWords } from './happened-words.ts';

type Look = NonNullable<ComponentProps<typeof Badge>['look']>;

const LOOKS: { readonly [K in CaseStatus]: { icon: IconNode; look: Look } } = {
  new: { icon: CircleDashed, look: 'plain' },
  active: { icon: CircleDot, look: 'success' },
  paused: { icon: CirclePause, look: 'plain' },
  waiting: { icon: CircleAlert, look: 'warning' },
  resolved: { icon: CircleCheck, look: 'plain' },
  closed: { icon: Archive, look: 'plain' },
};

/** How far a case is: a shape, a word, a colour. */
export function StatusBadge({ status }: { status: CaseStatus }): JSX.Element {
  const { icon, look } = LOOKS[status];
  return (
    <Badge look={look}>
      <Icon of={icon} size={14} />
      {statusWords(status)}
    </Badge>
  );
}
