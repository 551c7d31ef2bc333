import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { accountHere } from '../stores/account.ts';
import { Banner } from '../ui/panel.tsx';
import { Preferences } from '../ui/preferences.tsx';
import { welcomed } from './api.ts';
import { FactorSlot, type Missing } from './factor-slot.tsx';
import { failedWords, refusedWords, waitingWords } from './hint-words.ts';
import { comeBack, look } from './outside-api.ts';
import { pathAfter } from './own-path.ts';
import './panel.css';

type Phase =
  | { kind: 'waiting'; hint: string }
  | { kind: 'failed'; hint: string }
  /** The server did not take it, and why. */
  | { kind: 'refused'; words: string }
  | { kind: 'missing'; missing: Missing; returnTo: string }
  /** Nothing was begun in this browser: the app has opened another one, or somebody else began it. */
  | { kind: 'elsewhere' };

const ASK_AGAIN_MS = 1_000;

/** Where BankID's app sends the browser: the sign-in that began here ends here. */
export function ReturnPage(): JSX.Element {
  const [phase, setPhase] = useState<Phase>({ kind: 'waiting', hint: '' });
  useEffect(() => endHere(setPhase), []);
  return (
    <div class="sign-in">
      <main class="sign-in-card card">
        <img src="/icon.svg" alt="" width={40} height={40} />
        {phase.kind === 'missing' ? (
          <FactorSlot
            missing={phase.missing}
            onAnswer={(answer) => answered(answer, phase.returnTo, setPhase)}
            onBack={() => location.assign('/sign-in')}
          />
        ) : (
          <div class="sign-in-step">
            <h1>{t('return-title')}</h1>
            <Said phase={phase} />
          </div>
        )}
      </main>
      <footer>
        <Preferences />
      </footer>
    </div>
  );
}

function Said({ phase }: { phase: Exclude<Phase, { kind: 'missing' }> }): JSX.Element {
  switch (phase.kind) {
    case 'waiting':
      return (
        <p role="status">
          {t(phase.hint === '' ? 'outside-finishing' : waitingWords('bankid', phase.hint, 'this'))}
        </p>
      );
    case 'failed':
      return <Problem words={t(failedWords('bankid', phase.hint, 'this'))} />;
    case 'refused':
      return <Problem words={phase.words} />;
    case 'elsewhere':
      return <Problem words={t('return-elsewhere')} />;
    default:
      return phase satisfies never;
  }
}

function Problem({ words }: { words: string }): JSX.Element {
  return (
    <>
      <div role="alert">
        <Banner look="warning">{words}</Banner>
      </div>
      <a class="button button-primary button-wide" href="/">
        {t('return-start')}
      </a>
    </>
  );
}

function answered(answer: SignInAnswer, returnTo: string, say: (phase: Phase) => void): void {
  welcomed(answer);
  if (answer.state !== 'signed_in') say({ kind: 'missing', missing: answer, returnTo });
  else location.replace(pathAfter(returnTo, answer.me.staff !== null));
}

/** The app may be back before the server has heard of it: asks until it has. */
function endHere(say: (phase: Phase) => void): () => void {
  const asked = new URLSearchParams(location.search);
  const id = asked.get('sign_in') ?? '';
  const nonce = asked.get('nonce') ?? '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;

  const round = async (): Promise<void> => {
    const seen = await look(encodeURIComponent(id));
    if (gone) return;
    if (!seen.ok) {
      const isStrange = seen.failure.code === 'not_found' || seen.failure.code === 'invalid';
      if (isStrange) say({ kind: 'elsewhere' });
      else {
        say({ kind: 'refused', words: failureWords(seen.failure) });
        timer = setTimeout(() => void round(), ASK_AGAIN_MS);
      }
      return;
    }
    const { state, hint } = seen.value;
    switch (state) {
      case 'pending':
        say({ kind: 'waiting', hint });
        timer = setTimeout(() => void round(), ASK_AGAIN_MS);
        return;
      case 'complete':
        return end();
      case 'used':
        // Loaded again, or another tab was first: this browser is signed in.
        return location.replace('/');
      case 'failed':
      case 'cancelled':
        return say({ kind: 'failed', hint: state === 'failed' ? hint : 'cancelled' });
      default:
        state satisfies never;
    }
  };
  const end = async (): Promise<void> => {
    const ended = await comeBack(id, nonce);
    if (gone) return;
    if (ended.ok) answered(ended.value.answer, ended.value.return_to, say);
    else if (ended.failure.code === 'not_found') say({ kind: 'elsewhere' });
    else {
      const purpose = accountHere() === null ? 'sign_in' : 'link';
      const words = refusedWords('bankid', ended.failure, 'finish', purpose);
      say({ kind: 'refused', words: t(words, { provider: 'BankID' }) });
    }
  };
  void round();
  return () => {
    gone = true;
    clearTimeout(timer);
  };
}
