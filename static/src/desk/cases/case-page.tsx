import { EyeOff } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Deed, nextOf } from '../../checklists/steps.ts';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import { Button } from '../../ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { askToWrite } from '../open-panes.ts';
import { go, goInstead } from '../route.ts';
import type { Me } from '../session.ts';
import { answer } from '../use-keys.ts';
import { changeOwner } from './api.ts';
import { CaseCallback } from './case-callback.tsx';
import { CaseFacts } from './case-facts.tsx';
import { CaseHead } from './case-head.tsx';
import { caseDeedOf } from './case-keys.ts';
import { type LiveCase, useCase } from './case-live.ts';
import { CaseSide } from './case-side.tsx';
import { CaseThreads, type Subject } from './case-threads.tsx';
import { CasesFrame, type Helps } from './cases-frame.tsx';
import { move, shownCases } from './cases-live.ts';
import { useDeeds } from './use-case-keys.ts';
import './case.css';
import { onceDrawn } from '../../ui/once-drawn.ts';

/** One case: what was asked, what is said, who it is about and what has happened, all on one page. */
export function CasePage({ me, number }: { me: Me; number: string }): JSX.Element {
  return (
    <CasesFrame me={me}>
      {(helps) => <Opened key={number} me={me} number={number} helps={helps} />}
    </CasesFrame>
  );
}

function Opened({ me, number, helps }: { me: Me; number: string; helps: Helps }): JSX.Element {
  const live = useCase(number);
  const view = live.view.value;
  const failure = live.failure.value;
  const into = view?.merged_into;
  useEffect(() => {
    if (into === undefined) return;
    goInstead({ page: 'case', number: into });
    toast(t('case-was-merged', { number, into }));
  }, [into, number]);
  if (view !== null && into === undefined) return <Whole live={live} view={view} me={me} helps={helps} />;
  return (
    <section class="case" aria-label={t('case-of', { number })}>
      <h1 class="visually-hidden">{t('case-of', { number })}</h1>
      {failure === null ? (
        <div class="case-waiting">
          <Skeleton lines={10} label={t('loading')} />
        </div>
      ) : (
        <EmptyState icon={EyeOff} title={failureWords(failure)}>
          <Button onClick={() => void live.reload()}>{t('try-again')}</Button>
          <Button onClick={() => go({ page: 'cases', query: '' })}>{t('case-to-list')}</Button>
        </EmptyState>
      )}
    </section>
  );
}

const PARTS = ['talk', 'facts', 'side'] as const;
export type Part = (typeof PARTS)[number];

type WholeProps = { live: LiveCase; view: CaseView; me: Me; helps: Helps };

