/*
 * That one was in the meeting from this very tab, so that a reload comes back by itself. Kept in the tab's own storage.
 * Invariant: only what this page said when it went counts. A copied tab has no such word, and asks before it takes over.
 */
import type { Generation } from '../protocol/Generation.ts';
import type { MeetingId } from '../protocol/MeetingId.ts';
import type { SeatNo } from '../protocol/SeatNo.ts';
import type { DeviceStorage } from '../stores/device.ts';

export type Inside = {
  /** Null in the waiting room. */
  seat: SeatNo | null;
  /** Of the last offer made on that seat. */
  generation: Generation;
  name: string;
  camera: boolean;
  microphone: boolean;
  /** When the page went. */
  leftAt: number;
};

const PREFIX = 'samtal.meeting.';
/** As long as the server lets one in without knocking. */
export const COMES_BACK_WITHIN_MS = 120_000;

export function keepInside(storage: DeviceStorage, meeting: MeetingId, inside: Inside): void {
  try {
    storage.setItem(PREFIX + meeting, JSON.stringify(inside));
  } catch {
    // Denied; a reload then begins with the check.
  }
}

/** What was kept; it is forgotten with the reading, so that it counts once. */
export function takeInside(storage: DeviceStorage, meeting: MeetingId, now: number): Inside | null {
  try {
    const text = storage.getItem(PREFIX + meeting);
    storage.removeItem(PREFIX + meeting);
    const kept = text === null ? null : (JSON.parse(text) as Inside);
    return kept !== null && now - kept.leftAt < COMES_BACK_WITHIN_MS ? kept : null;
  } catch {
    return null;
  }
}
