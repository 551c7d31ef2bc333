/*
 * How cases stand: asked of the server when something has happened to one, and now and then, since time alone makes a
 * promise overdue.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { socket } from '../desk/connection.ts';
import { call } from '../net/http.ts';
import { createRefresher } from '../net/refresh.ts';
import type { CaseFigures } from '../protocol/CaseFigures.ts';

/** Cases change together, and the figures are of thirty days. */
const TOGETHER_MS = 2_000;
const AGAIN_MS = 60_000;

const held = signal<CaseFigures | null>(null);
/** None before the first answer. */
export const figures: ReadonlySignal<CaseFigures | null> = held;

export function followFigures(): () => void {
  const ask = async (): Promise<void> => {
    const outcome = await call<CaseFigures>('GET', '/api/v1/case-figures', { kind: 'cookie' });
    if (outcome.ok) held.value = outcome.value;
  };
  const refresher = createRefresher(ask, TOGETHER_MS);
  const again = setInterval(ask, AGAIN_MS);
  const unfollow = socket.follow({
    topic: () => 'cases',
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: () => void ask(),
    onEvent: (event) => {
      if (event.type === 'case') refresher.soon();
    },
  });
  return () => {
    refresher.stop();
    clearInterval(again);
    unfollow();
  };
}
