/*
 * One sign-in, kept up to date: told by the socket, and asked for by HTTP where the socket has been silent.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { Socket, socketUrl } from '../net/socket.ts';
import type { SignInView } from '../protocol/SignInView.ts';
import { look } from './outside-api.ts';

export type LiveSignIn = {
  readonly view: ReadonlySignal<SignInView>;
  close: () => void;
};

/** A code is new each second. */
const TICK_MS = 1_000;
/** With a socket, an event may still be lost. */
const SILENT_MS = 4_000;

/** Follows `first` until `close`, or until it is over. `token` is the visitor's who began it; null by cookie. */
export function followSignIn(first: SignInView, token: string | null): LiveSignIn {
  const view = signal(first);
  let heard = Date.now();
  let asking = false;
  let closed = false;

  const socket = new Socket({
    url: socketUrl(),
    client: { name: 'sign-in', version: '0.1.0' },
    token: () => Promise.resolve(token),
  });
  const take = (told: SignInView): void => {
    // Over is over: an answer that was on its way says less.
    if (closed || view.peek().state !== 'pending') return;
    heard = Date.now();
    view.value = told;
    if (told.state !== 'pending') close();
  };
  const stopFollowing = socket.follow({
    topic: () => `sign_in:${first.id}`,
    start: (topic) => ({ type: 'subscribe', topic }),
    onState: (reply) => {
      if (reply.type === 'sign_in') take(reply.value);
    },
    onEvent: (event) => {
      if (event.type === 'sign_in') take(event.sign_in);
    },
  });
  const ask = async (): Promise<void> => {
    const patience = socket.connection.peek().kind === 'open' ? SILENT_MS : TICK_MS;
    if (asking || Date.now() - heard < patience) return;
    asking = true;
    const outcome = await look(first.id);
    asking = false;
    if (outcome.ok) take(outcome.value);
  };
  const timer = setInterval(() => void ask(), TICK_MS);
  const close = (): void => {
    if (closed) return;
    closed = true;
    clearInterval(timer);
    stopFollowing();
    socket.stop();
  };
  // A phone that has shown its app comes back to a page that slept.
  const wake = (): void => {
    if (document.visibilityState === 'visible') void ask();
  };
  document.addEventListener('visibilitychange', wake);
  socket.start();
  return {
    view,
    close: () => {
      document.removeEventListener('visibilitychange', wake);
      close();
    },
  };
}
