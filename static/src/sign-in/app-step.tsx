import { MonitorSmartphone, QrCode as QrIcon, Smartphone } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Provider } from '../protocol/Provider.ts';
import type { ProviderKind } from '../protocol/ProviderKind.ts';
import type { SignInDevice } from '../protocol/SignInDevice.ts';
import type { SignInView } from '../protocol/SignInView.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/panel.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { Again } from './again.tsx';
import { type AppSignInOptions, createAppSignIn, type Phase } from './app-sign-in.ts';
import { failedWords, refusedWords, waitingWords } from './hint-words.ts';

type Props = AppSignInOptions & { onBack: () => void };

/** A phone has the app itself; a computer shows a code to one. */
function isHandheld(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}

/** Proving who one is in an app: on which device, what to do there, and what came of it. */
export function AppStep({ onBack, ...options }: Props): JSX.Element {
  const { provider, purpose, returnTo } = options;
  const signIn = useMemo(() => createAppSignIn(options), [provider.id, purpose, returnTo]);
  // Freja's app is on no computer: there nothing is to be chosen.
  const chooses = provider.kind === 'bankid' || isHandheld();
  useEffect(() => {
    if (!chooses) void signIn.start('other');
    return signIn.dispose;
  }, [signIn, chooses]);
  const phase = signIn.phase.value;
  const isUnderWay = phase.kind === 'beginning' || phase.kind === 'waiting';
  const back = isUnderWay && chooses ? signIn.stop : onBack;
  return (
    <div class="outside-step">
      <Body phase={phase} options={options} onStart={(device) => void signIn.start(device)} />
      <Button look="quiet" wide onClick={back}>
        {t(isUnderWay ? 'cancel' : purpose === 'link' ? 'back' : 'outside-other-way')}
      </Button>
    </div>
  );
}

type BodyProps = { phase: Phase; options: AppSignInOptions; onStart: (device: SignInDevice) => void };

function Body({ phase, options, onStart }: BodyProps): JSX.Element {
  const { provider, purpose } = options;
  switch (phase.kind) {
    case 'choosing':
      return <Devices kind={provider.kind} onStart={onStart} />;
    case 'beginning':
      return <Skeleton lines={4} label={t('loading')} />;
    case 'waiting':
      return <Waiting view={phase.view} device={phase.device} provider={provider} />;
    case 'finishing':
      return <p role="status">{t(purpose === 'link' ? 'outside-adding' : 'outside-finishing')}</p>;
    case 'returning':
      return <p role="status">{t('bankid-returning')}</p>;
    case 'failed': {
      const words = t(failedWords(provider.kind, phase.hint, phase.device), { provider: provider.name });
      return <Again words={words} onAgain={() => onStart(phase.device)} />;
    }
    case 'refused': {
      const words = refusedWords(provider.kind, phase.failure, phase.moment, purpose);
      return <Again words={t(words, { provider: provider.name })} onAgain={() => onStart(phase.device)} />;
    }
    default:
      return phase satisfies never;
  }
}

type DevicesProps = { kind: ProviderKind; onStart: (device: SignInDevice) => void };

/** The likelier one first. */
function Devices({ kind, onStart }: DevicesProps): JSX.Element {
  const handheld = isHandheld();
  const devices: SignInDevice[] = handheld ? ['this', 'other'] : ['other', 'this'];
  return (
    <div class="outside-ways">
      {devices.map((device, place) => (
        <Button
          key={device}
          wide
          look={place === 0 ? 'primary' : 'secondary'}
          icon={device === 'other' ? QrIcon : handheld ? Smartphone : MonitorSmartphone}
          onClick={() => onStart(device)}
        >
          {t(`${kind}-on-${device}`)}
        </Button>
      ))}
    </div>
  );
}

type WaitingProps = { view: SignInView; device: SignInDevice; provider: Provider };

function Waiting({ view, device, provider }: WaitingProps): JSX.Element {
  const { kind } = provider;
  const qr = view.qr ?? null;
  const launch = view.launch ?? null;
  useEffect(() => {
    // Only the app's own scheme leaves this page where it is; an ordinary link wants a press.
    if (launch?.startsWith('bankid:') === true) location.assign(launch);
  }, [launch]);
  return (
    <>
      {qr !== null && (
        <div class="outside-scan">
          <ol class="outside-steps">
            <li>{t(`${kind}-step-open`)}</li>
            <li>{t(`${kind}-step-scan`)}</li>
          </ol>
          <QrCode text={qr} label={t(`${kind}-qr`)} />
        </div>
      )}
      {launch !== null && (
        <a
          class="button button-wide button-primary"
          href={launch}
          // Freja's app comes back to nothing: this page stays and waits for it.
          {...(kind === 'freja' ? { target: '_blank', rel: 'noopener' } : {})}
        >
          <Icon of={Smartphone} />
          <span>{t(`${kind}-launch`)}</span>
        </a>
      )}
      <p role="status" class="outside-state">
        {t(waitingWords(kind, view.hint, qr === null ? device : 'other'))}
      </p>
    </>
  );
}
