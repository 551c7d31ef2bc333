/*
 * A sign-in that an app confirms (BankID, Freja eID), from the first press to the session. The view draws `phase` and
 * calls what is here.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { language } from '../i18n/i18n.ts';
import type { Authority } from '../net/http.ts';
import type { Failure } from '../net/socket.ts';
import type { Provider } from '../protocol/Provider.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import type { SignInDevice } from '../protocol/SignInDevice.ts';
import type { SignInPurpose } from '../protocol/SignInPurpose.ts';
import type { SignInView } from '../protocol/SignInView.ts';
import { forgetVisitor, visitor } from '../stores/visitor.ts';
import type { Moment } from './hint-words.ts';
import { followSignIn, type LiveSignIn } from './live-sign-in.ts';
import { begin, finish, giveUp } from './outside-api.ts';

export type Phase =
  | { kind: 'choosing' }
  | { kind: 'beginning'; device: SignInDevice }
  | { kind: 'waiting'; device: SignInDevice; view: SignInView }
  /** Confirmed; the session is on its way. */
  | { kind: 'finishing' }
  /** Confirmed on this device: the app opens the page that signs in. */
  | { kind: 'returning' }
  | { kind: 'failed'; device: SignInDevice; hint: string }
  /** The server did not take it. */
  | { kind: 'refused'; device: SignInDevice; failure: Failure; moment: Moment };

export type AppSignInOptions = {
  provider: Provider;
  purpose: SignInPurpose;
  /** A path of ours, where the browser goes when the app brings it back. */
  returnTo: string;
  onAnswer: (answer: SignInAnswer) => void;
};

export type AppSignIn = {
  readonly phase: ReadonlySignal<Phase>;
  start: (device: SignInDevice) => Promise<void>;
  /** Gives up what is under way; back to the choice. */
  stop: () => void;
  dispose: () => void;
};

export function createAppSignIn(options: AppSignInOptions): AppSignIn {
  const phase = signal<Phase>({ kind: 'choosing' });
  let live: LiveSignIn | null = null;
  let stopWatching = (): void => {};
  let turn = 0;

  const leave = (): void => {
    stopWatching();
    live?.close();
    live = null;
  };

  /** Whoever signs in is a visitor until then: the socket and their conversations need one. */
  const authority = async (): Promise<Authority> => {
    if (options.purpose === 'link') return { kind: 'cookie' };
    return { kind: 'visitor', token: (await visitor(language())).token };
  };

  async function start(device: SignInDevice): Promise<void> {
    leave();
    turn += 1;
    const mine = turn;
    phase.value = { kind: 'beginning', device };
    const as = await authority().catch((): null => null);
    const { provider, purpose, returnTo } = options;
    const form = { provider: provider.id, purpose, device, return_to: returnTo, language: language() };
    const outcome = await begin(form, as ?? { kind: 'cookie' });
    if (mine !== turn) {
      if (outcome.ok) giveUp(outcome.value.id);
      return;
    }
    if (!outcome.ok) {
      // A visitor whom the server has forgotten is a new one at the next try.
      if (purpose === 'sign_in' && outcome.failure.code === 'unauthenticated') forgetVisitor();
      phase.value = { kind: 'refused', device, failure: outcome.failure, moment: 'begin' };
      return;
    }
    follow(outcome.value, device, as);
  }

  function follow(first: SignInView, device: SignInDevice, as: Authority | null): void {
    const followed = followSignIn(first, as?.kind === 'visitor' ? as.token : null);
    live = followed;
    stopWatching = effect(() => take(followed.view.value, device));
  }

  function take(view: SignInView, device: SignInDevice): void {
    switch (view.state) {
      case 'pending':
        phase.value = { kind: 'waiting', device, view };
        return;
      case 'complete':
        // BankID's app on this device goes on to a page of ours; Freja's leaves it to this one.
        if (options.provider.kind === 'bankid' && device === 'this') phase.value = { kind: 'returning' };
        else void end(view.id, device);
        return;
      case 'used':
        // Another tab of this browser has signed in.
        location.assign(options.returnTo);
        return;
      case 'failed':
        phase.value = { kind: 'failed', device, hint: view.hint };
        return;
      case 'cancelled':
        phase.value = { kind: 'failed', device, hint: 'cancelled' };
        return;
      default:
        view.state satisfies never;
    }
  }

  async function end(id: string, device: SignInDevice): Promise<void> {
    const mine = turn;
    phase.value = { kind: 'finishing' };
    const outcome = await finish(id);
    if (mine !== turn) return;
    if (outcome.ok) options.onAnswer(outcome.value.answer);
    else phase.value = { kind: 'refused', device, failure: outcome.failure, moment: 'finish' };
  }

  const giveUpHeld = (): void => {
    const held = phase.peek();
    if (held.kind === 'waiting') giveUp(held.view.id);
  };
  // Of another device: nobody sees the code any more. On this device the page may only have gone to the app.
  const pageGone = (): void => {
    const held = phase.peek();
    if (held.kind === 'waiting' && held.device === 'other') giveUp(held.view.id);
  };
  addEventListener('pagehide', pageGone);

  return {
    phase,
    start,
    stop: () => {
      turn += 1;
      giveUpHeld();
      leave();
      phase.value = { kind: 'choosing' };
    },
    dispose: () => {
      turn += 1;
      removeEventListener('pagehide', pageGone);
      giveUpHeld();
      leave();
    },
  };
}
