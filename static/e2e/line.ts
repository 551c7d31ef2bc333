/*
 * One person's way to the server: a TCP proxy on loopback whose connections can be cut and refused, and led elsewhere.
 * What the connections carry is not looked at.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Line = {
  /** The same page by this way. */
  by: (address: string) => string;
  /** Ends everything that goes this way, and lets nothing through until `heals`. */
  cut: () => void;
  heals: () => void;
  /** Who comes from now on comes to this server. */
  leadsTo: (address: string) => void;
  /** Connections that are open to this server now. */
  open: (address: string) => number;
  ends: () => Promise<void>;
};

/** A way to the server at `address`, like `http://127.0.0.1:8080`. */
export async function newLine(address: string): Promise<Line> {
  let to = portOf(address);
  let isCut = false;
  const pairs = new Set<{ near: Socket; far: Socket; to: number }>();
  const server = createServer((near) => {
    if (isCut) return void near.resetAndDestroy();
    const far = connect(to, '127.0.0.1');
    const pair = { near, far, to };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const side of [near, far]) {
      side.setNoDelay(true);
      side.on('error', end);
      side.on('close', end);
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port is free');
  const own = at.port;
  const cut = (): void => {
    isCut = true;
    for (const { near, far } of [...pairs]) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    by(address) {
      const url = new URL(address);
      url.port = String(own);
      return url.href;
    },
    cut,
    heals() {
      isCut = false;
    },
    leadsTo(address) {
      to = portOf(address);
    },
    open: (address) => [...pairs].filter((pair) => pair.to === portOf(address)).length,
    async ends() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

function portOf(address: string): number {
  return Number(new URL(address).port);
}
