/*
 * People whose firewall lets nothing through but the relay: a meeting whose media all go by a real coturn.
 */
import type { Page } from '@playwright/test';
import { expect, test } from './coturn.ts';
import { hosts, knocks, letsIn, newMeeting, seesAndHears, watched } from './meeting.ts';

test.setTimeout(180_000);

/** The same address, for who may only be reached by a relay. */
function relayed(address: string): string {
  const url = new URL(address);
  url.searchParams.set('relay', '1');
  return url.href;
}

/** Of what kind this page's own ends are, of those connections that media go by. */
async function ownEnds(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const held = window as unknown as { connectionsOfThisPage: RTCPeerConnection[] };
    const kinds: string[] = [];
    for (const connection of held.connectionsOfThisPage) {
      if (connection.connectionState === 'closed') continue;
      const report = await connection.getStats();
      for (const transport of report.values()) {
        if (transport.type !== 'transport') continue;
        const pair = report.get(transport.selectedCandidatePairId);
        kinds.push(report.get(pair?.localCandidateId)?.candidateType ?? 'none');
      }
    }
    return kinds;
  });
}

test('two who can only reach the relay see and hear each other', async ({ arrives }) => {
  const { desk, address, link } = await newMeeting(arrives, 'Bakom brandväggen');

  const host = await watched(await desk.context().newPage());
  await hosts(host, relayed(address));
  const guest = await watched(await arrives());
  await knocks(guest, relayed(link), 'Maja Ek');
  await letsIn(host, 'Maja Ek');
  await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);

  // One connection for what is sent and one for what comes.
  for (const page of [host, guest]) expect(await ownEnds(page)).toEqual(['relay', 'relay']);
});
