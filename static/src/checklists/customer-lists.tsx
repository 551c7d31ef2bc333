import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { ChecklistView } from '../protocol/ChecklistView.ts';
import type { StepView } from '../protocol/StepView.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ProgressBar } from './progress.tsx';
import { type FileDeeds, StepFiles } from './step-files.tsx';
import { ByWhom, DueWords, Instruction, SentBack, StepMark } from './step-parts.tsx';
import { mayTouchFiles, movesOf, nextOf } from './steps.ts';
import { type SendMove, useMove } from './use-move.ts';
import './checklist.css';

/** What a customer can do with their steps. */
export type CustomerDeeds = { files: FileDeeds; move: SendMove };

type Props = {
  lists: readonly ChecklistView[];
  now: Date;
  /** Null where nothing can be done: the case is closed, or it is but a likeness. */
  deeds: CustomerDeeds | null;
};

/** Checklists as the customer sees them. The step that is next in turn stands out. */
export function CustomerLists({ lists, now, deeds }: Props): JSX.Element {
  const next = nextOf(lists, 'customer');
  return (
    <>
      {lists.map((list) => (
        <section key={list.id} class="list" aria-labelledby={`list-${list.id}`}>
          <header class="list-head">
            <h3 id={`list-${list.id}`} dir="auto">
              {localised(list.name)}
            </h3>
            <ProgressBar steps={list.steps} />
          </header>
          <ol class="steps">
            {list.steps.map((step) => (
              <CustomerStep key={step.id} step={step} isNext={step.id === next?.id} now={now} deeds={deeds} />
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

type StepProps = { step: StepView; isNext: boolean; now: Date; deeds: CustomerDeeds | null };

const NOT_DONE = (): Promise<boolean> => Promise.resolve(false);

function CustomerStep({ step, isNext, now, deeds }: StepProps): JSX.Element {
  const { root, busy, go } = useMove(step, deeds?.move ?? NOT_DONE);
  const id = `step-${step.id}`;
  const isDone = step.state === 'settled';
  const moves = deeds === null ? [] : movesOf(step, 'customer');
  const isUploading = deeds?.files.uploads.busy(step.id) ?? false;
  return (
    <li
      ref={root}
      id={id}
      tabIndex={-1}
      class={`step step-${step.state}${isNext ? ' step-next' : ''}`}
      aria-labelledby={`${id}-title ${id}-state`}
    >
      <StepMark state={step.state} />
      <div class="step-body">
        <div class="step-head">
          <h4 id={`${id}-title`} dir="auto">
            {localised(step.title)}
          </h4>
          {isNext && <Badge look="accent">{t('step-next')}</Badge>}
        </div>
        <p class="step-about small">
          <span id={`${id}-state`} class="step-state">
            {t(stateWords(step))}
          </span>
          <ByWhom step={step} now={now} />
          <DueWords step={step} now={now} />
        </p>
        <SentBack step={step} />
        <Instruction text={localised(step.instruction)} folded={isDone} />
        {deeds !== null && (
          <StepFiles step={step} now={now} may={mayTouchFiles(step, 'customer')} deeds={deeds.files} />
        )}
        {moves.length > 0 && (
          <div class="step-deeds">
            {moves.map((move) => (
              <Button
                key={move.deed}
                look={
                  move.deed === 'take_back' ? 'quiet' : isNext && !move.needsFile ? 'primary' : 'secondary'
                }
                busy={busy === move.deed}
                disabled={move.needsFile || (isUploading && move.deed === 'finish')}
                aria-describedby={move.needsFile ? `${id}-needs` : undefined}
                onClick={() => void go(move)}
              >
                {t(move.deed === 'take_back' ? 'step-take-back' : 'step-mark-done')}
              </Button>
            ))}
            {moves.some((move) => move.needsFile) && (
              <span id={`${id}-needs`} class="small muted">
                {t('step-needs-file')}
              </span>
            )}
          </div>
        )}
      </div>
    </li>
  );
}

/** Where it stands, to the customer. */
function stateWords({ done_by, state }: StepView): string {
  const whose = done_by === 'staff' && state !== 'settled' ? 'ours' : 'yours';
  return `step-${whose}-${state.replaceAll('_', '-')}`;
}
