/*
 * A screen that is shown to the others, with its sound when the browser gives it.
 * Invariant: what is no longer shown is no longer taken; the browser's own "stop sharing" counts as ours.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';

export type Screen = { video: MediaStreamTrack; audio: MediaStreamTrack | null };

export type Sharing = {
  screen: ReadonlySignal<Screen | null>;
  stream: ReadonlySignal<MediaStream | null>;
  can: boolean;
  /** Lets the person choose; `wanted` tells whether what they chose is still of use. */
  start: (wanted: () => boolean) => Promise<void>;
  stop: () => void;
};

export function createSharing(media: MediaDevices | null, handheld: boolean): Sharing {
  const screen = signal<Screen | null>(null);
  const stop = (): void => {
    const before = screen.peek();
    screen.value = null;
    if (before !== null) stopTracks(before);
  };
  return {
    screen,
    stream: computed(() => (screen.value === null ? null : new MediaStream([screen.value.video]))),
    can: !handheld && typeof media?.getDisplayMedia === 'function',
    stop,
    async start(wanted) {
      if (media === null || screen.peek() !== null) return;
      const taken = await capture(media);
      if (taken === null) return;
      if (!wanted() || screen.peek() !== null) return stopTracks(taken);
      taken.video.addEventListener('ended', () => screen.peek() === taken && stop());
      screen.value = taken;
    },
  };
}

/** Null when the person chose nothing. */
async function capture(media: MediaDevices): Promise<Screen | null> {
  try {
    const stream = await media.getDisplayMedia({
      video: { width: { max: 1_920 }, height: { max: 1_080 }, frameRate: { max: 15 } },
      audio: true,
    });
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    if (video === undefined) {
      audio?.stop();
      return null;
    }
    // Text is to be read: rather fewer pictures than blurred ones.
    video.contentHint = 'detail';
    return { video, audio: audio ?? null };
  } catch {
    return null;
  }
}

function stopTracks({ video, audio }: Screen): void {
  video.stop();
  audio?.stop();
}
