/*
 * My video meetings as a list: those that go on, by who has waited longest, and those that have ended. Pure.
 */
import type { DeskEntry } from '../protocol/DeskEntry.ts';
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
  return running(meetings).find((one) => one.chat === conversation || one.info.conversation === conversation);
}

/** Whether both sit in one: whoever talks with me there doesn't wait for my answer in the chat. */
export function talksWith(meetings: Meetings, customer: string, me: string | undefined): boolean {
  return running(meetings).some((one) => {
    const sits = (person: string | undefined): boolean =>
      one.people.some((other) => other.person === person && other.inside);
    return sits(me) && sits(customer);
  });
}

/** The entry as one waits by it: not at all while we talk in a meeting, and from its end when what was written is older. */
export function rested(entry: DeskEntry, meetings: Meetings, me: string | undefined): DeskEntry {
  const { unanswered_since: since, ...rest } = entry;
  if (since == null) return entry;
  const { person } = entry.customer;
  if (talksWith(meetings, person, me)) return rest;
  const ends = past(meetings).filter((one) => tookPart(one, person) && tookPart(one, me));
  const last = ends[0]?.ended_at;
  return last != null && Date.parse(last) > Date.parse(since) ? { ...entry, unanswered_since: last } : entry;
}

function tookPart(meeting: MeetingSummary, person: string | undefined): boolean {
  return meeting.people.some((one) => one.person === person);
}

/** What a meeting is called in a list. */
export type Called =
  | { by: 'title'; title: string }
  | { by: 'people'; names: readonly string[] }
  | { by: 'host'; host: string }
  | { by: 'nothing' };

/** By what it is about, else by whom it is with, else by who hosts it when that isn't me. */
export function called(meeting: MeetingSummary, myName: string | undefined): Called {
  const { info, host, people } = meeting;
  if (info.title !== '') return { by: 'title', title: info.title };
  if (info.customer != null && info.customer !== '') return { by: 'people', names: [info.customer] };
  const guests = people.filter((one) => !one.is_staff && one.name !== '').map((one) => one.name);
  if (guests.length > 0) return { by: 'people', names: guests };
  return host === myName || host === '' ? { by: 'nothing' } : { by: 'host', host };
}

/** For how long it went on, milliseconds; null when nobody went in. */
export function lasted({ started_at, ended_at }: MeetingSummary): number | null {
  return started_at == null || ended_at == null ? null : Date.parse(ended_at) - Date.parse(started_at);
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
