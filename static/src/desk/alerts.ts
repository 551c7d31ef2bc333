/*
 * Interruptions: one soft sound each, a desktop notice while the page isn't looked at, a number in the title.
 * All of it can be turned off, and is remembered on this device.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { t } from '../i18n/i18n.ts';
import { soundOn, switchSound } from '../stores/sound.ts';
import { type Alert, arrived } from './alert-rules.ts';
import type { Desk } from './desk-store.ts';
import { nameOf } from './meeting-name.ts';
import { knocks, type Meetings } from './meetings-store.ts';

const notices = signal<NotificationPermission | 'unsupported'>(
  'Notification' in globalThis ? Notification.permission : 'unsupported',
);

export const noticesAllowed: ReadonlySignal<NotificationPermission | 'unsupported'> = notices;

let audio: AudioContext | null = null;

/** Lets hear what was turned on. */
export function switchSoundHere(): void {
  switchSound();
  if (soundOn.value) play(REPLY);
}

/** Browsers ask the person, and only after a press. */
export async function askForNotices(): Promise<void> {
  if (notices.value === 'default') notices.value = await Notification.requestPermission();
}

/** Tells of what is new between two states of the desk. */
export function alert(before: Desk, after: Desk): void {
  for (const news of arrived(before, after)) {
    if (news.kind === 'reply' && looking()) continue;
    if (soundOn.value) play(news.kind === 'offer' ? OFFER : REPLY);
    if (!looking()) notify(news);
  }
}

/** Tells of who has come to the door of one of my meetings: they wait for me, like an offer. */
export function alertKnocks(before: Meetings, after: Meetings): void {
  for (const meeting of knocks(before, after)) {
    if (soundOn.value) play(OFFER);
    if (looking()) continue;
    show(
      t('notice-knock', { n: meeting.waiting }),
      nameOf(meeting, meeting.host),
      `knock-${meeting.info.id}`,
    );
  }
}

/** Keeps the number of what waits before the page's name. */
export function badgeTitle(name: () => string, waiting: () => number): () => void {
  return effect(() => {
    const count = waiting();
    document.title = count > 0 ? `(${count}) ${name()}` : name();
  });
}

function looking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function notify(news: Alert): void {
  const { customer, subject } = news.kind === 'offer' ? news.offer : news.entry;
  const name = customer.name || t('customer-nameless');
  const title = news.kind === 'offer' ? t('notice-offer', { name }) : t('notice-reply', { name });
  const body = news.kind === 'offer' ? subject : news.entry.last;
  show(title, body, `${news.kind}-${news.kind === 'offer' ? news.offer.entry : news.entry.entry}`);
}

/** A desktop notice; a new one about the same takes the place of the old. */
function show(title: string, body: string, tag: string): void {
  if (notices.value !== 'granted') return;
  const shown = new Notification(title, { body, tag });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

/** Two notes up for an offer, one low for a reply; hertz. */
const OFFER = [523.25, 659.25];
const REPLY = [440];
const NOTE_S = 0.16;
const LOUDNESS = 0.08;

function play(notes: readonly number[]): void {
  audio ??= new AudioContext();
  const context = audio;
  // Until the page has been pressed once the browser keeps it silent; the notice and the title still tell.
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  notes.forEach((hertz, at) => {
    const start = context.currentTime + at * NOTE_S;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_S * 2.5);
    const tone = context.createOscillator();
    tone.type = 'sine';
    tone.frequency.value = hertz;
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + NOTE_S * 2.5);
  });
}
