import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { QueueSettings } from '../protocol/QueueSettings.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { sayFailure, socket } from './connection.ts';
import { begunOf } from './edit-form.tsx';
import { HoursForm } from './hours-form.tsx';
import { LimitsForm, NamesForm } from './queue-fields.tsx';
import { changedParts, merged, type Part, problemsIn, tidied } from './settings-form.ts';

type Props = { saved: QueueSettings; onSaved: (all: readonly QueueSettings[]) => void };
type Clash = { theirs: QueueSettings; both: readonly Part[] };

/** One queue's settings. What is begun outlives a reload; what a colleague saved meanwhile is never overwritten unseen. */
export function QueueForm({ saved, onSaved }: Props): JSX.Element {
  const key = `settings.${saved.id}`;
  const [base, setBase] = useState(saved);
  const [mine, setMine] = useState(() => begunOf(readDraft(key), saved));
  const [clash, setClash] = useState<Clash | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const problems = problemsIn(mine);
  const changed = changedParts(base, mine).length > 0;

  const change = (changes: Partial<QueueSettings>): void => {
    const next = { ...mine, ...changes };
    setMine(next);
    keepDraft(key, changedParts(base, next).length > 0 ? JSON.stringify(next) : '');
  };
  const settle = (all: readonly QueueSettings[]): void => {
    const now = all.find((one) => one.id === saved.id) ?? mine;
    keepDraft(key, '');
    setBase(now);
    setMine(now);
    setClash(null);
    setTried(false);
    onSaved(all);
  };
  const save = async (): Promise<void> => {
    setTried(true);
    setWrong(null);
    if (problems.size > 0) return;
    setBusy(true);
    const before = base;
    const outcome = await socket.ask({ type: 'set_queue', settings: tidied(mine) }, 'settings');
    if (outcome.ok) {
      settle(outcome.value);
      toast(t('settings-saved'), () => void undo(before, outcome.value, settle));
    } else if (outcome.failure.code === 'conflict') {
      await meet();
    } else {
      setWrong(failureWords(outcome.failure));
    }
    setBusy(false);
  };
  /** A colleague was first: fetches theirs and lays mine upon it. */
  const meet = async (): Promise<void> => {
    const outcome = await socket.ask({ type: 'settings' }, 'settings');
    if (!outcome.ok) return setWrong(failureWords(outcome.failure));
    const theirs = outcome.value.find((one) => one.id === saved.id);
    if (theirs === undefined) return setWrong(t('error-not-found'));
    const together = merged(base, mine, theirs);
    setClash({ theirs, both: together.both });
    setBase(theirs);
    setMine(together.settings);
    keepDraft(key, JSON.stringify(together.settings));
  };

  return (
    <form
      class="queue-form"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <h2>{localised(base.name)}</h2>
      {clash !== null && (
        <ClashBanner
          clash={clash}
          onTakeTheirs={() => {
            setMine(clash.theirs);
            keepDraft(key, '');
            setClash(null);
          }}
        />
      )}
      <NamesForm settings={mine} problems={problems} onChange={change} />
      <HoursForm hours={mine.hours} problems={problems} onChange={(hours) => change({ hours })} />
      <LimitsForm settings={mine} problems={problems} onChange={change} />
      <div class="save-bar">
        <p role="status" class="small">
          {wrong ??
            (tried && problems.size > 0
              ? t('settings-problems', { n: problems.size })
              : changed
                ? t('settings-unsaved')
                : t('settings-at-once'))}
        </p>
        {changed && (
          <Button
            look="quiet"
            onClick={() => {
              setMine(base);
              keepDraft(key, '');
              setClash(null);
            }}
          >
            {t('settings-drop')}
          </Button>
        )}
        <Button look="primary" type="submit" busy={busy} disabled={!changed}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

function ClashBanner({ clash, onTakeTheirs }: { clash: Clash; onTakeTheirs: () => void }): JSX.Element {
  const parts = clash.both.map((part) => t(`part-${part.replaceAll('_', '-')}`)).join(', ');
  const banner = useRef<HTMLDivElement>(null);
  useEffect(() => banner.current?.scrollIntoView({ block: 'center' }), []);
  return (
    <div ref={banner} role="alert">
      <Banner look="warning">
        <p>
          <strong>{t('clash-title')}</strong> {parts === '' ? t('clash-apart') : t('clash-both', { parts })}
        </p>
        <LinkButton onClick={onTakeTheirs}>{t('clash-take-theirs')}</LinkButton>
      </Banner>
    </div>
  );
}

/** Puts back what was before, as a new change upon the present one. */
async function undo(
  before: QueueSettings,
  all: readonly QueueSettings[],
  settle: (all: readonly QueueSettings[]) => void,
): Promise<void> {
  const version = all.find((one) => one.id === before.id)?.version ?? before.version;
  const outcome = await socket.ask({ type: 'set_queue', settings: { ...before, version } }, 'settings');
  if (outcome.ok) settle(outcome.value);
  else sayFailure(outcome.failure);
}
