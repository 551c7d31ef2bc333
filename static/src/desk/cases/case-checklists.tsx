import { ListChecks, Lock, Plus, ShieldCheck } from 'lucide';
import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { addStepFile, changeStep, removeStepFile } from '../../checklists/api.ts';
import { ProgressBar } from '../../checklists/progress.tsx';
import { type FileDeeds, StepFiles } from '../../checklists/step-files.tsx';
import { ByWhom, DueWords, Instruction, SentBack, StepMark } from '../../checklists/step-parts.tsx';
import { createStepUploads } from '../../checklists/step-uploads.ts';
import { mayTouchFiles, movesOf, nextOf } from '../../checklists/steps.ts';
import { type SendMove, useMove } from '../../checklists/use-move.ts';
import '../../checklists/checklist.css';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { Outcome } from '../../net/socket.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { StepView } from '../../protocol/StepView.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Banner, EmptyState, Skeleton } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { AddChecklistDialog } from '../checklists/add-dialog.tsx';
import '../checklists/case-lists.css';
import { SendBackDialog } from '../checklists/send-back-dialog.tsx';
import { lately } from '../clock.ts';
import { maxFileBytes, sayFailure, socket } from '../connection.ts';
import type { LiveCase } from './case-live.ts';

const COOKIE = { kind: 'cookie' } as const;

/** They go on while one looks at another case. */
const uploads = createStepUploads({
  authority: () => COOKIE,
  maxBytes: maxFileBytes,
  addTo: (step, file) => addStepFile(COOKIE, step, file),
});

type Props = { live: LiveCase; view: CaseView };

/** All checklists of a case, for those who work with it. Arrows go from step to step. */
export function CaseChecklists({ live, view }: Props): JSX.Element {
  const [adding, setAdding] = useState(false);
  const [sendingBack, setSendingBack] = useState<StepView | null>(null);
  const left = useRef<string | null>(null);
  useLayoutEffect(() => {
    const id = left.current;
    left.current = sendingBack?.id ?? null;
    if (sendingBack !== null || id === null) return;
    // The dialog has closed; the button that opened it, to which the focus goes back, may have gone meanwhile.
    const step = document.getElementById(`step-${id}`);
    if (step?.contains(document.activeElement) === false) step.focus();
  }, [sendingBack]);
  const lists = live.lists.value;
  const failure = live.listsFailure.value;
  const may = view.policy.write;
  const deeds = useMemo(() => deedsIn(live, view), [live, view.papers, view.notes]);
  if (lists === null && failure === null) return <Skeleton lines={6} label={t('loading')} />;
  const next = nextOf(lists ?? [], 'staff');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows are one more way between steps; Tab is the other.
    <div class="case-lists" tabIndex={-1} onKeyDown={goBetweenSteps}>
      <header class="case-lists-head">
        <h2>{t('lists')}</h2>
        {may && (
          <Button icon={Plus} onClick={() => setAdding(true)}>
            {t('list-add')}
          </Button>
        )}
      </header>
      {failure !== null && (
        <Banner look="warning">
          {failureWords(failure)} <Button onClick={() => void live.reload()}>{t('try-again')}</Button>
        </Banner>
      )}
      {lists?.length === 0 && <EmptyState icon={ListChecks} title={t('lists-none')} />}
      {lists?.map((list) => (
        <section key={list.id} class="list" aria-labelledby={`list-${list.id}`}>
          <header class="list-head">
            <h3 id={`list-${list.id}`} dir="auto">
              {localised(list.name)}
            </h3>
            <ProgressBar steps={list.steps} />
          </header>
          <ol class="steps">
            {list.steps.map((step) => (
              <StaffStep
                key={step.id}
                step={step}
                isNext={step.id === next?.id}
                may={may}
                deeds={deeds}
                onSendBack={setSendingBack}
              />
            ))}
          </ol>
        </section>
      ))}
      <AddChecklistDialog open={adding} live={live} view={view} onClose={() => setAdding(false)} />
      <SendBackDialog step={sendingBack} send={deeds.move} onClose={() => setSendingBack(null)} />
    </div>
  );
}

type Deeds = { files: FileDeeds; move: SendMove };

type StepProps = {
  step: StepView;
  isNext: boolean;
  may: boolean;
  deeds: Deeds;
  onSendBack: (step: StepView) => void;
};

