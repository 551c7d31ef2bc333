/*
 * A form's files on their way up, each for its field. They lie in a log of papers that is asked for with the first of
 * them; what has arrived is known by its id, which is what the form holds.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Authority } from '../net/http.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { FileView } from '../protocol/FileView.ts';
import { createUploads, type Upload, type Uploads } from '../stores/uploads.ts';

export type Known = { readonly [id: string]: FileView };

export type FormUploads = {
  /** As whom files are fetched again; null before the first has gone. */
  authority: () => Authority | null;
  /** What is known of files that have arrived, by id. */
  known: ReadonlySignal<Known>;
  /** On their way, or stopped, for a field. */
  of: (field: string) => readonly Upload[];
  /** Why nothing of a field could begin. */
  trouble: ReadonlySignal<{ field: string; failure: Failure } | null>;
  /** Whether any is under way. */
  busy: () => boolean;
  add: (field: string, files: readonly File[]) => Promise<void>;
  retry: (field: string, id: string) => void;
  cancel: (field: string, id: string) => void;
};

type Options = {
  authority: () => Authority | null;
  /** The log of papers, made at the first need; the caller keeps it for what is sent in the end. */
  papers: () => Promise<Outcome<string>>;
  /** What arrived before, as a draft remembers it. */
  known: readonly FileView[];
  onArrived: (field: string, file: FileView) => void;
};

export function createFormUploads({ authority, papers, known: before, onArrived }: Options): FormUploads {
  const known = signal<Known>(Object.fromEntries(before.map((file) => [file.id, file])));
  const fields = signal<ReadonlyMap<string, Uploads>>(new Map());
  const trouble = signal<{ field: string; failure: Failure } | null>(null);
  const waiting = signal(0);

  const uploadsOf = (field: string): Uploads => {
    const there = fields.peek().get(field);
    if (there !== undefined) return there;
    const made = createUploads({
      authority,
      maxBytes: () => Number.POSITIVE_INFINITY,
      onArrived: (_, file) => {
        known.value = { ...known.peek(), [file.id]: file };
        onArrived(field, file);
      },
    });
    fields.value = new Map([...fields.peek(), [field, made]]);
    return made;
  };

  return {
    authority,
    known,
    of: (field) => fields.value.get(field)?.items.value ?? [],
    trouble,
    busy: () =>
      waiting.value > 0 ||
      [...fields.value.values()].some(({ items }) =>
        items.value.some(({ state }) => state.kind === 'uploading'),
      ),
    async add(field, files) {
      trouble.value = null;
      waiting.value += 1;
      const place = await papers();
      waiting.value -= 1;
      if (place.ok) uploadsOf(field).add(place.value, files);
      else trouble.value = { field, failure: place.failure };
    },
    retry: (field, id) => uploadsOf(field).retry(id),
    cancel: (field, id) => uploadsOf(field).cancel(id),
  };
}
