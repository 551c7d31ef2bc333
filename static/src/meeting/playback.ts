/*
 * Plays others' sound: one hidden element for each person and source, to the chosen loudspeaker. Says when the browser
 * lets nothing be played until somebody clicks.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Incoming } from './sub-peer.ts';

export type Playback = {
  readonly blocked: ReadonlySignal<boolean>;
  /** Plays exactly these. */
  play: (incoming: readonly Incoming[]) => void;
  /** Called from a click: plays all that was refused. */
  allow: () => void;
  /** Empty for the system's own. */
  speaker: (id: string) => void;
  stop: () => void;
};

type Playing = { element: HTMLAudioElement; track: MediaStreamTrack };

export function createPlayback(speaker: string, makeElement = hiddenElement): Playback {
  const blocked = signal(false);
  const playing = new Map<string, Playing>();
  let sink = speaker;

  const start = async ({ element }: Playing): Promise<void> => {
    try {
      await element.play();
    } catch (problem) {
      // What was replaced before it began is refused too, and is no matter.
      if (problem instanceof Error && problem.name === 'NotAllowedError') blocked.value = true;
    }
  };
  const remove = (key: string): void => {
    const one = playing.get(key);
    playing.delete(key);
    if (one === undefined) return;
    one.element.srcObject = null;
    one.element.remove();
  };

  return {
    blocked,
    play(incoming) {
      const sounds = incoming.filter(({ track }) => track.kind === 'audio');
      const wanted = new Set(sounds.map(({ line }) => keyOf(line)));
      for (const key of [...playing.keys()]) if (!wanted.has(key)) remove(key);
      for (const { line, track } of sounds) {
        const key = keyOf(line);
        if (playing.get(key)?.track === track) continue;
        remove(key);
        const element = makeElement();
        element.srcObject = new MediaStream([track]);
        const one = { element, track };
        playing.set(key, one);
        toSink(element, sink);
        void start(one);
      }
    },
    allow() {
      blocked.value = false;
      for (const one of playing.values()) void start(one);
    },
    speaker(id) {
      sink = id;
      for (const { element } of playing.values()) toSink(element, id);
    },
    stop() {
      for (const key of [...playing.keys()]) remove(key);
      blocked.value = false;
    },
  };
}

/** Sends an element's sound to a loudspeaker, where the browser lets one choose. */
export function toSink(element: HTMLMediaElement, id: string): void {
  // One that is gone leaves the sound where it was: with the system's own.
  if ('setSinkId' in element) element.setSinkId(id).catch(() => undefined);
}

function keyOf(line: Incoming['line']): string {
  return `${line.person}:${line.source}`;
}

function hiddenElement(): HTMLAudioElement {
  const element = document.createElement('audio');
  element.autoplay = true;
  element.setAttribute('playsinline', '');
  element.hidden = true;
  document.body.append(element);
  return element;
}
