/*
 * The wire between a page and the real server, which a story may cut, deafen or let a frame fall from: faults that a
 * server can't be made to commit when a test wants them.
 */
import type { Page, WebSocketRoute } from '@playwright/test';
import type { ClientFrame } from '../src/protocol/ClientFrame.ts';
import type { ServerFrame } from '../src/protocol/ServerFrame.ts';
import type { WireError } from '../src/protocol/WireError.ts';

export type Wire = {
  /** What the page has said, on every socket. */
  said: ClientFrame[];
  /** Whether a frame from the server falls; asked for each. */
  falls: (frame: ServerFrame) => boolean;
  /** Why the page is refused what it says, which the server then never hears; null lets it pass. Asked for each. */
  refuses: (frame: ClientFrame) => WireError | null;
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
    refuses: () => null,
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
      const frame = JSON.parse(String(message)) as ClientFrame;
      wire.said.push(frame);
      const error = wire.refuses(frame);
      if (error === null) mine.server.send(message);
      else route.send(JSON.stringify({ type: 'reply', id: frame.id, error } satisfies ServerFrame));
    });
    mine.server.onMessage((message) => {
      if (!mine.dead && !wire.falls(JSON.parse(String(message)) as ServerFrame)) route.send(message);
    });
  });
  return wire;
}
