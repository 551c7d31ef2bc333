/* A step on its way to another state: what was pressed stays busy until the step is told anew, and keeps the focus then. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { StepView } from '../protocol/StepView.ts';
import type { Deed, Move } from './steps.ts';

/** Sends it; false when it was not done, which has been said then. */
export type SendMove = (step: StepView, move: Move, reason?: string) => Promise<boolean>;

export type Moving = {
  root: RefObject<HTMLLIElement | null>;
  /** What is under way. */
  busy: Deed | null;
  go: (move: Move, reason?: string) => Promise<boolean>;
};

export function useMove(step: StepView, send: SendMove): Moving {
  const root = useRef<HTMLLIElement>(null);
  const [sent, setSent] = useState<{ deed: Deed; version: number } | null>(null);
  const isHere = sent !== null && sent.version === step.version;
  useLayoutEffect(() => {
    if (sent === null || isHere) return;
    setSent(null);
    // The button that was pressed has gone, and the focus with it; whoever is elsewhere by now stays there.
    const focused = document.activeElement;
    if (focused === null || focused === document.body || root.current?.contains(focused) === true)
      root.current?.focus();
  }, [step.version]);
  return {
    root,
    busy: isHere ? sent.deed : null,
    async go(move, reason) {
      if (isHere) return false;
      setSent({ deed: move.deed, version: step.version });
      const done = await send(step, move, reason);
      if (!done) setSent(null);
      return done;
    },
  };
}
