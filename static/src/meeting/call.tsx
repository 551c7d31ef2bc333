import { useSignalEffect } from '@preact/signals';
import type { JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { CallBanners } from './call-banners.tsx';
import { deedOf } from './call-keys.ts';
import { CallTop } from './call-top.tsx';
import { ChatPanel } from './chat-panel.tsx';
import { Controls, type Deeds, toggleCamera, toggleMicrophone } from './controls.tsx';
import { DeviceDialog } from './device-choice.tsx';
import { Failed } from './failed.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import type { Layout } from './layout.ts';
import { LeaveDialog } from './leave-dialog.tsx';
import type { MeetingModel } from './model.ts';
import { knocking } from './people-list.ts';
import { PeoplePanel } from './people-panel.tsx';
import { QualityDialog } from './quality-dialog.tsx';
import { Speech } from './speech.tsx';
import { Stage } from './stage.tsx';
import { type Talks, unreadIn } from './talks.ts';
import { useAwake } from './use-awake.ts';
import type { ViewProps } from './view.tsx';
import './call.css';

/** What stands beside the pictures; a thread is with somebody who waits. */
type Panel = { kind: 'chat' } | { kind: 'people' } | { kind: 'thread'; person: string };
type DialogKind = 'devices' | 'quality' | 'help' | 'leave';

/** The call itself: pictures above, what one can do below. */
export function Call({ model, talks }: ViewProps): JSX.Element {
  const [panel, setPanel] = useState<Panel | null>(null);
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const [layout, setLayout] = useState<Layout>('grid');
  const [ownShown, setOwnShown] = useState(true);
  const root = useRef<HTMLDivElement>(null);
  const lobby = model.lobby.value;
  const host = lobby?.is_host ?? false;
  const unread = talks === null ? 0 : unreadIn(talks, lobby?.conversation);
  const threads = talks === null ? 0 : unreadFromWaiting(model, talks);
  const failed = model.link.value.kind === 'failed';
  useAwake();
  useSignalEffect(() => {
    // Whoever was written to is let in or gone: their thread has nothing more to show.
    const people = model.panel.value?.people ?? [];
    setPanel((now) =>
      now?.kind === 'thread' && !people.some((one) => one.person === now.person) ? { kind: 'people' } : now,
    );
  });

  const toggle = (kind: 'chat' | 'people'): void => setPanel(panel?.kind === kind ? null : { kind });
  const deeds: Deeds = {
    toggleChat: () => toggle('chat'),
    togglePeople: () => toggle('people'),
    toggleShare: () => void model.share(!model.sharing.peek()),
    toggleLayout: () => setLayout(layout === 'grid' ? 'speaker' : 'grid'),
    toggleOwn: () => setOwnShown(!ownShown),
    full: () => void fullScreen(root.current),
    devices: () => setDialog('devices'),
    quality: () => setDialog('quality'),
    help: () => setDialog('help'),
    leave: () => (host ? setDialog('leave') : void model.leave({ hold: false })),
  };
  useKeys(model, deeds, () => setPanel(null));
  usePanelFocus(root, panel?.kind ?? null);
  const closeDialog = (): void => setDialog(null);
  return (
    <div class={`call${panel === null ? '' : ' call-beside'}`} ref={root}>
      <CallTop model={model} onQuality={deeds.quality} />
      <main class="call-stage">
        <CallBanners model={model} />
        {failed ? (
          <Failed model={model} onChat={deeds.toggleChat} canChat={lobby?.conversation != null} />
        ) : (
          <Stage model={model} layout={layout} ownShown={ownShown} onPeople={deeds.togglePeople} />
        )}
      </main>
      {panel !== null && <Side model={model} talks={talks} panel={panel} onPanel={setPanel} />}
      <Controls
        model={model}
        deeds={deeds}
        panel={panel === null ? null : panel.kind === 'chat' ? 'chat' : 'people'}
        unread={unread}
        waiting={host ? knocking(model.panel.value) + threads : 0}
        layout={layout}
        ownShown={ownShown}
      />
      <Speech model={model} talks={talks} />
      <DeviceDialog open={dialog === 'devices'} devices={model.devices} onClose={closeDialog} />
      <QualityDialog open={dialog === 'quality'} model={model} onClose={closeDialog} />
      <KeysDialog open={dialog === 'help'} onClose={closeDialog} />
      <LeaveDialog open={dialog === 'leave'} model={model} onClose={closeDialog} />
    </div>
  );
}

type SideProps = ViewProps & { panel: Panel; onPanel: (panel: Panel | null) => void };

function Side({ model, talks, panel, onPanel }: SideProps): JSX.Element | null {
  const close = (): void => onPanel(null);
  const conversation = model.lobby.value?.conversation ?? null;
  switch (panel.kind) {
    case 'people':
      return (
        <PeoplePanel
          model={model}
          talks={talks}
          onWrite={(person) => onPanel({ kind: 'thread', person })}
          onClose={close}
        />
      );
    case 'chat':
      return talks === null || conversation === null ? null : (
        <ChatPanel
          talks={talks}
          conversation={conversation}
          title={t('chat')}
          empty={t('chat-empty')}
          onClose={close}
        />
      );
    case 'thread': {
      const person = model.panel.value?.people.find((one) => one.person === panel.person);
      return talks === null || person?.thread == null ? null : (
        <ChatPanel
          talks={talks}
          conversation={person.thread}
          title={t('chat-with-waiting', { name: person.name })}
          empty={t('chat-waiting-empty', { name: person.name })}
          onClose={close}
          onBack={() => onPanel({ kind: 'people' })}
        />
      );
    }
    default:
      return panel satisfies never;
  }
}

/** How many of those who wait have written something that isn't read. */
function unreadFromWaiting(model: MeetingModel, talks: Talks): number {
  const people = model.panel.value?.people ?? [];
  return people.filter((one) => one.state !== 'waiting' && unreadIn(talks, one.thread) > 0).length;
}

/** Focus follows what is opened, and comes back to where it was; a phone's keyboard isn't brought up unasked. */
function usePanelFocus(root: RefObject<HTMLElement | null>, open: Panel['kind'] | null): void {
  const before = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (open === null) {
      before.current?.focus();
      before.current = null;
      return;
    }
    const now = document.activeElement;
    const panel = root.current?.querySelector<HTMLElement>('.side-panel');
    if (before.current === null && now instanceof HTMLElement) before.current = now;
    const heading = panel?.querySelector<HTMLElement>('h2');
    heading?.setAttribute('tabindex', '-1');
    const box = matchMedia('(pointer: fine)').matches ? panel?.querySelector('textarea') : null;
    (box ?? heading)?.focus({ preventScroll: true });
  }, [open, root]);
}

function useKeys(model: MeetingModel, deeds: Deeds, onEscape: () => void): void {
  const now = useRef({ deeds, onEscape });
  now.current = { deeds, onEscape };
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      if (e.defaultPrevented || e.repeat || document.querySelector('dialog[open]') !== null) return;
      if (e.key === 'Escape') return now.current.onEscape();
      const deed = deedOf(e, isWriting(e.target));
      if (deed === null) return;
      e.preventDefault();
      const can = now.current.deeds;
      if (deed === 'microphone') void toggleMicrophone(model);
      else if (deed === 'camera') void toggleCamera(model);
      else if (deed === 'share') model.canShare && can.toggleShare();
      else if (deed === 'chat') can.toggleChat();
      else if (deed === 'people') can.togglePeople();
      else if (deed === 'layout') can.toggleLayout();
      else if (deed === 'full') can.full();
      else can.help();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [model]);
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}

/** The shared screen, if there is one, else all of it; again ends it. */
async function fullScreen(root: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) return document.exitFullscreen();
  const screen = root?.querySelector<HTMLElement>('.tile-main.tile-screen');
  await (screen ?? root)?.requestFullscreen?.().catch(() => undefined);
}
