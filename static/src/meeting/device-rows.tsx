import { CircleCheck, CircleDashed, Mic, TriangleAlert, Video, Volume2, Wifi } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { DeviceState } from '../protocol/DeviceState.ts';
import type { Heard } from '../protocol/Heard.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { LevelMeter } from './level-meter.tsx';
import type { Devices } from './model.ts';
import { deviceHelpName, deviceStateName } from './words.ts';

type Look = 'good' | 'wrong' | 'open';

type RowProps = {
  icon: typeof Mic;
  name: string;
  look: Look;
  state: string;
  help?: string | null;
  children?: ComponentChildren;
};

/** One thing that was looked at: how it is, and what to do when it isn't well. */
function Row({ icon, name, look, state, help = null, children }: RowProps): JSX.Element {
  const mark = { good: CircleCheck, wrong: TriangleAlert, open: CircleDashed }[look];
  return (
    <div class={`check-row check-row-${look}`}>
      <span class="check-row-icon">
        <Icon of={icon} size={20} />
      </span>
      <div class="check-row-words">
        <h2>{name}</h2>
        <p class="check-row-state" role="status">
          <Icon of={mark} size={16} />
          <span>{state}</span>
        </p>
        {help !== null && <p class="small muted">{help}</p>}
        {children}
      </div>
    </div>
  );
}

function lookOf(state: DeviceState): Look {
  if (state === 'ok') return 'good';
  return state === 'off' || state === 'untested' ? 'open' : 'wrong';
}

export function CameraRow({ devices }: { devices: Devices }): JSX.Element {
  const state = devices.camera.value;
  const help = deviceHelpName('camera', state);
  return (
    <Row
      icon={Video}
      name={t('camera')}
      look={lookOf(state)}
      state={t(deviceStateName(state))}
      help={help === null ? null : t(help)}
    >
      <Again devices={devices} state={state} />
    </Row>
  );
}

export function MicrophoneRow({ devices }: { devices: Devices }): JSX.Element {
  const state = devices.microphone.value;
  const help = deviceHelpName('microphone', state);
  return (
    <Row
      icon={Mic}
      name={t('microphone')}
      look={lookOf(state)}
      state={t(deviceStateName(state))}
      help={help === null ? null : t(help)}
    >
      {(state === 'ok' || state === 'off') && <LevelMeter level={devices.level} label={t('say-something')} />}
      <Again devices={devices} state={state} />
    </Row>
  );
}

function Again({ devices, state }: { devices: Devices; state: DeviceState }): JSX.Element | null {
  if (lookOf(state) !== 'wrong') return null;
  return (
    <div class="check-row-actions">
      <Button onClick={() => void devices.ask()}>{t('try-again')}</Button>
    </div>
  );
}

export function SpeakerRow({ devices }: { devices: Devices }): JSX.Element {
  const [heard, setHeard] = useState<Heard>(() => devices.report().speaker);
  const [asked, setAsked] = useState(false);
  const play = (): void => {
    setAsked(true);
    void devices.playChord();
  };
  const answer = (yes: boolean): void => {
    devices.heard(yes);
    setHeard(yes ? 'yes' : 'no');
    setAsked(false);
  };
  return (
    <Row
      icon={Volume2}
      name={t('speaker')}
      look={{ yes: 'good', no: 'wrong', untested: 'open' }[heard] as Look}
      state={t(`speaker-${heard}`)}
      help={heard === 'no' ? t('speaker-no-help') : null}
    >
      <div class="check-row-actions">
        {asked ? (
          <>
            <span>{t('did-you-hear')}</span>
            <Button look="primary" onClick={() => answer(true)}>
              {t('yes')}
            </Button>
            <Button onClick={() => answer(false)}>{t('no')}</Button>
            <Button look="quiet" onClick={play}>
              {t('play-again')}
            </Button>
          </>
        ) : (
          <Button onClick={play}>{t(heard === 'untested' ? 'play-sound' : 'play-again')}</Button>
        )}
      </div>
    </Row>
  );
}

export function NetworkRow({ devices }: { devices: Devices }): JSX.Element {
  const network = devices.network.value;
  const slow = network.kind === 'fine' && (network.roundTripMs ?? 0) > SLOW_MS;
  const name =
    network.kind === 'fine' ? (slow ? 'slow' : network.relayed ? 'relayed' : 'fine') : network.kind;
  return (
    <Row
      icon={Wifi}
      name={t('network')}
      look={network.kind === 'fine' ? 'good' : network.kind === 'blocked' ? 'wrong' : 'open'}
      state={t(`network-${name}`)}
      help={name === 'blocked' || name === 'slow' || name === 'relayed' ? t(`network-${name}-help`) : null}
    >
      {(network.kind === 'blocked' || network.kind === 'untried') && (
        <div class="check-row-actions">
          <Button onClick={() => void devices.tryNetwork()}>
            {t(network.kind === 'blocked' ? 'try-again' : 'network-try')}
          </Button>
        </div>
      )}
    </Row>
  );
}

/** There and back: above this, people begin to talk over each other (ITU-T G.114 advises 150 ms one way). */
const SLOW_MS = 300;
