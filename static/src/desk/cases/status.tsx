import { Archive, CircleCheck, CircleDashed, CircleDot, CirclePause, Hourglass } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../../i18n/i18n.ts';
import type { CaseStatus } from '../../protocol/CaseStatus.ts';
import { Icon } from '../../ui/icon.tsx';

export const STATUS_ICONS = {
  new: CircleDashed,
  active: CircleDot,
  waiting: Hourglass,
  paused: CirclePause,
  resolved: CircleCheck,
  closed: Archive,
} as const satisfies Record<CaseStatus, unknown>;

/** How far a case is: a shape and a word. */
export function StatusWord({ status }: { status: CaseStatus }): JSX.Element {
  return (
    <span class={`case-status case-status-${status}`}>
      <Icon of={STATUS_ICONS[status]} size={14} />
      {t(`case-status-${status}`)}
    </span>
  );
}
