/*
 * A form on its way to the server: sent once at a time, with what came of it the last time. A failure stays until the next
 * answer, so that nothing moves under the hand that presses again.
 */
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { Failure, Outcome } from '../net/socket.ts';

export type Form<T> = {
  /** Whether it may go. If not, what is missing is told beside its field. */
  ready?: () => boolean;
  send: () => Promise<Outcome<T>>;
  onDone: (value: T) => void;
  /** The failure is shown already. */
  onRefused?: (failure: Failure) => void;
};

export type Sender = {
  readonly busy: ReadonlySignal<boolean>;
  readonly failure: ReadonlySignal<Failure | null>;
  send: <T>(form: Form<T>) => Promise<void>;
};

export function newSender(): Sender {
  const busy = signal(false);
  const failure = signal<Failure | null>(null);
  return {
    busy,
    failure,
    async send({ ready, send, onDone, onRefused }) {
      // Pressed twice, or Enter held down, it still goes once.
      if (busy.peek() || ready?.() === false) return;
      busy.value = true;
      const outcome = await send();
      batch(() => {
        busy.value = false;
        failure.value = outcome.ok ? null : outcome.failure;
      });
      if (outcome.ok) onDone(outcome.value);
      else onRefused?.(outcome.failure);
    },
  };
}

export type Submission = {
  busy: boolean;
  failure: Failure | null;
  /** For the form's own event. */
  submit: (e: Event) => void;
};

/** What a view needs to send `form`, which may be another at each drawing. */
export function useSubmission<T>(form: Form<T>): Submission {
  const [sender] = useState(newSender);
  return {
    busy: sender.busy.value,
    failure: sender.failure.value,
    submit: (e) => {
      e.preventDefault();
      void sender.send(form);
    },
  };
}
