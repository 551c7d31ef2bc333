import { CircleCheck, Link2Off } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { PortalHead } from '../portal/head.tsx';
import '../portal/portal.css';
import type { Entered } from '../protocol/Entered.ts';
import type { MailLinkView } from '../protocol/MailLinkView.ts';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { follow, lookAt, type Refusal, refusalOf, welcomed } from '../sign-in/api.ts';
import { FactorSlot, type Missing } from '../sign-in/factor-slot.tsx';
import { pathAfter } from '../sign-in/own-path.ts';
import '../sign-in/panel.css';
import { ChosenPassword, missingIn } from '../sign-in/password-field.tsx';
import { RefusalWords, SubmitButton, usePatientForm } from '../sign-in/refusal.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import { Toaster } from '../ui/toast.tsx';

type State =
  | { kind: 'looking' }
  | { kind: 'unreachable' }
  | { kind: 'gone' }
  | { kind: 'there'; view: MailLinkView }
  | { kind: 'missing'; missing: Missing; returnTo: string; visitStays: boolean }
  | { kind: 'added' };

/** What stands after `#` stays in this browser: neither the server's log nor a program that opens links has it. */
const secret = location.hash.slice(1);

/** Where links in mails lead: says what it will do, and does it when a button is pressed. */
export function LinkPage(): JSX.Element {
  const [state, setState] = useState<State>({ kind: 'looking' });
  useEffect(() => void look().then(setState), []);
  return (
    <div class="portal">
      <PortalHead />
      <div class="portal-one">
        <main class="sign-in-card card">{shown()}</main>
      </div>
      <Toaster />
    </div>
  );

  function shown(): JSX.Element {
    switch (state.kind) {
      case 'looking':
        return <Skeleton lines={4} label={t('link-looking')} />;
      case 'unreachable':
        return <Banner look="warning">{t('sign-in-unreachable')}</Banner>;
      case 'gone':
        return <Gone />;
      case 'there':
        return <There view={state.view} onDone={done} onGone={() => setState({ kind: 'gone' })} />;
      case 'missing':
        return (
          <FactorSlot
            missing={state.missing}
            onAnswer={(answer) => answered(answer, state.returnTo, state.visitStays)}
            onBack={() => location.assign('/sign-in')}
          />
        );
      case 'added':
        return (
          <div class="sign-in-step" role="status">
            <Banner icon={CircleCheck}>{t('link-address-done')}</Banner>
            <a class="button button-primary" href="/account">
              <span>{t('my-account')}</span>
            </a>
          </div>
        );
      default:
        return state satisfies never;
    }
  }

  function done({ answer, return_to }: Entered, view: MailLinkView): void {
    if (view.purpose === 'add_address') setState({ kind: 'added' });
    else answered(answer, return_to, !view.same_browser);
  }

  /** A visit in a browser that did not ask for the link is nobody's but whoever sits there: it stays. */
  function answered(answer: SignInAnswer, returnTo: string, visitStays: boolean): void {
    welcomed(answer, visitStays);
    if (answer.state !== 'signed_in')
      return setState({ kind: 'missing', missing: answer, returnTo, visitStays });
    location.assign(pathAfter(returnTo, answer.me.staff !== null));
  }
}

async function look(): Promise<State> {
  if (secret === '') return { kind: 'gone' };
  const outcome = await lookAt(secret);
  if (outcome.ok) return { kind: 'there', view: outcome.value };
  return refusalOf(outcome.failure).kind === 'wrong' ? { kind: 'gone' } : { kind: 'unreachable' };
}

function Gone(): JSX.Element {
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <Icon of={Link2Off} size={28} />
        <h1>{t('link-gone-title')}</h1>
        <p>{t('link-gone-about')}</p>
      </header>
      <a class="button button-primary" href="/sign-in">
        <span>{t('link-gone-new')}</span>
      </a>
    </div>
  );
}

type ThereProps = {
  view: MailLinkView;
  onDone: (entered: Entered, view: MailLinkView) => void;
  onGone: () => void;
};

function There({ view, onDone, onGone }: ThereProps): JSX.Element {
  const [password, setPassword] = useState('');
  const chooses = view.purpose === 'reset_password';
  const repeats = view.purpose === 'create_account' && !view.same_browser;
  const form = usePatientForm({
    ready: () => !chooses || missingIn(password) === 0,
    send: () => follow(secret, view, chooses || repeats ? password : null),
    onDone: (entered) => onDone(entered, view),
    onRefused: ({ code }) => {
      if (code === 'not_found') onGone();
    },
  });
  const words = wordsOf(view);
  return (
    <div class="sign-in-step">
      <header class="sign-in-head">
        <h1>{words.title}</h1>
        {words.about !== '' && <p>{words.about}</p>}
        <p class="muted small">
          {view.same_browser ? t('link-from-here') : t('link-from', { where: placeOf(view) })}
        </p>
      </header>
      <form onSubmit={form.submit}>
        {chooses && <ChosenPassword label={t('ways-password-new')} value={password} onInput={setPassword} />}
        {repeats && (
          <TextField
            label={t('sign-in-password')}
            hint={t('link-create-elsewhere')}
            type="password"
            name="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={setPassword}
          />
        )}
        <RefusalWords refusal={form.refusal} wrong={wrongOf(form.refusal, view)} />
        <SubmitButton form={form} look="primary" wide>
          {words.button}
        </SubmitButton>
      </form>
      <p class="muted small">{t('link-not-you')}</p>
    </div>
  );
}

type Words = { title: string; about: ComponentChildren; button: string };

function wordsOf({ purpose, name, email }: MailLinkView): Words {
  switch (purpose) {
    case 'sign_in':
      return {
        title: t('link-sign-in-title', { name: name || email }),
        about: email,
        button: t('link-sign-in'),
      };
    case 'reset_password':
      return {
        title: t('link-reset-title'),
        about: t('link-reset-about', { email }),
        button: t('link-reset'),
      };
    case 'create_account':
      return {
        title: t('link-create-title', { email }),
        about: t('link-create-about'),
        button: t('link-create'),
      };
    case 'add_address':
      return {
        title: t('link-address-title', { email }),
        about: t('link-address-about'),
        button: t('link-address'),
      };
    default:
      return purpose satisfies never;
  }
}

/** What a refusal by the server means, by what the link is for. */
function wrongOf(refusal: Refusal | null, { purpose }: MailLinkView): string {
  const code = refusal?.kind === 'wrong' ? refusal.failure.code : null;
  if (code === 'conflict') return t('link-taken');
  switch (purpose) {
    case 'create_account':
      return t('link-create-wrong');
    case 'add_address':
      return t(code === 'unauthenticated' ? 'link-address-sign-in' : 'link-address-other');
    case 'reset_password':
      return t('password-refused');
    case 'sign_in':
      return t('sign-in-unreachable');
    default:
      return purpose satisfies never;
  }
}

function placeOf({ browser, system, address }: MailLinkView): string {
  if (browser === '' && system === '') return address;
  const device =
    browser === '' || system === '' ? browser || system : t('sessions-device', { browser, system });
  return `${device} (${address})`;
}
