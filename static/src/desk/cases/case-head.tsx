import { ArrowLeft, CircleAlert, Clock3, Forward, Hand, PhoneCall } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { gateOf } from '../../checklists/steps.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import { exactly } from '../../i18n/time.ts';
import type { CaseStatus } from '../../protocol/CaseStatus.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton, LinkButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Banner } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { lately } from '../clock.ts';
import { go } from '../route.ts';
import type { Me } from '../session.ts';
import { changeCase, changeStatus } from './api.ts';
import { type LiveCase, type Refusal, sayRefusal } from './case-live.ts';
import { Owner } from './case-table.tsx';
import { shownCases } from './cases-live.ts';
import { spanWords } from './due.ts';
import { DueMark } from './due-mark.tsx';
import { HandDialog } from './hand-dialog.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { STATUS_ICONS, StatusWord } from './status.tsx';
import { nextSteps } from './steps.ts';

type Props = {
  live: LiveCase;
  view: CaseView;
  me: Me;
  handing: boolean;
  onHanding: (handing: boolean) => void;
  onTake: () => Promise<void>;
  /** Shows a step of a checklist. */
  onStep: (id: string) => void;
  /** Writes down that the customer wants to be called. */
  onAsk: () => void;
};

/** What it is, how far it is and who has it, with what is sensible to do next. */
export function CaseHead(props: Props): JSX.Element {
  const { live, view, me, handing, onHanding, onTake, onStep, onAsk } = props;
  const { row } = view;
  const may = view.policy.change;
  const [stopped, setStopped] = useState<Stopped | null>(null);
  return (
    <header class="case-head">
      <div class="case-head-line">
        <IconButton
          icon={ArrowLeft}
          label={t('case-to-list')}
          onClick={() => go({ page: 'cases', query: shownCases.value.query ?? '' })}
        />
        <span class="numbers muted">{row.number}</span>
        <span class="muted">{localised(row.type_name)}</span>
        <StatusWord status={row.status} />
        {row.urgent && <Badge look="danger">{t('case-urgent')}</Badge>}
        {row.next_due !== undefined && <DueMark deadline={row.next_due} />}
        {row.waits_since != null && <WaitsSince since={row.waits_since} />}
        <span class="case-head-owner">
          <Owner name={row.owner == null ? null : (row.owner_name ?? '')} />
          <span class="muted">{localised(view.team_name)}</span>
        </span>
      </div>
      <h1 dir="auto">{row.title}</h1>
      {may && (
        <div class="case-head-deeds">
          <Steps live={live} view={view} onStopped={setStopped} />
          <span class="case-head-mine">
            {row.owner !== me.person && <TakeButton onTake={onTake} />}
            <Button icon={Forward} onClick={() => onHanding(true)}>
              {t('transfer')}
            </Button>
            {view.policy.write && view.callback === undefined && (
              <IconButton icon={PhoneCall} label={t('case-callback-ask')} onClick={onAsk} />
            )}
            <UrgentButton live={live} view={view} />
          </span>
        </div>
      )}
      <div role="alert" class="case-stopped">
        {stopped !== null && row.status === stopped.from && (
          <StoppedWords stopped={stopped} live={live} onStep={onStep} />
        )}
      </div>
      {row.status === 'paused' && row.pause_reason != null && (
        <Banner icon={STATUS_ICONS.paused}>
          <strong>{t('case-paused-because')}</strong> <bdi>{row.pause_reason}</bdi>{' '}
          <span class="muted small">{t('case-customer-sees')}</span>
        </Banner>
      )}
      <HandDialog open={handing} live={live} view={view} onClose={() => onHanding(false)} />
    </header>
  );
}

function WaitsSince({ since }: { since: string }): JSX.Element {
  const at = new Date(since);
  return (
    <span class="case-waits small numbers" title={exactly(at)}>
      <Icon of={Clock3} size={14} />
      {t('case-waits', { time: spanWords(lately.value - at.getTime()) })}
    </span>
  );
}

/** A status that a case could not come to: a step of a checklist stands before it. */
type Stopped = { from: CaseStatus; to: CaseStatus; said: string };

