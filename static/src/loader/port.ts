/*
 * What the loader on a host page and the widget in its frame say to each other. The loader makes a channel and hands
 * one end to the frame, addressed to the server's origin; all else goes through it, so no other page can listen or
 * speak. Types only: both sides are built apart.
 */

/** The one message sent to the frame's window; the port comes with it. */
export const CONNECT = 'samtal:connect';

export type ToWidget =
  /** The sheet is on screen, or not: what is off screen isn't read. */
  { type: 'shown'; shown: boolean } | Wish;

/** What a button on the host page asked for. */
export type Wish = { type: 'join'; queue: string } | { type: 'conversation'; id: string };

export type ToHost =
  | { type: 'unread'; count: number }
  /** Whether a conversation or a place in line is open: then the next page keeps the badge alive. */
  | { type: 'running'; running: boolean }
  | { type: 'close' };
