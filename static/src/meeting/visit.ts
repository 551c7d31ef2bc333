/*
 * One visit to the page: who one is, the socket, the meeting behind the door and its conversations.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Connection, Socket, socketUrl } from '../net/socket.ts';
import type { MeetingDoor } from '../protocol/MeetingDoor.ts';
import { forgetVisitor } from '../stores/visitor.ts';
import { startClock } from './clock.ts';
import { forgetHanded, handedVisitor } from './handed-visitor.ts';
import { openMeeting } from './meeting.ts';
import type { MeetingModel } from './model.ts';
import { talksOf } from './people-list.ts';
import { openTalks, type Talks } from './talks.ts';
import { type Who, whoAmI } from './who.ts';

export type Visit = {
  model: MeetingModel;
  connection: ReadonlySignal<Connection>;
  /** Null until it is known who one is. */
  talks: ReadonlySignal<Talks | null>;
  close: () => void;
};

/** A server that refuses even a visitor it has just made isn't asked again at once. */
const FORGET_AT_MOST_EVERY_MS = 60_000;

/** Comes to the meeting; stays until `close`. */
export function beginVisit(door: MeetingDoor): Visit {
  const who = signal<Who | null>(null);
  const talks = signal<Talks | null>(null);
  const socket = new Socket({
    url: socketUrl(),
    client: { name: 'meeting', version: '1' },
    token: async () => {
      const me = await whoAmI();
      if (me.person !== who.peek()?.person) who.value = me;
      return me.authority.kind === 'visitor' ? me.authority.token : null;
    },
  });
  const model = openMeeting(socket, door);
  const stops = [
    startClock(() => socket.now()),
    effect(() => {
      const me = who.value;
      if (me === null) return;
      const opened = openTalks(socket, me.person, me.authority);
      talks.value = opened.talks;
      return opened.close;
    }),
    effect(() => {
      const lobby = model.lobby.value;
      const places = lobby && { conversation: lobby.conversation ?? null, thread: lobby.thread ?? null };
      talks.value?.follow(talksOf(places, model.panel.value));
    }),
    beKnown(socket, who),
  ];
  socket.start();
  return {
    model,
    connection: socket.connection,
    talks,
    close() {
      for (const stop of stops) stop();
      model.dispose();
      socket.stop();
    },
  };
}

/** A visitor whom the server no longer knows, or staff whose session has ended, comes anew. */
function beKnown(socket: Socket, who: ReadonlySignal<Who | null>): () => void {
  let forgotAt = 0;
  return effect(() => {
    const now = socket.connection.value;
    const unknown = now.kind === 'ended' && (now.why === 'not_signed_in' || now.why === 'session_ended');
    if (!unknown || Date.now() - forgotAt < FORGET_AT_MOST_EVERY_MS) return;
    forgotAt = Date.now();
    if (handedVisitor() !== null) forgetHanded();
    else if (who.peek()?.authority.kind === 'visitor') forgetVisitor();
    queueMicrotask(() => socket.restart());
  });
}
