import { CalendarClock, Circle, CircleCheck, CircleEllipsis, Undo2 } from 'lucide';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { calendarDay, exactly, relative } from '../i18n/time.ts';
import type { StepState } from '../protocol/StepState.ts';
import type { StepView } from '../protocol/StepView.ts';
import { LinkButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner } from '../ui/panel.tsx';
import { Said } from '../ui/text.tsx';
import { dueOf } from './due.ts';
import { isLong } from './steps.ts';

const MARKS = {
  open: Circle,
  handed_in: CircleEllipsis,
  sent_back: Undo2,
  settled: CircleCheck,
} as const satisfies Record<StepState, unknown>;

/** How far a step is, as a shape; the word stands beside it. */
export function StepMark({ state }: { state: StepState }): JSX.Element {
  return (
    <span class="step-mark">
      <Icon of={MARKS[state]} size={22} />
    </span>
  );
}

/** By when it should be done, and whether that was. */
export function DueWords({ step, now }: { step: StepView; now: Date }): JSX.Element | null {
  const due = dueOf(step, now);
  if (due === null) return null;
  return (
    <span class={`step-due step-due-${due.kind}`}>
      <Icon of={CalendarClock} size={14} />
      {t(`step-due-${due.kind}`, { day: calendarDay(due.day, now) })}
    </span>
  );
}

/** Who brought it so far, and when; nothing of what is still to be done. */
export function ByWhom({ step, now }: { step: StepView; now: Date }): JSX.Element | null {
  if (step.state === 'open' || step.by == null || step.state_at == null) return null;
  const at = new Date(step.state_at);
  return (
    <span>
      <bdi>{step.by}</bdi> ·{' '}
      <time dateTime={step.state_at} title={exactly(at)}>
        {relative(at, now)}
      </time>
    </span>
  );
}

/** Why it was sent back. */
export function SentBack({ step }: { step: StepView }): JSX.Element | null {
  if (step.state !== 'sent_back' || step.reason == null) return null;
  return (
    <Banner look="warning" icon={Undo2}>
      <strong>{t('step-sent-back-why')}</strong> <bdi>{step.reason}</bdi>
    </Banner>
  );
}

type InstructionProps = {
  text: string;
  /** What is done needs no instruction unless asked for. */
  folded: boolean;
};

/** How a step is done. What is long shows its beginning. */
export function Instruction({ text, folded }: InstructionProps): JSX.Element | null {
  const [whole, setWhole] = useState(false);
  const id = useId();
  if (text === '') return null;
  const folds = folded || isLong(text);
  const hides = folded && !whole;
  return (
    <div class="step-instruction">
      <div id={id} hidden={hides} {...(folds && !whole ? { class: 'step-instruction-cut' } : {})}>
        <Said text={text} />
      </div>
      {folds && (
        <LinkButton aria-expanded={whole} aria-controls={id} onClick={() => setWhole(!whole)}>
          {t(whole ? 'step-instruction-less' : folded ? 'step-instruction-show' : 'step-instruction-more')}
        </LinkButton>
      )}
    </div>
  );
}
