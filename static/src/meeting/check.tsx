import { LogIn, Video } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Failure } from '../net/socket.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Banner } from '../ui/panel.tsx';
import { DeviceChoice } from './device-choice.tsx';
import { CameraRow, MicrophoneRow, NetworkRow, SpeakerRow } from './device-rows.tsx';
import { Frame } from './frame.tsx';
import { HostCard } from './host-card.tsx';
import type { MeetingModel } from './model.ts';
import { OfferedDevice } from './offered-device.tsx';
import { SelfView } from './self-view.tsx';
import { goesInName, isUnasked } from './words.ts';

/** As on the wire. */
const NAME_CHARS = 60;

/** Before the waiting room: does everything work, under which name, and on what conditions. */
export function Check({ model }: { model: MeetingModel }): JSX.Element {
  const { devices } = model;
  const lobby = model.lobby.value;
  const host = lobby?.is_host ?? false;
  const title = model.info.value?.title;
  const [camera, microphone] = [devices.camera.value, devices.microphone.value];
  useEffect(() => {
    if (devices.network.peek().kind === 'untried') void devices.tryNetwork();
    void askIfAllowed(devices);
  }, [devices]);
  return (
    <Frame title={title}>
      <div class="check">
        <div class="check-head">
          <h1>{t(host ? 'check-host' : 'check')}</h1>
          <p class="muted">{t(host ? 'check-host-about' : 'check-about')}</p>
        </div>
        <section class="check-picture" aria-label={t('you-in-the-mirror')}>
          <SelfView devices={devices} name={lobby?.name ?? ''} />
          {isUnasked(camera, microphone) && (
            <div class="check-ask card">
              <p>{t('ask-about')}</p>
              <Button look="secondary" icon={Video} onClick={() => void devices.ask()}>
                {t('ask')}
              </Button>
            </div>
          )}
          <OfferedDevice devices={devices} />
          <details class="check-change">
            <summary>{t('change-devices')}</summary>
            <DeviceChoice devices={devices} />
          </details>
        </section>
        <section class="check-rows card" aria-label={t('check-results')}>
          <CameraRow devices={devices} />
          <MicrophoneRow devices={devices} />
          <SpeakerRow devices={devices} />
          <NetworkRow devices={devices} />
        </section>
        <section class="check-go" aria-label={t('go-in')}>
          {!host && lobby !== null && <HostCard host={lobby.host} />}
          <GoIn key={lobby?.name} model={model} host={host} words={t(goesInName(camera, microphone))} />
        </section>
      </div>
    </Frame>
  );
}

function GoIn({ model, host, words }: { model: MeetingModel; host: boolean; words: string }): JSX.Element {
  const { devices } = model;
  const lobby = model.lobby.value;
  const nameless = !host && model.me.value?.staff !== true && (lobby?.name ?? '') === '';
  const [name, setName] = useState(() => (nameless ? readDraft('name').slice(0, NAME_CHARS) : ''));
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (): Promise<void> => {
    if (nameless && name.trim() === '') {
      setMissing(true);
      // On a phone it may be out of sight.
      form.current?.querySelector<HTMLElement>('input')?.focus();
      return;
    }
    setBusy(true);
    const outcome = await model.enter(nameless ? name.trim() : (lobby?.name ?? ''));
    setBusy(false);
    if (!outcome.ok) setFailure(outcome.failure);
  };
  const goWithout = async (): Promise<void> => {
    await Promise.all([devices.turnCamera(false), devices.turnMicrophone(false)]);
    await submit();
  };
  return (
    <form
      ref={form}
      class="go-in"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      {nameless && (
        <TextField
          label={t('your-name')}
          hint={t('your-name-hint')}
          autocomplete="name"
          maxLength={NAME_CHARS}
          required
          value={name}
          error={missing && name.trim() === '' ? t('name-needed') : undefined}
          onInput={(value) => {
            setName(value);
            keepDraft('name', value);
          }}
        />
      )}
      <div class="go-in-foot">
        <p class="small muted">
          {host ? t('conditions-host') : t('conditions', { name: lobby?.host.name ?? '' })}
        </p>
        {failure !== null && (
          <div role="alert">
            <Banner look="danger">{failureWords(failure)}</Banner>
          </div>
        )}
        <Button type="submit" look="primary" icon={LogIn} wide busy={busy}>
          {t(host ? 'open-meeting' : 'to-waiting-room')}
        </Button>
      </div>
      <p class="small go-in-how" role="status">
        {words}
      </p>
      {isUnasked(devices.camera.value, devices.microphone.value) && (
        <Button look="quiet" wide busy={busy} onClick={() => void goWithout()}>
          {t('go-in-without')}
        </Button>
      )}
    </form>
  );
}

/** Whoever has said yes before isn't asked to press for it again. */
async function askIfAllowed(devices: MeetingModel['devices']): Promise<void> {
  if (devices.camera.peek() !== 'untested' || devices.microphone.peek() !== 'untested') return;
  try {
    const names = ['camera', 'microphone'] as unknown as PermissionName[];
    const states = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    if (states.every(({ state }) => state === 'granted')) await devices.ask();
  } catch {
    // A browser that doesn't tell: the person presses.
  }
}
