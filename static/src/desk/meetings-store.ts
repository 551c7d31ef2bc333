/*
 * My video meetings as a list: those that go on, by who has waited longest, and those that have ended. Pure.
 */
import type { Event } from '../protocol/Event.ts';
import type { MeetingSummary } from '../protocol/MeetingSummary.ts';

export type Meetings = readonly MeetingSummary[];

/** What one event makes of them; events about other things change nothing. */
export function apply(meetings: Meetings, event: Event): Meetings {
  return event.type === 'meeting_summary' ? withMeeting(meetings, event.summary) : meetings;
}

/** A meeting, new or changed. */
export function withMeeting(meetings: Meetings, summary: MeetingSummary): Meetings {
  return [summary, ...meetings.filter((one) => one.info.id !== summary.info.id)];
}

/** Those that go on: where somebody waits, longest before others, then the newest. */
export function running(meetings: Meetings): MeetingSummary[] {
  const waits = (one: MeetingSummary): number =>
    one.waiting > 0 && one.waiting_since != null ? Date.parse(one.waiting_since) : Number.POSITIVE_INFINITY;
  return meetings
    .filter((one) => one.info.state === 'open')
    .sort((a, b) => order(waits(a), waits(b)) || Date.parse(b.info.at) - Date.parse(a.info.at));
}

/** Those that have ended, the latest first. */
export function past(meetings: Meetings): MeetingSummary[] {
  const ended = (one: MeetingSummary): number => Date.parse(one.ended_at ?? one.info.at);
  return meetings.filter((one) => one.info.state === 'ended').sort((a, b) => ended(b) - ended(a));
}

/** The one that goes on out of this chat. */
export function ofConversation(meetings: Meetings, conversation: string): MeetingSummary | undefined {
  return running(meetings).find((one) => one.info.conversation === conversation);
}

/** How many wait at my own doors; supervisors see everybody's meetings, and mind their own. */
export function waitingForMe(meetings: Meetings, myName: string | undefined): number {
  return running(meetings)
    .filter((one) => one.host === myName)
    .reduce((sum, one) => sum + one.waiting, 0);
}

/** The meetings at whose door somebody more has knocked since. */
export function knocks(before: Meetings, after: Meetings): MeetingSummary[] {
  return running(after).filter((one) => {
    const was = before.find((other) => other.info.id === one.info.id)?.waiting ?? 0;
    return one.waiting > was;
  });
}

function order(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
