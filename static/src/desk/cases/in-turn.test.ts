import { describe, expect, it } from 'vitest';
import { createInTurn, type InTurn } from './in-turn.ts';

type View = { version: number };
type Sent = { name: string; version: number };

/** A server that takes a change of the version it has, and answers when it is told to. */
function aServer(version: number) {
  const sent: Sent[] = [];
  const answers: (() => void)[] = [];
  const inTurn: InTurn<View> = createInTurn<View>();
  return {
    sent,
    /** A press while `seen` is shown; tells whether it was done. */
    press: (name: string, seen: number): Promise<boolean> =>
      inTurn({ version: seen }, async (from) => {
        sent.push({ name, version: from.version });
        await new Promise<void>((answer) => answers.push(answer));
        const isDone = from.version === version;
        if (isDone) version += 1;
        return { result: isDone, left: isDone ? { version } : from };
      }),
    async answers(): Promise<void> {
      await settled();
      answers.shift()?.();
      await settled();
    },
    aColleagueChangesIt() {
      version += 1;
    },
  };
}

/** Whatever needs no answer has been done. */
function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

describe('a press before the one before it is answered', () => {
  it('waits, and is a change of what that one left', async () => {
    const server = aServer(4);
    const begin = server.press('begin', 4);
    const solve = server.press('solve', 4);
    const close = server.press('close', 4);
    await server.answers();
    await server.answers();
    await server.answers();
    expect(await Promise.all([begin, solve, close])).toEqual([true, true, true]);
    expect(server.sent).toEqual([
      { name: 'begin', version: 4 },
      { name: 'solve', version: 5 },
      { name: 'close', version: 6 },
    ]);
  });

  it('passes over nothing that a colleague did meanwhile', async () => {
    const server = aServer(4);
    server.aColleagueChangesIt();
    const begin = server.press('begin', 4);
    const solve = server.press('solve', 4);
    await server.answers();
    await server.answers();
    expect(await Promise.all([begin, solve])).toEqual([false, false]);
    expect(server.sent.map(({ version }) => version)).toEqual([4, 4]);
  });

  it('goes on from what is shown once that is newer', async () => {
    const server = aServer(4);
    const begin = server.press('begin', 4);
    await server.answers();
    server.aColleagueChangesIt();
    const solve = server.press('solve', 6);
    await server.answers();
    expect(await Promise.all([begin, solve])).toEqual([true, true]);
    expect(server.sent.map(({ version }) => version)).toEqual([4, 6]);
  });

  it('isn’t stopped by one that broke off', async () => {
    const inTurn = createInTurn<View>();
    const broken = inTurn({ version: 1 }, () => Promise.reject(new Error('the answer was cut off')));
    const next = inTurn({ version: 1 }, async (from) => ({ result: from.version, left: from }));
    await expect(broken).rejects.toThrow();
    expect(await next).toBe(1);
  });
});