function Whole({ live, view, me, helps }: WholeProps): JSX.Element {
  const { row } = view;
  const [part, setPart] = useState<Part>('talk');
  const [subject, setSubject] = useState<Subject>(() => firstSubject(view));
  const [editing, setEditing] = useState(false);
  const [handing, setHanding] = useState(false);
  const [writing, setWriting] = useState(false);
  const [asking, setAsking] = useState(false);
  const page = useRef<HTMLElement>(null);
  const failure = live.failure.value;

  const write = (to: Subject): void => {
    setPart('talk');
    setSubject(to);
    setWriting(true);
    askToWrite();
  };
  const edit = (): void => {
    setPart('facts');
    setEditing(true);
  };
  /** The checklists, at this step, or at the first that waits for staff. */
  const showStep = (id: string | null): void => {
    setPart('talk');
    setSubject('lists');
    const wanted = id ?? nextOf(live.lists.value ?? [], 'staff')?.id;
    // It is in the page with the next drawing.
    onceDrawn(() => focusStep(page.current, wanted ?? null));
  };
  /** Presses what the keys mean, of the step that one is at or the one that waits. */
  const press = (...deeds: Deed[]): void => {
    const at = page.current?.querySelector('.step:focus-within, .step:focus');
    const step = at ?? page.current?.querySelector('.step-next');
    const wanted = deeds.map((deed) => `.step-deeds [data-deed="${deed}"]`).join();
    step?.querySelector<HTMLElement>(wanted)?.click();
  };
  const mayChange = view.policy.change;
  useDeeds(caseDeedOf, {
    help: helps.onShortcuts,
    palette: helps.onPalette,
    accept: () => answer('accept'),
    decline: () => answer('decline'),
    next: () => beside(row.id, 1),
    previous: () => beside(row.id, -1),
    list: () => go({ page: 'cases', query: shownCases.value.query ?? '' }),
    write: () => write(isThread(subject) ? subject : firstSubject(view)),
    lists: () => showStep(null),
    ...(subject === 'lists' && {
      settle: () => press('approve', 'finish'),
      'send-back': () => press('send_back'),
    }),
    notes: () => write(subject === 'notes' ? firstSubject(view) : 'notes'),
    ...(mayChange && {
      take: () => void take(live, me),
      hand: () => setHanding(true),
      step: () => page.current?.querySelector<HTMLElement>('.case-steps button')?.focus(),
      edit,
    }),
  });
  return (
    <section
      ref={page}
      class="case"
      aria-label={t('case-of', { number: row.number })}
      data-part={part}
      data-case={row.number}
    >
      <CaseHead
        live={live}
        view={view}
        me={me}
        handing={handing}
        onHanding={setHanding}
        onTake={() => take(live, me)}
        onStep={showStep}
        onAsk={() => setAsking(true)}
      />
      <CaseCallback live={live} view={view} asking={asking} onAsking={setAsking} />
      {failure !== null && (
        <Banner look="warning">
          {failureWords(failure)} <Button onClick={() => void live.reload()}>{t('try-again')}</Button>
        </Banner>
      )}
      <nav class="case-parts" aria-label={t('case-parts')}>
        {PARTS.map((one) => (
          <button key={one} type="button" aria-pressed={one === part} onClick={() => setPart(one)}>
            {t(`case-part-${one}`)}
          </button>
        ))}
      </nav>
      <div class="case-body">
        <CaseFacts live={live} view={view} editing={editing} onEdit={edit} onDone={() => setEditing(false)} />
        <CaseThreads
          live={live}
          view={view}
          me={me}
          subject={subject}
          onSubject={setSubject}
          writing={writing}
        />
        <CaseSide live={live} view={view} />
      </div>
    </section>
  );
}

/** Where one writes to the customer. */
function isThread(subject: Subject): boolean {
  return subject !== 'notes' && subject !== 'lists';
}

/** One that isn't there leaves the focus to the first, and that to what the checklists begin with. */
function focusStep(page: HTMLElement | null, id: string | null): void {
  const lists = page?.querySelector<HTMLElement>('.case-lists');
  const step = id === null ? null : lists?.querySelector<HTMLElement>(`#step-${CSS.escape(id)}`);
  const to = step ?? lists?.querySelector<HTMLElement>('.step') ?? lists;
  to?.focus();
  to?.scrollIntoView({ block: 'nearest' });
}

/** What one comes to read: the newest thread with something new, else the newest, else a first one to be begun. */
function firstSubject(view: CaseView): Subject {
  const fresh = view.threads.find((thread) => thread.head > thread.read);
  return (fresh ?? view.threads[0])?.conversation ?? 'new';
}

async function take(live: LiveCase, me: Me): Promise<void> {
  const before = live.view.value?.row;
  if (before === undefined || before.owner === me.person) return;
  const done = await live.change((view) =>
    changeOwner(view.row.id, { version: view.version, owner: me.person, team: view.row.team, note: '' }),
  );
  if (!done) return;
  toast(t('case-taken'), () => {
    void live.change((view) =>
      changeOwner(view.row.id, {
        version: view.version,
        ...(before.owner == null ? {} : { owner: before.owner }),
        team: view.row.team,
        note: '',
      }),
    );
  });
}

/** The next case of the list that one came from. */
function beside(id: string, by: 1 | -1): void {
  const { rows } = shownCases.value.list;
  const at = rows.findIndex((row) => row.id === id);
  const next = at < 0 ? undefined : rows[at + by];
  if (next === undefined) return;
  move(by);
  go({ page: 'case', number: next.number });
}
