/*
 * What goes wrong between people and servers, and must not show: an answer lost after the message was taken, an event
 * lost between two others, a phone that slept, a socket that is dead and doesn't know, two clicks for one.
 */
import { ANNA, type Arrives, advisor, customer, MARIA, QUEUE, signedIn, talking } from './people.ts';
import { BACK_WITHIN_MS, expect, test } from './real.ts';
import { layWire, type Wire } from './wire.ts';

/** In conversation over a wire that may be tampered with, at the customer's end. */
async function overWire(arrives: Arrives): Promise<[...Awaited<ReturnType<typeof talking>>, Wire]> {
  const maja = await customer(arrives);
  const wire = await layWire(maja.page);
  const anna = await advisor(arrives, ANNA);
  return [...(await talking(maja, anna)), wire];
}

test('a send whose answer was lost makes one message', async ({ arrives }) => {
  const [maja, anna, wire] = await overWire(arrives);
  const sends = () => wire.said.filter(({ cmd }) => cmd.type === 'send');
  wire.falls = (frame) => frame.type === 'reply' || frame.type === 'event';
  await maja.writes('hej');
  await expect(anna.said).toHaveText(['hej']);
  await expect(maja.widget.getByText('Skickar')).toBeVisible();
  expect(sends()).toHaveLength(1);
  wire.falls = () => false;
  await wire.breaks();
  await expect(maja.widget.getByText('Skickar')).toBeHidden();
  await maja.writes('är du där?');
  for (const said of [maja.said, anna.said]) await expect(said).toHaveText(['hej', 'är du där?']);
});

test('an event beyond a gap waits until the gap is filled', async ({ arrives }) => {
  const [maja, anna, wire] = await overWire(arrives);
  let fell = false;
  wire.falls = (frame) => {
    if (frame.type !== 'event') return false;
    fell ||= frame.event.type === 'message';
    return true;
  };
  await anna.writes('ett');
  await expect(anna.pane.locator('.message-own').last()).toContainText('Skickat');
  await expect.poll(() => fell).toBe(true);
  wire.falls = () => false;
  await anna.writes('två');
  await expect(maja.said).toHaveText(['ett', 'två']);
  expect(wire.said.some(({ cmd }) => cmd.type === 'fetch')).toBe(true);
});

test('what was said while the phone slept is there on return, in order', async ({ arrives }) => {
  const [maja, anna] = await overWire(arrives);
  await maja.page.context().setOffline(true);
  await expect(maja.widget.getByText('Du är utan internet.')).toBeVisible();
  for (const text of ['ett', 'två', 'tre']) await anna.writes(text);
  await expect(anna.said).toHaveText(['ett', 'två', 'tre']);
  await maja.page.context().setOffline(false);
  await expect(maja.said).toHaveText(['ett', 'två', 'tre']);
});

test('a socket that is dead without knowing it heals', async ({ arrives }) => {
  const [maja, anna, wire] = await overWire(arrives);
  await maja.page.clock.install();
  wire.goesDead();
  await anna.writes('Hör du mig?');
  await maja.writes('Hör du mig?');
  await expect(anna.pane.locator('.message-own').last()).toContainText('Skickat');
  await expect(anna.said).toHaveText(['Hör du mig?']);
  // She notices within 30 s that nothing is heard.
  await maja.page.clock.fastForward(30_000);
  await expect(maja.said).toHaveText(['Hör du mig?', 'Hör du mig?']);
  await expect(anna.said).toHaveText(['Hör du mig?', 'Hör du mig?']);
});

test('a double click on start makes one chat', async ({ arrives }) => {
  const anna = await advisor(arrives, ANNA);
  const maja = await customer(arrives);
  await maja.opens();
  await maja.widget
    .getByRole('region', { name: QUEUE })
    .getByRole('button', { name: 'Chatta med oss' })
    .click();
  await maja.widget.getByLabel('Ditt namn').fill('Maja Ek');
  await maja.widget.getByRole('button', { name: 'Ställ dig i kön' }).dblclick();
  await expect(maja.widget.getByText('Du är nummer 1 i kön.')).toBeVisible();
  await anna.becomesAvailable();
  await anna.takes('Maja Ek');
  await expect(anna.page.getByRole('article')).toHaveCount(0);
  await expect(anna.page.getByRole('region', { name: 'Mina samtal 1' })).toBeVisible();
});

test('a wall without contact says so, and neither calms nor ticks', async ({ arrives, house }) => {
  const kim = await customer(arrives);
  await kim.opens();
  await kim.queues('Kim Holm');
  const page = await arrives();
  await page.clock.install();
  const wall = await signedIn(async () => page, MARIA, '/wall');
  const sum = wall.locator('.wall-sum');
  const times = wall.locator('.entry-time, .big-number');
  await expect(sum).toHaveText(/^(Allt är lugnt|Behöver hjälp nu|Håll ett öga)/);
  await expect(wall.getByRole('article', { name: QUEUE })).toBeVisible();
  await house.dies();
  await expect(sum).toHaveText(/^Ingen kontakt sedan \d\d:\d\d$/);
  await expect(wall.locator('.wall')).not.toContainText(/Allt är lugnt|Lugnt/);
  await expect(wall.getByText(/Det du skriver sparas/)).toBeHidden();
  const then = await times.allTextContents();
  await wall.clock.runFor(5 * 60_000);
  await expect(times).toHaveText(then);
  await house.returns();
  await expect(sum).not.toContainText('Ingen kontakt', { timeout: BACK_WITHIN_MS });
});
