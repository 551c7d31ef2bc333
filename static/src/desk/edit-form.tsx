/*
 * A form at the desk that is saved as a whole. What is begun in it outlives a reload; what a colleague saved meanwhile is
 * never overwritten unseen.
 */
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { onceDrawn } from '../ui/once-drawn.ts';
import { Banner } from '../ui/panel.tsx';

/** What is wrong, by where. Words' names. */
type Problems = ReadonlyMap<string, string>;

const NOTHING_WRONG: Problems = new Map();

/** What is edited: an `Edit` while it is being changed, a `Saved` as the server tells it. */
type Asked<Edit, Saved> = {
  /** Where the draft is kept. */
  draft: string;
  saved: Edit;
  editOf: (saved: Saved) => Edit;
  /** What counts as a change: that which is sent. */
  wireOf: (edit: Edit) => unknown;
  problemsIn: (edit: Edit) => Problems;
  send: (mine: Edit, base: Edit) => Promise<Outcome<Saved>>;
  /** What a colleague who was first has saved; null for one that is being made. */
  theirs: (() => Promise<Saved | undefined>) | null;
  wordsOf: (failure: Failure) => string;
  onSaved: (saved: Saved) => void;
};

export type EditForm<Edit> = {
  mine: Edit;
  /** What is saved, as it was when one began or as a colleague left it. */
  base: Edit;
  changed: boolean;
  /** Nothing until one has tried to save. */
  told: Problems;
  clash: boolean;
  /** Why it couldn't be saved. */
  wrong: string | null;
  busy: boolean;
  root: RefObject<HTMLFormElement | null>;
  change: (next: Edit) => void;
  drop: () => void;
  save: () => Promise<void>;
};

export function useEditForm<Edit extends { version: number }, Saved>(
  asked: Asked<Edit, Saved>,
): EditForm<Edit> {
  const { draft, saved, editOf, wireOf, problemsIn, send, theirs, wordsOf, onSaved } = asked;
  const [base, setBase] = useState(saved);
  const [mine, setMine] = useState(() => begunOf(readDraft(draft), saved));
  const [tried, setTried] = useState(false);
  const [clash, setClash] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const root = useRef<HTMLFormElement>(null);
  const problems = problemsIn(mine);
  const isChanged = (edit: Edit): boolean => JSON.stringify(wireOf(edit)) !== JSON.stringify(wireOf(base));
  const settle = (to: Edit): void => {
    keepDraft(draft, '');
    setBase(to);
    setMine(to);
    setTried(false);
    setClash(false);
    setWrong(null);
  };
  const meet = (their: Saved | undefined): void => {
    if (their === undefined) return setWrong(t('error-not-found'));
    const now = editOf(their);
    setBase(now);
    setMine({ ...mine, version: now.version });
    setClash(true);
  };
  const save = async (): Promise<void> => {
    setTried(true);
    setWrong(null);
    if (busy) return;
    if (problems.size > 0) {
      // What is wrong is marked with the next drawing.
      onceDrawn(() => root.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      return;
    }
    setBusy(true);
    const outcome = await send(mine, base);
    setBusy(false);
    if (outcome.ok) {
      settle(editOf(outcome.value));
      onSaved(outcome.value);
    } else if (outcome.failure.code === 'conflict' && theirs !== null) {
      meet(await theirs());
    } else {
      setWrong(wordsOf(outcome.failure));
    }
  };
  return {
    mine,
    base,
    changed: isChanged(mine),
    told: tried ? problems : NOTHING_WRONG,
    clash,
    wrong,
    busy,
    root,
    change(next) {
      setMine(next);
      keepDraft(draft, isChanged(next) ? JSON.stringify(next) : '');
    },
    drop: () => settle(base),
    save,
  };
}

/** What was begun on this device upon this very version. */
export function begunOf<Edit extends { version: number }>(draft: string, saved: Edit): Edit {
  if (draft === '') return saved;
  try {
    const kept = JSON.parse(draft) as Edit;
    return kept.version === saved.version ? kept : saved;
  } catch {
    return saved;
  }
}

type FrameProps<Edit> = {
  form: EditForm<Edit>;
  title: string;
  /** What is said where nothing is changed and nothing wrong. */
  about: string;
  mayDrop: boolean;
  /** How it will look, beside the form. */
  preview: JSX.Element;
  children: ComponentChildren;
};

/** The form around what is asked: its title, who was first, what is wrong, and the way to save. */
export function EditFrame<Edit>(props: FrameProps<Edit>): JSX.Element {
  const { form, title, about, mayDrop, preview, children } = props;
  const { changed, told, clash, wrong, busy, root, drop, save } = form;
  return (
    <div class="type-editor">
      <form
        ref={root}
        class="queue-form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <h2>{title}</h2>
        {clash && (
          <div role="alert">
            <Banner look="warning">
              <p>
                <strong>{t('clash-title')}</strong> {t('type-clash')}
              </p>
              <LinkButton onClick={drop}>{t('clash-take-theirs')}</LinkButton>
            </Banner>
          </div>
        )}
        {children}
        <div class="save-bar">
          <p role="status" class="small">
            {wrong ??
              (told.size > 0
                ? t('settings-problems', { n: told.size })
                : changed
                  ? t('settings-unsaved')
                  : about)}
          </p>
          {changed && mayDrop && (
            <Button look="quiet" onClick={drop}>
              {t('settings-drop')}
            </Button>
          )}
          <Button look="primary" type="submit" busy={busy} disabled={!changed}>
            {t('save')}
          </Button>
        </div>
      </form>
      {preview}
    </div>
  );
}
