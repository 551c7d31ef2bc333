/*
 * The same person twice, those who wait, and every way out: one is in one place, and devices are on only there.
 */
import { devicesOn, hearsAll, hosts, knocks, letsIn, newMeeting, seesAndHears, watched } from './meeting.ts';
import { expect, test } from './real.ts';

test.setTimeout(180_000);

test('a second tab takes over, a refresh keeps the place, and every way out turns the devices off', async ({
  arrives,
}) => {
  const { desk, address, link } = await newMeeting(arrives, 'Tre på tur');
  const host = await watched(await desk.context().newPage());
  const maja = await watched(await arrives());
  const kim = await watched(await arrives());
  const inside = host.getByRole('region', { name: /^I mötet/ }).locator('.person-name');
  await hosts(host, address);

  await test.step('each who knocks is announced', async () => {
    await knocks(maja, link, 'Maja Ek');
    await expect(host.getByRole('status').getByText('Maja Ek väntar på att bli insläppt.')).toBeVisible();
    await knocks(kim, link, 'Kim Ek');
    await expect(host.getByRole('status').getByText('Kim Ek väntar på att bli insläppt.')).toBeVisible();
    await expect(host).toHaveTitle('(2) Tre på tur');
  });

  await test.step('a refresh in the waiting room keeps the place', async () => {
    const waiting = host.getByRole('region', { name: /^Väntar/ }).locator('.person-name');
    await host
      .locator('.controls')
      .getByRole('button', { name: /^Personer/ })
      .click();
    await expect(waiting).toHaveText(['Maja Ek', 'Kim Ek']);
    await maja.reload();
    await expect(maja.getByRole('heading', { name: 'Väntrummet' })).toBeVisible();
    await expect.poll(() => devicesOn(maja)).toBeGreaterThanOrEqual(2);
    await expect(waiting).toHaveText(['Maja Ek', 'Kim Ek']);
    await expect(host.getByText('Inte uppkopplad just nu')).toHaveCount(0);
  });

  await test.step('who leaves the page from the waiting room leaves the devices off', async () => {
    await kim.evaluate(() => {
      addEventListener('pagehide', () => {
        const held = window as unknown as { tracksOfThisPage: MediaStreamTrack[] };
        const live = held.tracksOfThisPage.filter((track) => track.readyState === 'live');
        localStorage.setItem('on when the page went', String(live.length));
      });
    });
    await expect.poll(() => devicesOn(kim)).toBeGreaterThanOrEqual(2);
    await kim.goto('/demo');
    expect(await kim.evaluate(() => localStorage.getItem('on when the page went'))).toBe('0');
    await kim.goBack();
    await expect(kim.getByRole('heading', { name: 'Väntrummet' })).toBeVisible();
  });

  await letsIn(host, 'Maja Ek');
  await Promise.all([seesAndHears(host, 1), seesAndHears(maja, 1)]);
  const second = await watched(await maja.context().newPage());

  await test.step('a second tab asks, takes over, and the first says where it goes on', async () => {
    await second.goto(link);
    await expect(second.getByRole('heading', { name: 'Du är redan med någon annanstans' })).toBeVisible();
    await second.getByRole('button', { name: 'Ta över här' }).click();
    await Promise.all([seesAndHears(host, 1), seesAndHears(second, 1)]);
    await expect(maja.getByRole('heading', { name: 'Du är redan med någon annanstans' })).toBeVisible();
    await expect.poll(() => devicesOn(maja)).toBe(0);
    await expect(inside).toHaveText(['Anna Lindqvist', 'Maja Ek']);
    await Promise.all([hearsAll(host, 1), hearsAll(second, 1)]);
  });

  const third = await watched(await maja.context().newPage());

  await test.step('where a tab was closed a moment ago nobody is asked to take over', async () => {
    await second.close();
    await expect(host.getByRole('region', { name: /^I mötet/ }).getByText('Tappad')).toBeVisible();
    await third.goto(link);
    await third.getByRole('button', { name: 'Till väntrummet' }).click();
    await Promise.all([seesAndHears(host, 1), seesAndHears(third, 1)]);
    await expect(inside).toHaveText(['Anna Lindqvist', 'Maja Ek']);
  });

  await test.step('removed by the host', async () => {
    await letsIn(host, 'Kim Ek');
    await seesAndHears(kim, 2);
    await host.getByRole('button', { name: 'Mer om Kim Ek' }).click();
    await host.getByRole('menuitem', { name: 'Ta ut ur mötet' }).click();
    await host.getByRole('dialog').getByRole('button', { name: 'Ta ut Kim Ek' }).click();
    await expect(kim.getByRole('heading', { name: 'Du är inte längre med i videomötet' })).toBeVisible();
    await expect.poll(() => devicesOn(kim)).toBe(0);
  });

  await test.step('left, come back, and ended by the host', async () => {
    await third.getByRole('button', { name: /^Lämna/ }).click();
    await expect(third.getByRole('heading', { name: 'Du har lämnat videomötet' })).toBeVisible();
    await expect.poll(() => devicesOn(third)).toBe(0);
    // Who was inside a moment ago isn't made to wait.
    await third.getByRole('button', { name: 'Kom tillbaka' }).click();
    await third.getByRole('button', { name: 'Till väntrummet' }).click();
    await Promise.all([seesAndHears(host, 1), seesAndHears(third, 1)]);
    await host.getByRole('button', { name: /^Lämna/ }).click();
    await host.getByRole('dialog').getByRole('button', { name: 'Avsluta för alla' }).click();
    for (const page of [host, third]) {
      await expect(page.getByRole('heading', { name: 'Videomötet är slut' })).toBeVisible();
      await expect.poll(() => devicesOn(page)).toBe(0);
    }
  });
});
