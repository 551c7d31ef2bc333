import { MailCheck } from 'lucide';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Me } from '../protocol/Me.ts';
import type { Provider } from '../protocol/Provider.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner } from '../ui/panel.tsx';
import { askForLetter, type LetterKind, refusalOf, signIn, welcomed } from './api.ts';
import { CreateStep } from './create-step.tsx';
import { FactorSlot, type Missing } from './factor-slot.tsx';
import { OtherWays } from './other-ways.tsx';
import { OutsideStep } from './outside.tsx';
import { RefusalWords, SubmitButton, usePatientForm } from './refusal.tsx';
import { type Problem, ReturningStep } from './returning-step.tsx';
import './panel.css';

export type Step =
  /** With what stopped another way in, if anything did. */
  | { kind: 'password'; problem?: Problem }
  | { kind: 'letter'; letter: LetterKind }
  | { kind: 'create' }
  | { kind: 'sent'; login: string; letter: LetterKind | 'create' }
  | { kind: 'outside'; provider: Provider }
  /** A provider has sent the browser back. */
  | { kind: 'returning'; attempt: string }
  | { kind: 'missing'; missing: Missing; returnTo: string };

type Props = {
  about: string;
  /** Where one goes afterwards, also by a link in a mail. */
  next: string;
  /** With where to go. */
  onDone: (me: Me, returnTo: string) => void;
  /** Whether one may have an account here by asking for it. */
  canCreate?: boolean;
  /** Where one begins. */
  first?: Step;
};

const PASSWORD: Step = { kind: 'password' };

/** Where somebody says who they are: one step at a time, each with the way back. */
export function SignInPanel({
  about,
  next,
  onDone,
  canCreate = false,
  first = PASSWORD,
}: Props): JSX.Element {
  const [step, setStep] = useState<Step>(first);
  const [login, setLogin] = useState('');
  const main = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // What was pressed is gone: the keyboard goes on from the step that took its place.
    if (step !== first && document.activeElement === document.body) main.current?.focus();
  }, [step]);
  const back = (): void => setStep(PASSWORD);
  const answered = (answer: SignInAnswer, returnTo = next): void => {
    welcomed(answer);
    if (answer.state === 'signed_in') onDone(answer.me, returnTo);
    else setStep({ kind: 'missing', missing: answer, returnTo });
  };
  return (
    <main ref={main} tabIndex={-1} class="sign-in-card card">
      <img src="/icon.svg" alt="" width={40} height={40} />
      {view()}
    </main>
  );

  function view(): JSX.Element {
    switch (step.kind) {
      case 'password':
        return (
          <>
            <PasswordStep
              about={about}
              problem={step.problem ?? null}
              login={login}
              onLogin={setLogin}
              onAnswer={answered}
            />
            <ul class="sign-in-ways">
              <li>
                <LinkButton onClick={() => setStep({ kind: 'letter', letter: 'link' })}>
                  {t('sign-in-mail-link')}
                </LinkButton>
              </li>
              <li>
                <LinkButton onClick={() => setStep({ kind: 'letter', letter: 'reset' })}>
                  {t('sign-in-forgot')}
                </LinkButton>
              </li>
            </ul>
            <OtherWays onChoose={(provider) => setStep({ kind: 'outside', provider })} onAnswer={answered} />
            {canCreate && (
              <div class="sign-in-create">
                <Button wide onClick={() => setStep({ kind: 'create' })}>
                  {t('sign-in-create')}
                </Button>
              </div>
            )}
          </>
        );
      case 'letter':
        return (
          <LetterStep
            key={step.letter}
            letter={step.letter}
            login={login}
            onLogin={setLogin}
            next={next}
            onOther={(letter) => setStep({ kind: 'letter', letter })}
            onSent={(to) => setStep({ kind: 'sent', login: to, letter: step.letter })}
            onBack={back}
          />
        );
      case 'create':
        return (
          <CreateStep
            next={next}
            email={login}
            onEmail={setLogin}
            onSent={(to) => setStep({ kind: 'sent', login: to, letter: 'create' })}
            onBack={back}
          />
        );
      case 'sent':
        return <Sent login={step.login} letter={step.letter} onBack={back} />;
      case 'outside':
        return (
          <div class="sign-in-step">
            <h1>{step.provider.name}</h1>
            <OutsideStep
              provider={step.provider}
              purpose="sign_in"
              returnTo={next}
              onAnswer={answered}
              onBack={back}
            />
          </div>
        );
      case 'returning':
        return (
          <div class="sign-in-step">
            <h1>{t('sign-in-title')}</h1>
            <ReturningStep
              attempt={step.attempt}
              onAnswer={answered}
              onProblem={(problem) => setStep({ kind: 'password', problem })}
            />
          </div>
        );
      case 'missing':
        return (
          <FactorSlot
            missing={step.missing}
            onAnswer={(answer) => answered(answer, step.returnTo)}
            onBack={back}
          />
        );
      default:
        return step satisfies never;
    }
  }
}

