import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/field.tsx';
import { LevelMeter } from './level-meter.tsx';
import type { Device, Devices } from './model.ts';

type Kind = 'camera' | 'microphone' | 'speaker';

/** Which camera, microphone and loudspeaker. */
export function DeviceChoice({ devices }: { devices: Devices }): JSX.Element {
  const chosen = devices.chosen.value;
  return (
    <div class="device-choice">
      <One kind="camera" all={devices.cameras.value} value={chosen.camera} devices={devices} />
      <One kind="microphone" all={devices.microphones.value} value={chosen.microphone} devices={devices} />
      <One kind="speaker" all={devices.speakers.value} value={chosen.speaker} devices={devices} />
    </div>
  );
}

type OneProps = { kind: Kind; all: readonly Device[]; value: string; devices: Devices };

function One({ kind, all, value, devices }: OneProps): JSX.Element | null {
  if (all.length === 0)
    return kind === 'speaker' ? null : <p class="small muted">{t(`no-${kind}-to-choose`)}</p>;
  return (
    <Select
      label={t(kind)}
      value={value}
      options={all.map(({ id, label }, at) => ({
        value: id,
        label: label || t('device-nameless', { n: at + 1 }),
      }))}
      onChange={(id) => void devices.choose(kind, id)}
    />
  );
}

/** The same while one waits or talks, with a sound to hear and a bar to see. */
export function DeviceDialog({
  open,
  devices,
  onClose,
}: {
  open: boolean;
  devices: Devices;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={open} title={t('devices')} onClose={onClose}>
      <DeviceChoice devices={devices} />
      <LevelMeter level={devices.level} label={t('say-something')} />
      <Button onClick={() => void devices.playChord()}>{t('play-sound')}</Button>
    </Dialog>
  );
}
