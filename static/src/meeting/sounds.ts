/*
 * What is heard of one's own devices: how loud the microphone is, and a soft chord to try the loudspeaker.
 * Invariant: whatever is opened here is closed when its stop is called, or when the chord has faded.
 */
import { toSink } from './playback.ts';

const EVERY_MS = 100;
/** A voice near a microphone is about a fifth of full scale. */
const FULL = 0.2;

/** Tells the level ten times a second, 0 to 1, from a copy of the track: it hears also while the track is muted. */
export function meter(track: MediaStreamTrack, hear: (level: number) => void): () => void {
  const copy = track.clone();
  copy.enabled = true;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    hear(Math.min(1, Math.sqrt(power) / FULL));
  }, EVERY_MS);
  // Browsers let no sound graph run before the person has pressed something.
  const wake = (): void => void context.resume().catch(() => undefined);
  addEventListener('pointerdown', wake);
  wake();
  return () => {
    clearInterval(timer);
    removeEventListener('pointerdown', wake);
    copy.stop();
    void context.close().catch(() => undefined);
  };
}

const CHORD_HZ = [261.63, 329.63, 392, 523.25];
const CHORD_S = 1.6;

/** Plays the test sound to a loudspeaker; resolves when it has faded. */
export async function playChord(speaker: string): Promise<void> {
  const context = new AudioContext();
  const element = new Audio();
  try {
    const into = context.createMediaStreamDestination();
    await context.resume();
    const start = context.currentTime + 0.1;
    for (const [at, hertz] of CHORD_HZ.entries()) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const from = start + at * 0.09;
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.12, from + 0.05);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + CHORD_S);
      tone.connect(volume).connect(into);
      tone.start(from);
      tone.stop(start + CHORD_S);
    }
    toSink(element, speaker);
    element.srcObject = into.stream;
    await element.play();
    await new Promise((faded) => setTimeout(faded, (CHORD_S + 0.2) * 1_000));
  } finally {
    element.srcObject = null;
    await context.close();
  }
}