function StaffStep({ step, isNext, may, deeds, onSendBack }: StepProps): JSX.Element {
  const { root, busy, go } = useMove(step, deeds.move);
  const id = `step-${step.id}`;
  const now = new Date(lately.value);
  const moves = may ? movesOf(step, 'staff') : [];
  const isUploading = uploads.busy(step.id);
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
          {!step.public && (
            <Badge look="warning">
              <Icon of={Lock} size={12} /> {t('step-staff-only')}
            </Badge>
          )}
          {(step.gates ?? []).length > 0 && step.state !== 'settled' && (
            <Badge>
              <Icon of={ShieldCheck} size={12} /> {gateWords(step)}
            </Badge>
          )}
        </div>
        <p class="step-about small">
          <span id={`${id}-state`} class="step-state">
            {t(stateWords(step))}
          </span>
          <ByWhom step={step} now={now} />
          <DueWords step={step} now={now} />
        </p>
        <SentBack step={step} />
        <Instruction text={localised(step.instruction)} folded={step.state === 'settled'} />
        <StepFiles step={step} now={now} may={may && mayTouchFiles(step, 'staff')} deeds={deeds.files} />
        {moves.length > 0 && (
          <div class="step-deeds">
            {moves.map((move, at) => (
              <Button
                key={move.deed}
                data-deed={move.deed}
                look={
                  at > 0 || step.state === 'settled'
                    ? 'quiet'
                    : isNext && !move.needsFile
                      ? 'primary'
                      : 'secondary'
                }
                busy={busy === move.deed}
                disabled={move.needsFile || (isUploading && move.deed === 'finish')}
                aria-describedby={move.needsFile ? `${id}-needs` : undefined}
                onClick={() => (move.deed === 'send_back' ? onSendBack(step) : void go(move))}
              >
                {t(`step-deed-${move.deed.replaceAll('_', '-')}`)}
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

/** "Krävs för löst, stängt": the statuses that the case does not come to before it is settled. */
function gateWords(step: StepView): string {
  const statuses = (step.gates ?? []).map((status) => t(`case-status-${status}`).toLocaleLowerCase());
  return t('step-gates', { statuses: statuses.join(', ') });
}

/** Where it stands, to staff. */
function stateWords({ done_by, state }: StepView): string {
  return `step-at-${done_by}-${state.replaceAll('_', '-')}`;
}

/** Staff take part in the notes by looking at them; in what the customer reads, by saying so. */
async function takesPart(live: LiveCase, step: StepView, log: string): Promise<Outcome<null>> {
  if (step.public) return live.join();
  const from = { conversation: log, after: 0 };
  const opened = await socket.ask({ type: 'open', ...from }, 'conversation');
  return opened.ok ? { ok: true, value: null } : opened;
}

/** A paper of a step that only staff see lies among the notes: what lies among the papers the customer sees. */
function deedsIn(live: LiveCase, { papers, notes }: CaseView): Deeds {
  /** Says why something was not done, and shows what holds instead. */
  const told = async (outcome: Outcome<null>): Promise<boolean> => {
    await live.reload();
    if (outcome.ok) return true;
    if (outcome.failure.code === 'conflict') toast(t('step-faster'));
    else sayFailure(outcome.failure);
    return false;
  };
  return {
    files: {
      authority: () => COOKIE,
      uploads,
      add(step, files) {
        const log = step.public ? papers : notes;
        if (log === undefined) return;
        void takesPart(live, step, log).then((joined) => {
          if (joined.ok) uploads.add(step.id, log, files);
          else sayFailure(joined.failure);
        });
      },
      async remove(step, file) {
        if (await told(await removeStepFile(COOKIE, step, file.id)))
          toast(t('step-file-removed', { name: file.name }));
      },
    },
    async move({ id, version }, { to }, reason) {
      return told(await changeStep(COOKIE, id, { version, to, ...(reason === undefined ? {} : { reason }) }));
    },
  };
}

function goBetweenSteps(e: KeyboardEvent): void {
  const by = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || e.altKey || e.ctrlKey || e.metaKey || !(e.currentTarget instanceof HTMLElement)) return;
  if (!(e.target instanceof HTMLElement) || e.target.matches('textarea, select, input')) return;
  const all = [...e.currentTarget.querySelectorAll<HTMLElement>('.step')];
  const at = all.findIndex((step) => step.contains(e.target as Node));
  const to = all[at < 0 ? 0 : at + by];
  if (to === undefined) return;
  e.preventDefault();
  to.focus();
}
