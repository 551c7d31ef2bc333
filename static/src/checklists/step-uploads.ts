/*
 * Files on their way to steps of checklists. Each goes up to the case's papers like any other, and is then added to its
 * step. What has arrived and isn't the step's yet is kept here, to be tried again.
 */
import { signal } from '@preact/signals';
import type { Authority } from '../net/http.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { FileView } from '../protocol/FileView.ts';
import { createUploads, type Upload, type Uploads } from '../stores/uploads.ts';

export type Arrived = {
  step: string;
  file: FileView;
  /** `added`: the step has it, and how often the step was told anew since. */
  state: { kind: 'adding' } | { kind: 'failed'; failure: Failure } | { kind: 'added'; renewals: number };
};

export type StepUploads = {
  /** On their way up, or stopped. */
  of: (step: string) => readonly Upload[];
  arrived: (step: string) => readonly Arrived[];
  /** Whether anything of a step is under way. */
  busy: (step: string) => boolean;
  add: (step: string, papers: string, files: readonly File[]) => void;
  retry: (step: string, id: string) => void;
  cancel: (step: string, id: string) => void;
  addAgain: (file: string) => void;
  /** No more is said of a file that could not be added; it stays among the case's papers. */
  drop: (file: string) => void;
  /** The step was told anew, with these files. */
  renew: (step: string, files: readonly string[]) => void;
};

type Options = {
  authority: () => Authority | null;
  maxBytes: () => number;
  /** Adds what has arrived to its step. */
  addTo: (step: string, file: string) => Promise<Outcome<null>>;
};

export function createStepUploads({ authority, maxBytes, addTo }: Options): StepUploads {
  const stores = signal<ReadonlyMap<string, Uploads>>(new Map());
  const arrived = signal<readonly Arrived[]>([]);

  const put = (file: string, state: Arrived['state']): void => {
    arrived.value = arrived.peek().map((one) => (one.file.id === file ? { ...one, state } : one));
  };
  const bring = async (step: string, file: string): Promise<void> => {
    put(file, { kind: 'adding' });
    const outcome = await addTo(step, file);
    put(file, outcome.ok ? { kind: 'added', renewals: 0 } : { kind: 'failed', failure: outcome.failure });
  };
  const storeOf = (step: string): Uploads => {
    const there = stores.peek().get(step);
    if (there !== undefined) return there;
    const made = createUploads({
      authority,
      maxBytes,
      onArrived: (_, file) => {
        arrived.value = [...arrived.peek(), { step, file, state: { kind: 'adding' } }];
        void bring(step, file.id);
      },
    });
    stores.value = new Map([...stores.peek(), [step, made]]);
    return made;
  };
  const of = (step: string): readonly Upload[] => stores.value.get(step)?.items.value ?? [];
  const arrivedOf = (step: string): readonly Arrived[] => arrived.value.filter((one) => one.step === step);

  return {
    of,
    arrived: arrivedOf,
    busy: (step) =>
      of(step).some(({ state }) => state.kind === 'uploading') ||
      arrivedOf(step).some(({ state }) => state.kind === 'adding'),
    add: (step, papers, files) => storeOf(step).add(papers, files),
    retry: (step, id) => storeOf(step).retry(id),
    cancel: (step, id) => storeOf(step).cancel(id),
    addAgain(file) {
      const one = arrived.peek().find((one) => one.file.id === file);
      if (one !== undefined) void bring(one.step, file);
    },
    drop(file) {
      arrived.value = arrived.peek().filter((one) => one.file.id !== file);
    },
    renew(step, files) {
      const before = arrived.peek();
      const after = before.flatMap((one) => (one.step === step ? renewed(one, files) : [one]));
      if (after.some((one, at) => one !== before[at]) || after.length !== before.length)
        arrived.value = after;
    },
  };
}

/**
 * What is left to say of a file when its step was told anew: nothing once it is seen there. An answer that was on its way
 * when the file was added may lack it; the one after that tells the truth.
 */
export function renewed(one: Arrived, files: readonly string[]): Arrived[] {
  if (files.includes(one.file.id)) return [];
  if (one.state.kind !== 'added') return [one];
  return one.state.renewals > 0 ? [] : [{ ...one, state: { kind: 'added', renewals: 1 } }];
}
