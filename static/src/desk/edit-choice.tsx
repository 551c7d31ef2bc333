/*
 * Beside a form at the desk: which of all that are alike is in it, and the way to one more.
 */
import { Plus } from 'lucide';
import type { JSX } from 'preact';
import { localised } from '../i18n/opening.ts';
import type { Localised } from '../protocol/Localised.ts';
import { Badge } from '../ui/badge.tsx';
import { Icon } from '../ui/icon.tsx';

/** The one that is being made has no id yet. */
export const NEW = 'new';

type Choosable = { id: string; name: Localised; retired: boolean };

/** Those in use first, each by its name. */
export function inOrder<T extends Choosable>(all: readonly T[]): T[] {
  return [...all].sort(
    (a, b) =>
      Number(a.retired) - Number(b.retired) || localised(a.name).localeCompare(localised(b.name), 'sv'),
  );
}

type Props = {
  label: string;
  all: readonly Choosable[];
  /** The id of the one in the form, or [`NEW`]. */
  current: string | null;
  retired: string;
  fresh: string;
  onChoose: (id: string) => void;
};

export function EditChoice({ label, all, current, retired, fresh, onChoose }: Props): JSX.Element {
  return (
    <nav class="settings-queues" aria-label={label}>
      {all.map((one) => (
        <button
          key={one.id}
          type="button"
          class="settings-queue"
          aria-current={one.id === current}
          onClick={() => onChoose(one.id)}
        >
          <bdi>{localised(one.name)}</bdi> {one.retired && <Badge>{retired}</Badge>}
        </button>
      ))}
      <button
        type="button"
        class="settings-queue type-new"
        aria-current={current === NEW}
        onClick={() => onChoose(NEW)}
      >
        <Icon of={Plus} size={16} /> {fresh}
      </button>
    </nav>
  );
}
