import { Mic, MicOff, UserRound, Video, VideoOff } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Avatar } from '../ui/badge.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Devices } from './model.ts';
import { Picture } from './picture.tsx';
import { deviceStateName, works } from './words.ts';

type Props = { devices: Devices; name: string; hidden?: boolean };

/** One's own picture as in a mirror, and what turns camera and microphone on and off. */
export function SelfView({ devices, name, hidden = false }: Props): JSX.Element {
  const [camera, microphone] = [devices.camera.value, devices.microphone.value];
  const stream = devices.preview.value;
  const seen = works(camera) && stream !== null && !hidden;
  return (
    <div class="self-view">
      {seen ? (
        <Picture stream={stream} label={t('your-picture')} mirrored />
      ) : (
        <div class="self-view-dark">
          {name === '' ? <Icon of={UserRound} size={48} /> : <Avatar name={name} size={72} />}
          <p class="small">{hidden ? t('picture-hidden') : t(`picture-${camera}`)}</p>
        </div>
      )}
      <div class="self-view-switches">
        <Switch
          on={works(microphone)}
          can={microphone === 'ok' || microphone === 'off'}
          icon={works(microphone) ? Mic : MicOff}
          label={t('microphone')}
          state={t(deviceStateName(microphone))}
          onPress={() => void devices.turnMicrophone(!works(microphone))}
        />
        <Switch
          on={works(camera)}
          can={camera === 'ok' || camera === 'off'}
          icon={works(camera) ? Video : VideoOff}
          label={t('camera')}
          state={t(deviceStateName(camera))}
          onPress={() => void devices.turnCamera(!works(camera))}
        />
      </div>
    </div>
  );
}

type SwitchProps = {
  on: boolean;
  /** What there is none of can't be turned on. */
  can: boolean;
  icon: typeof Mic;
  label: string;
  state: string;
  onPress: () => void;
};

function Switch({ on, can, icon, label, state, onPress }: SwitchProps): JSX.Element {
  return (
    <button
      type="button"
      class={`switch${on ? '' : ' switch-off'}`}
      aria-pressed={on}
      disabled={!can}
      title={`${label}: ${state}`}
      onClick={onPress}
    >
      <Icon of={icon} size={20} />
      <span>{label}</span>
    </button>
  );
}
