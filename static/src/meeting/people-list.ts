/*
 * Who waits and who is in, as the host reads it. Pure.
 */
import type { LiveQuality } from '../protocol/LiveQuality.ts';
import type { LobbyState } from '../protocol/LobbyState.ts';
import type { PanelView } from '../protocol/PanelView.ts';
import type { QualityLevel } from '../protocol/QualityLevel.ts';
import type { QualityView } from '../protocol/QualityView.ts';
import type { RoomPerson } from '../protocol/RoomPerson.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { WaitingPerson } from '../protocol/WaitingPerson.ts';
import { CONCEALED_PCT, FROZEN_MS } from './quality.ts';

/** Those who wait first, longest before others; then those on their way, then those who have left. */
const ORDER: Readonly<Record<LobbyState, number>> = {
  waiting: 0,
  called: 1,
  held: 2,
  checking: 3,
  left: 4,
  in_room: 5,
  removed: 5,
};

/** Those outside: whoever is put aside keeps the seat, and stands among those in the call. */
export function outside(panel: PanelView | null, room: RoomView | null): WaitingPerson[] {
  const inside = new Set(room?.people.map((one) => one.person));
  return (panel?.people ?? [])
    .filter((one) => one.state !== 'in_room' && one.state !== 'removed' && !inside.has(one.person))
    .sort((a, b) => ORDER[a.state] - ORDER[b.state] || Date.parse(a.since) - Date.parse(b.since));
}

/** How many have knocked and wait for an answer: what the badge counts. */
export function knocking(panel: PanelView | null): number {
  return panel?.people.filter((one) => one.state === 'waiting').length ?? 0;
}

/** The conversations to keep open: the log, one's own thread, and those of all who wait. */
export function talksOf(
  lobby: { conversation: string | null; thread: string | null } | null,
  panel: PanelView | null,
): string[] {
  const threads = panel?.people.map((one) => one.thread ?? null) ?? [];
  const all = [lobby?.conversation ?? null, lobby?.thread ?? null, ...threads];
  return [...new Set(all.filter((one) => one !== null))];
}

/** How it is for somebody; nothing to be said of who is put aside or lost, whose mark says more. */
export function qualityOf(quality: QualityView | null, one: RoomPerson): LiveQuality | null {
  if (one.held || one.lost) return null;
  return quality?.people.find((live) => live.person === one.person) ?? null;
}

/** The word at the light. */
export function levelName(level: QualityLevel): string {
  return `theirs-${level}`;
}

/** From here on what is said comes so late that two speak at once. */
const LATE_MS = 400;

/** What it comes from, then how the person notices it; nothing when all is well. */
export function signNames({ level, cause, latest }: LiveQuality): string[] {
  if (level === 'good') return [];
  return [
    ...(cause === 'none' ? [] : [`theirs-cause-${cause}`]),
    ...(latest.concealed_pct >= CONCEALED_PCT ? ['theirs-sound'] : []),
    ...(latest.frozen_ms >= FROZEN_MS ? ['theirs-picture'] : []),
    ...(latest.round_trip_ms >= LATE_MS ? ['theirs-late'] : []),
  ];
}
