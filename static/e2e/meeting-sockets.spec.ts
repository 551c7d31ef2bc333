/*
 * Sound and picture don't hang on the socket: it may be lost, and come back at another server, and the call goes on.
 */
import {
  connectionsMade,
  hearsAll,
  hosts,
  knocks,
  letsIn,
  newMeeting,
  seesAndHears,
  seesAndHearsNothing,
  watched,
} from './meeting.ts';
import { expect, test } from './nodes.ts';
import { BACK_WITHIN_MS } from './real.ts';

test.setTimeout(180_000);

test('the socket is lost and comes back at another server, the call goes on', async ({
  arrives,
  house,
  second,
  network,
}) => {
  const { desk, address, link } = await newMeeting(arrives, 'Under omstarten');
  const [annas, majas] = [await network(), await network()];
  const host = await annas.takes(await watched(await desk.context().newPage()));
  const maja = await majas.takes(await watched(await arrives()));
  const bothGoOn = (): Promise<unknown> => Promise.all([seesAndHears(host, 1), seesAndHears(maja, 1)]);
  const away = maja.getByText('Ingen kontakt med servern');
  await hosts(host, address);
  await knocks(maja, majas.line.by(link), 'Maja Ek');
  await letsIn(host, 'Maja Ek');
  await bothGoOn();
  const made = await Promise.all([connectionsMade(host), connectionsMade(maja)]);

  await test.step('without the socket all is seen and heard as before', async () => {
    majas.line.cut();
    await expect(away).toBeVisible();
    await bothGoOn();
    await expect(away).toBeVisible();
    await expect(maja.getByText('Kontakten bröts')).toBeHidden();
    majas.line.heals();
    await expect(away).toBeHidden({ timeout: BACK_WITHIN_MS });
    await bothGoOn();
  });

  await test.step('it comes back at another server', async () => {
    majas.line.leadsTo(second.address);
    majas.line.cut();
    majas.line.heals();
    await expect.poll(() => majas.line.open(second.address), { timeout: BACK_WITHIN_MS }).toBeGreaterThan(0);
    expect(majas.line.open(house.address)).toBe(0);
    await bothGoOn();
    // What is said now goes from one server to the other.
    const microphone = maja.getByRole('button', { name: 'Mikrofon', exact: true });
    const mark = host.getByRole('figure', { name: 'Maja Ek' }).getByRole('img', { name: 'Mikrofonen är av' });
    await microphone.click();
    await expect(mark).toBeVisible();
    await microphone.click();
    await expect(mark).toBeHidden();
    await bothGoOn();
    expect(await Promise.all([connectionsMade(host), connectionsMade(maja)])).toEqual(made);
  });

  await test.step('put aside and taken back from the one server to the other', async () => {
    await host.getByRole('button', { name: 'Ställ Maja Ek åt sidan' }).click();
    await expect(maja.getByRole('heading', { name: 'Du är åt sidan en stund' })).toBeVisible();
    await seesAndHearsNothing(maja);
    await host.getByRole('button', { name: 'Ta tillbaka Maja Ek' }).first().click();
    await bothGoOn();
    await Promise.all([hearsAll(host, 1), hearsAll(maja, 1)]);
    expect(await Promise.all([connectionsMade(host), connectionsMade(maja)])).toEqual(made);
  });
});
