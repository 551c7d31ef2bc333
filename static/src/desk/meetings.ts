/*
 * My video meetings, and what I can do with one from the desk. The meeting itself is a page of its own.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { t } from '../i18n/i18n.ts';
import type { Event } from '../protocol/Event.ts';
import type { InviteView } from '../protocol/InviteView.ts';
import type { PersonQuality } from '../protocol/PersonQuality.ts';
import { toast } from '../ui/toast.tsx';
import { alertKnocks } from './alerts.ts';
import { sayFailure, socket } from './connection.ts';
import { apply, type Meetings } from './meetings-store.ts';

const held = signal<Meetings>([]);

export const meetings: ReadonlySignal<Meetings> = held;

/** Asks for all of them. A server without meetings has none. */
export async function loadMeetings(): Promise<void> {
  const outcome = await socket.ask({ type: 'meetings' }, 'meetings');
  if (outcome.ok) held.value = outcome.value;
}

/** What an event makes of them; who has knocked is told. */
export function takeEvent(event: Event): void {
  if (event.type !== 'meeting_summary') return;
  const before = held.value;
  held.value = apply(before, event);
  alertKnocks(before, held.value);
}

export function forgetMeetings(): void {
  held.value = [];
}

export function meetingPath(meeting: string): string {
  return `/meeting/${meeting}`;
}

/**
 * Begins a meeting, out of a chat or by itself, and opens it in a tab of its own. The tab is opened at once, while
 * the press that asked for it still counts.
 */
export async function startMeeting(conversation: string | null, title: string): Promise<boolean> {
  const tab = window.open('about:blank', '_blank');
  const outcome = await socket.ask(
    { type: 'start_meeting', title, ...(conversation === null ? {} : { conversation }) },
    'meeting',
  );
  if (!outcome.ok) {
    tab?.close();
    sayFailure(outcome.failure);
    return false;
  }
  const path = meetingPath(outcome.value.info.id);
  if (tab === null) toast(t('meeting-tab-blocked'));
  else tab.location.href = path;
  void loadMeetings();
  return true;
}

/** Makes a meeting without going there: for one that is to be, with a link to send. */
export async function makeMeeting(title: string): Promise<string | null> {
  const outcome = await socket.ask({ type: 'start_meeting', title }, 'meeting');
  if (!outcome.ok) {
    sayFailure(outcome.failure);
    return null;
  }
  void loadMeetings();
  return outcome.value.info.id;
}

export async function inviteTo(meeting: string): Promise<InviteView | null> {
  const outcome = await socket.ask({ type: 'invite_to_meeting', meeting }, 'invite');
  if (outcome.ok) return outcome.value;
  sayFailure(outcome.failure);
  return null;
}

export async function revokeInvite(meeting: string, link: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'revoke_invite', meeting, link }, 'done');
  if (!outcome.ok) sayFailure(outcome.failure);
  return outcome.ok;
}

/** Opens or closes the chat of a meeting that has ended. */
export async function setMeetingChat(meeting: string, open: boolean): Promise<void> {
  const outcome = await socket.ask({ type: 'set_meeting_chat', meeting, open }, 'done');
  if (!outcome.ok) return sayFailure(outcome.failure);
  held.value = held.value.map((one) => (one.info.id === meeting ? { ...one, chat_open: open } : one));
  toast(t(open ? 'meeting-chat-opened' : 'meeting-chat-closed'));
}

export async function loadQuality(meeting: string): Promise<readonly PersonQuality[] | null> {
  const outcome = await socket.ask({ type: 'meeting_quality', meeting }, 'quality');
  if (outcome.ok) return outcome.value;
  sayFailure(outcome.failure);
  return null;
}
