import { AlarmClock, AlarmClockOff } from 'lucide';
import type { JSX } from 'preact';
import { exactly } from '../../i18n/time.ts';
import type { DeadlineView } from '../../protocol/DeadlineView.ts';
import { Icon } from '../../ui/icon.tsx';
import { lately } from '../clock.ts';
import { dueWords, nearness } from './due.ts';

/** When a case's next promise is due: calm until it is missed. */
export function DueMark({ deadline }: { deadline: DeadlineView }): JSX.Element {
  const near = nearness(deadline, lately.value);
  return (
    <time
      class={`case-due case-due-${near} numbers`}
      {...(deadline.due_at == null
        ? {}
        : { dateTime: deadline.due_at, title: exactly(new Date(deadline.due_at)) })}
    >
      {near !== 'far' && <Icon of={near === 'late' ? AlarmClockOff : AlarmClock} size={14} />}
      {dueWords(deadline, lately.value)}
    </time>
  );
}
