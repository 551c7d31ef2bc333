import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Provider } from '../protocol/Provider.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { whoIsHere } from './api.ts';
import { failedWords, refusedWords } from './hint-words.ts';
import { finish, look, providers } from './outside-api.ts';

/** What stopped a sign-in outside; `isIn` if somebody is signed in all the same, who wanted to add to their account. */
export type Problem = { words: string; provider: string; isIn: boolean };

/** Nothing is left of it: used, too old, or another browser's. */
export const OVER: Problem = { words: 'outside-over', provider: '', isIn: false };

type Props = {
  attempt: string;
  onAnswer: (answer: SignInAnswer, returnTo: string) => void;
  onProblem: (problem: Problem) => void;
};

/** A provider has sent the browser back: ends what was begun here, or says why not. */
export function ReturningStep({ attempt, onAnswer, onProblem }: Props): JSX.Element {
  useEffect(() => {
    void comeBack(attempt).then((back) => {
      if (back.kind === 'problem') onProblem(back.problem);
      else onAnswer(back.answer, back.returnTo);
    });
  }, [attempt]);
  return <p role="status">{t('outside-returning')}</p>;
}

type Back =
  | { kind: 'answer'; answer: SignInAnswer; returnTo: string }
  | { kind: 'problem'; problem: Problem };

async function comeBack(attempt: string): Promise<Back> {
  const id = encodeURIComponent(attempt);
  const seen = await look(id);
  if (!seen.ok) {
    // What is no name of a sign-in at all is over too.
    const code = seen.failure.code === 'invalid' ? 'not_found' : seen.failure.code;
    return problem(refusedWords('oidc', { ...seen.failure, code }, 'begin', 'sign_in'), null);
  }
  const { state, hint, provider } = seen.value;
  const by = await find(provider);
  switch (state) {
    case 'complete': {
      const ended = await finish(id);
      if (ended.ok) return { kind: 'answer', answer: ended.value.answer, returnTo: ended.value.return_to };
      const isIn = (await whoIsHere()).ok;
      const purpose = isIn ? 'link' : 'sign_in';
      return problem(refusedWords(by?.kind ?? 'oidc', ended.failure, 'finish', purpose), by, isIn);
    }
    case 'failed':
    case 'cancelled': {
      const why = state === 'failed' ? hint : 'cancelled';
      return problem(failedWords(by?.kind ?? 'oidc', why, 'this'), by, (await whoIsHere()).ok);
    }
    case 'used':
    case 'pending':
      return { kind: 'problem', problem: { ...OVER, isIn: (await whoIsHere()).ok } };
    default:
      return state satisfies never;
  }
}

function problem(words: string, by: Provider | null, isIn = false): Back {
  return { kind: 'problem', problem: { words, provider: by?.name ?? '', isIn } };
}

async function find(id: string): Promise<Provider | null> {
  const all = await providers();
  return all.ok ? (all.value.find((one) => one.id === id) ?? null) : null;
}