type StoppedProps = { stopped: Stopped; live: LiveCase; onStep: (id: string) => void };

/** Which step it is, as long as it stands there; what the server said where the checklists can't be told. */
function StoppedWords({ stopped, live, onStep }: StoppedProps): JSX.Element | null {
  const { to, said } = stopped;
  const lists = live.lists.value;
  const status = t(`case-status-${to}`).toLocaleLowerCase();
  if (lists === null) return <Banner look="warning">{t('case-stopped-said', { status, said })}</Banner>;
  const step = gateOf(lists, to);
  if (step === null) return null;
  return (
    <Banner look="warning">
      {t('case-stopped', { status, step: localised(step.title) })}{' '}
      <LinkButton onClick={() => onStep(step.id)}>{t('case-stopped-show')}</LinkButton>
    </Banner>
  );
}

type StepsProps = { live: LiveCase; view: CaseView; onStopped: (stopped: Stopped | null) => void };

function Steps({ live, view, onStopped }: StepsProps): JSX.Element {
  const [pausing, setPausing] = useState(false);
  const [busy, setBusy] = useState<CaseStatus | null>(null);
  const { status } = view.row;
  const step = async (to: CaseStatus): Promise<void> => {
    onStopped(null);
    if (to === 'paused') return setPausing(true);
    setBusy(to);
    // Another press may be on its way, which it then comes from.
    let from = status;
    const refusal = await live.attempt(({ row, version }) => {
      from = row.status;
      return changeStatus(row.id, { version, status: to });
    });
    setBusy((now) => (now === to ? null : now));
    if (refusal !== null) sayWhyNot(to, refusal);
    else toast(t(`case-became-${to}`), mayUndo(from, to) ? () => void back(from) : undefined);
  };
  const sayWhyNot = (to: CaseStatus, refusal: Refusal): void => {
    const { failure, before } = refusal;
    const lists = live.lists.value;
    const isFirst = failure.code === 'conflict' && live.view.value?.version === before.version;
    if (isFirst && (lists === null || gateOf(lists, to) !== null))
      onStopped({ from: before.row.status, to, said: failure.message });
    else sayRefusal(refusal, live.view.value);
  };
  const back = (to: CaseStatus): Promise<boolean> =>
    live.change(({ row, version }) => changeStatus(row.id, { version, status: to }));
  return (
    <span class="case-steps">
      {nextSteps(status).map((to, at) => (
        <Button
          key={to}
          look={at === 0 ? 'primary' : 'secondary'}
          icon={STATUS_ICONS[to]}
          busy={busy === to}
          onClick={() => void step(to)}
        >
          {t(status === 'resolved' || status === 'closed' ? `case-again-${to}` : `case-step-${to}`)}
        </Button>
      ))}
      <PauseDialog
        open={pausing}
        live={live}
        onClose={() => setPausing(false)}
        onRefused={(refusal) => {
          setPausing(false);
          sayWhyNot('paused', refusal);
        }}
      />
    </span>
  );
}

/** A pause had its reason, what was new is begun, and what is closed is opened again first: no press goes back there. */
function mayUndo(from: CaseStatus, to: CaseStatus): boolean {
  return to !== 'closed' && (from === 'active' || from === 'waiting' || from === 'resolved');
}

function TakeButton({ onTake }: { onTake: () => Promise<void> }): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      icon={Hand}
      busy={busy}
      onClick={() => {
        setBusy(true);
        void onTake().finally(() => setBusy(false));
      }}
    >
      {t('case-take')}
    </Button>
  );
}

function UrgentButton({ live, view }: { live: LiveCase; view: CaseView }): JSX.Element {
  const { urgent } = view.row;
  return (
    <IconButton
      icon={CircleAlert}
      label={t(urgent ? 'case-urgent-not' : 'case-urgent-make')}
      aria-pressed={urgent}
      onClick={() =>
        void live.change(({ row, version, description, values }) =>
          changeCase(row.id, { version, title: row.title, description, values, urgent: !row.urgent }),
        )
      }
    />
  );
}