type PasswordProps = {
  about: string;
  problem: Problem | null;
  login: string;
  onLogin: (login: string) => void;
  onAnswer: (answer: SignInAnswer) => void;
};

function PasswordStep({ about, problem, login, onLogin, onAnswer }: PasswordProps): JSX.Element {
  const [password, setPassword] = useState('');
  const form = usePatientForm({
    send: () => signIn({ login: login.trim(), password }),
    onDone: onAnswer,
    onRefused: (failure) => {
      if (refusalOf(failure).kind === 'wrong') setPassword('');
    },
  });
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <h1>{t('sign-in-title')}</h1>
        <p class="muted">{about}</p>
      </header>
      <div role="alert">
        {problem !== null && (
          <Banner look="warning">
            {t(problem.words, { provider: problem.provider })}{' '}
            {problem.isIn && <a href="/account">{t('my-account')}</a>}
          </Banner>
        )}
      </div>
      <form onSubmit={form.submit}>
        <TextField
          label={t('sign-in-login')}
          name="login"
          autocomplete="username"
          required
          value={login}
          onInput={onLogin}
        />
        <TextField
          label={t('sign-in-password')}
          type="password"
          name="password"
          autocomplete="current-password"
          required
          value={password}
          onInput={setPassword}
        />
        <RefusalWords refusal={form.refusal} wrong={t('sign-in-wrong')} />
        <SubmitButton form={form} look="primary" wide>
          {t('sign-in')}
        </SubmitButton>
      </form>
    </div>
  );
}

type LetterProps = {
  letter: LetterKind;
  login: string;
  onLogin: (login: string) => void;
  next: string;
  onOther: (letter: LetterKind) => void;
  onSent: (login: string) => void;
  onBack: () => void;
};

/** Asks for a mail. What comes of it is told there and nowhere else. */
function LetterStep({ letter, login, onLogin, next, onOther, onSent, onBack }: LetterProps): JSX.Element {
  const form = usePatientForm({
    send: () => askForLetter(letter, login.trim(), next),
    onDone: () => onSent(login.trim()),
  });
  const words = LETTER_WORDS[letter];
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <h1>{t(words.title)}</h1>
        <p class="muted">{t(words.about)}</p>
      </header>
      <form onSubmit={form.submit}>
        <TextField
          label={t(letter === 'user-name' ? 'sign-in-email' : 'sign-in-login')}
          type={letter === 'user-name' ? 'email' : 'text'}
          name="login"
          autocomplete="username"
          required
          value={login}
          onInput={onLogin}
        />
        <RefusalWords refusal={form.refusal} wrong={t('error-invalid')} />
        <SubmitButton form={form} look="primary" wide>
          {t(words.ask)}
        </SubmitButton>
      </form>
      <ul class="sign-in-ways">
        {letter === 'reset' && (
          <li>
            <LinkButton onClick={() => onOther('user-name')}>{t('forgot-name')}</LinkButton>
          </li>
        )}
        <li>
          <LinkButton onClick={onBack}>{t('back')}</LinkButton>
        </li>
      </ul>
    </div>
  );
}

const LETTER_WORDS: Record<LetterKind, { title: string; about: string; ask: string }> = {
  link: { title: 'link-ask-title', about: 'link-ask-about', ask: 'link-ask' },
  reset: { title: 'forgot-title', about: 'forgot-about', ask: 'forgot-ask' },
  'user-name': { title: 'user-name-title', about: 'user-name-about', ask: 'user-name-ask' },
};

type SentProps = { login: string; letter: LetterKind | 'create'; onBack: () => void };

/** The same words whatever the mail says. */
function Sent({ login, letter, onBack }: SentProps): JSX.Element {
  return (
    <div class="sign-in-step" role="status">
      <header class="sign-in-head">
        <Icon of={MailCheck} size={28} />
        <h1>{t('sent-title')}</h1>
        <p>{t(letter === 'user-name' ? 'sent-name-about' : 'sent-about', { login })}</p>
        <p class="muted">{t('sent-nothing')}</p>
      </header>
      <LinkButton onClick={onBack}>{t('sent-again')}</LinkButton>
    </div>
  );
}
