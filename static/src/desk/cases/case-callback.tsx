import { Check, Pencil, PhoneCall, PhoneMissed, X } from 'lucide';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { CallbackFields, Then, Wish } from '../../cases/callback-form.tsx';
import { askForCall, phoneOf, tellOfCall, whyNotTaken, withdrawCall } from '../../cases/callbacks.ts';
import { t } from '../../i18n/i18n.ts';
import { exactly, when } from '../../i18n/time.ts';
import type { CallbackView } from '../../protocol/CallbackView.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { onceDrawn } from '../../ui/once-drawn.ts';
import { telOf } from '../../ui/phone.ts';
import { toast } from '../../ui/toast.tsx';
import { lately } from '../clock.ts';
import { type LiveCase, type Refusal, sayRefusal } from './case-live.ts';
import { spanWords } from './due.ts';
import { whoWasFaster } from './faster.ts';

const COOKIE = { kind: 'cookie' } as const;

type Props = {
  live: LiveCase;
  view: CaseView;
  /** Whether somebody writes down what the customer wants. */
  asking: boolean;
  onAsking: (asking: boolean) => void;
};

/** Who waits to be called, above all else of the case; or what they want, as it is written down. */
export function CaseCallback({ live, view, asking, onAsking }: Props): JSX.Element | null {
  const root = useRef<HTMLElement>(null);
  const { callback } = view;
  if (!view.policy.write || (callback === undefined && !asking)) return null;
  /** What was pressed is gone with the rest: the focus stays near. */
  const leave = (): void => {
    const head = root.current?.closest('.case')?.querySelector<HTMLElement>('.case-head-deeds button');
    onceDrawn(() => head?.focus());
  };
  const close = (): void => {
    onAsking(false);
    leave();
  };
  return (
    <section ref={root} class="case-callback" aria-label={t('case-callback')}>
      {asking ? (
        <CallbackFields
          begun={callback ?? { phone: phoneOf(view) }}
          deed={t('save')}
          autocomplete="off"
          send={(form) => askForCall(COOKIE, view.row.id, form)}
          onSent={(told) => {
            live.take(told);
            close();
          }}
          onStop={close}
        >
          <p>
            <strong>{t('case-callback-ask')}.</strong> <span class="small">{t('case-callback-about')}</span>
          </p>
        </CallbackFields>
      ) : (
        callback !== undefined && (
          <Waiting
            live={live}
            view={view}
            callback={callback}
            onChange={() => onAsking(true)}
            onLeave={leave}
          />
        )
      )}
    </section>
  );
}

type WaitingProps = {
  live: LiveCase;
  view: CaseView;
  callback: CallbackView;
  onChange: () => void;
  onLeave: () => void;
};

function Waiting({ live, view, callback, onChange, onLeave }: WaitingProps): JSX.Element {
  const { phone, asked_at, by, attempts, tried_at } = callback;
  const now = new Date(lately.value);
  const name = view.row.customer_name || view.contact.name || t('customer-nameless');
  return (
    <>
      <Icon of={PhoneCall} />
      <div class="case-callback-words">
        <p>
          <strong>{t('case-callback-waits', { name })}</strong>{' '}
          <a class="case-callback-phone numbers" href={telOf(phone)}>
            {phone}
          </a>
        </p>
        <Wish callback={callback} />
        <p class="small">
          <span>
            {t('case-callback-since')} <Then at={asked_at} now={now} /> (
            {spanWords(now.getTime() - new Date(asked_at).getTime())}).
          </span>{' '}
          {by !== '' && by !== name && <span>{t('case-callback-by', { name: by })}</span>}{' '}
          {tried_at !== undefined && (
            <span class="case-callback-tried" title={exactly(new Date(tried_at))}>
              {t('case-callback-tried', { n: attempts, time: when(new Date(tried_at), now) })}
            </span>
          )}
        </p>
      </div>
      <Deeds live={live} asked_at={asked_at} onChange={onChange} onLeave={onLeave} />
    </>
  );
}

type Deed = 'reached' | 'missed' | 'withdrawn';
type DeedsProps = { live: LiveCase; asked_at: string; onChange: () => void; onLeave: () => void };

function Deeds({ live, asked_at, onChange, onLeave }: DeedsProps): JSX.Element {
  const [busy, setBusy] = useState<Deed | null>(null);
  const act = async (deed: Deed): Promise<void> => {
    if (busy !== null) return;
    setBusy(deed);
    const refusal = await live.attempt(({ row }) =>
      deed === 'withdrawn'
        ? withdrawCall(COOKIE, row.id)
        : tellOfCall(COOKIE, row.id, { asked_at, reached: deed === 'reached' }),
    );
    setBusy(null);
    if (refusal !== null) return sayWhyNot(refusal, asked_at, live.view.value);
    toast(t(`case-callback-${deed}`));
    if (deed !== 'missed') onLeave();
  };
  return (
    <div class="callback-deeds">
      <Button look="primary" icon={Check} busy={busy === 'reached'} onClick={() => void act('reached')}>
        {t('case-callback-reach')}
      </Button>
      <Button icon={PhoneMissed} busy={busy === 'missed'} onClick={() => void act('missed')}>
        {t('case-callback-miss')}
      </Button>
      <IconButton icon={Pencil} iconSize={16} label={t('callback-change')} onClick={onChange} />
      <IconButton
        icon={X}
        iconSize={16}
        label={t('callback-withdraw')}
        disabled={busy !== null}
        onClick={() => void act('withdrawn')}
      />
    </div>
  );
}

/** A colleague was faster, or the customer has changed their mind. */
function sayWhyNot(refusal: Refusal, asked_at: string, after: CaseView | null): void {
  const why = refusal.failure.code === 'conflict' ? whyNotTaken(asked_at, after) : null;
  if (why === null || after === null) return sayRefusal(refusal, after);
  const name = whoWasFaster(refusal.before, after);
  if (why === 'anew') toast(t('case-callback-anew'));
  else toast(name === null ? t('case-callback-gone') : t('case-callback-gone-who', { name }));
}
