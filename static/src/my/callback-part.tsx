import { Phone, PhoneCall } from 'lucide';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CallbackFields, Then, Wish } from '../cases/callback-form.tsx';
import { askForCall, phoneOf, withdrawCall } from '../cases/callbacks.ts';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { exactly, when } from '../i18n/time.ts';
import type { Failure, Outcome } from '../net/socket.ts';
import type { CallbackView } from '../protocol/CallbackView.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { toast } from '../ui/toast.tsx';
import { authority } from './session.ts';

const OUT: Failure = { code: 'unauthenticated', message: '', retryAfterMs: 0 };

type Told = { before: CaseView; callback: CallbackView | undefined };
type Props = { view: CaseView; onChange: () => void };

/** To be rung up: a button, a form in its place, and then what was asked and how it goes. */
export function CallbackPart({ view, onChange }: Props): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const [told, setTold] = useState<Told | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const moves = useRef(false);
  // What was just answered is shown until the case has been asked for anew.
  const callback = told?.before === view ? told.callback : view.callback;
  const isAsked = callback !== undefined;
  // What was pressed is gone: the focus goes to what stands in its place.
  useLayoutEffect(() => {
    if (!moves.current || open) return;
    moves.current = false;
    root.current?.querySelector<HTMLElement>('button')?.focus();
  }, [open, isAsked]);
  if (!view.policy.write) return null;
  const close = (): void => {
    moves.current = true;
    setOpen(false);
  };
  const send = async (form: { phone: string }): Promise<Outcome<CaseView>> => {
    const as = authority();
    return as === null ? { ok: false, failure: OUT } : askForCall(as, view.row.id, form);
  };
  const withdraw = async (): Promise<void> => {
    const as = authority();
    const outcome: Outcome<null> =
      as === null ? { ok: false, failure: OUT } : await withdrawCall(as, view.row.id);
    if (!outcome.ok) return toast(failureWords(outcome.failure));
    moves.current = true;
    setTold({ before: view, callback: undefined });
    toast(t('my-callback-withdrawn'));
    onChange();
  };
  return (
    <div ref={root} class="my-callback">
      {open ? (
        <CallbackFields
          begun={callback ?? { phone: phoneOf(view) }}
          deed={t(callback === undefined ? 'my-callback-send' : 'save')}
          autocomplete="tel"
          send={send}
          onSent={(after) => {
            setTold({ before: view, callback: after.callback });
            close();
            onChange();
          }}
          onStop={close}
        />
      ) : callback === undefined ? (
        <Button look="quiet" icon={Phone} onClick={() => setOpen(true)}>
          {t('my-callback')}
        </Button>
      ) : (
        <Asked callback={callback} onChange={() => setOpen(true)} onWithdraw={withdraw} />
      )}
    </div>
  );
}

type AskedProps = { callback: CallbackView; onChange: () => void; onWithdraw: () => Promise<void> };

function Asked({ callback, onChange, onWithdraw }: AskedProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const now = new Date();
  return (
    <>
      <Icon of={PhoneCall} />
      <div class="my-callback-words" role="status">
        <p>
          <strong>{t('my-callback-asked', { phone: callback.phone })}</strong>
        </p>
        <Wish callback={callback} />
        <p class="small muted">
          {t('my-callback-since')} <Then at={callback.asked_at} now={now} />.
        </p>
        {callback.tried_at !== undefined && (
          <p title={exactly(new Date(callback.tried_at))}>
            {t('my-callback-tried', {
              n: callback.attempts,
              time: when(new Date(callback.tried_at), now),
            })}
          </p>
        )}
      </div>
      <div class="callback-deeds">
        <Button onClick={onChange}>{t('callback-change')}</Button>
        <Button
          look="quiet"
          busy={busy}
          onClick={() => {
            setBusy(true);
            void onWithdraw().finally(() => setBusy(false));
          }}
        >
          {t('callback-withdraw')}
        </Button>
      </div>
    </>
  );
}
