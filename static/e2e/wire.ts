/*
 * The wire between a page and the real server, which a story may cut, deafen or let a frame fall from: faults that a
 * server can't be made to commit when a test wants them.
 */
import type { Page, WebSocketRoute } from '@playwright/test';
import type { ClientFrame } from '../src/protocol/ClientFrame.ts';
import type { ServerFrame } from '../src/protocol/ServerFrame.ts';

export type Wire = {
  /** What the page has said, on every socket. */
  said: ClientFrame[];
  /** Whether a frame from the server falls; asked for each. */
  falls: (frame: ServerFrame) => boolean;
  /** Ends the socket under both; the page comes back by itself. */
  breaks: () => Promise<void>;
  /** From now on nothing passes this socket, and neither end is told. The next one works. */
  goesDead: () => void;
};

/** Lays it before the page connects. */
export async function layWire(page: Page): Promise<Wire> {
  let live: { route: WebSocketRoute; server: WebSocketRoute; dead: boolean } | null = null;
  const wire: Wire = {
    said: [],
    falls: () => false,
    async breaks() {
      await live?.server.close();
      await live?.route.close({ code: 4000, reason: '0' });
    },
    goesDead() {
      if (live !== null) live.dead = true;
    },
  };
  await page.routeWebSocket(/\/socket$/, (route) => {
    const mine = { route, server: route.connectToServer(), dead: false };
    live = mine;
    route.onMessage((message) => {
      if (mine.dead) return;
      wire.said.push(JSON.parse(String(message)) as ClientFrame);
      mine.server.send(message);
    });
    mine.server.onMessage((message) => {
      if (!mine.dead && !wire.falls(JSON.parse(String(message)) as ServerFrame)) route.send(message);
    });
  });
  return wire;
}
