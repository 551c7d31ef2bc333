/*
 * Meetings from beginning to end: an advisor with a chat that becomes a meeting, and a mediation of two parties. What is
 * seen and heard is read from the browsers' own counters, never from a connection's state.
 */
import type { Page } from '@playwright/test';
import { look } from './look.ts';
import {
  devicesOn,
  hosts,
  knocks,
  letsIn,
  meetingOf,
  newMeeting,
  seesAndHears,
  seesAndHearsNothing,
  watched,
} from './meeting.ts';
import { ANNA, advisor, customer, talking } from './people.ts';
import { expect, test } from './real.ts';

test.setTimeout(240_000);

const PHONE = { viewport: { width: 390, height: 844 } };

test('a chat becomes a meeting, with all that happens on the way', async ({ arrives }) => {
  const [maja, anna] = await talking(await customer(arrives, PHONE), await advisor(arrives, ANNA));
  let host: Page;
  let guest: Page;

  await test.step('the advisor starts it from the chat, the customer finds the way in', async () => {
    const { address, link } = await meetingOf(maja, anna);
    host = await watched(await anna.page.context().newPage());
    await hosts(host, address);
    guest = await watched(await maja.page.context().newPage());
    await guest.goto(link);
  });

  await test.step('she waits, is let in, and both see and hear each other', async () => {
    await guest.getByRole('button', { name: 'Till väntrummet' }).click();
    await expect(guest.getByRole('heading', { name: 'Väntrummet' })).toBeVisible();
    await expect(guest.getByText(`${ANNA.name} är i mötet och ser att du är här.`)).toBeVisible();
    await look(guest, 'meeting-waiting-390');
    await letsIn(host, 'Maja Ek');
    await expect(guest.getByRole('region', { name: 'Det du kan göra' })).toBeVisible();
    await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);
    await look(guest, 'meeting-call-390');
    await look(host, 'meeting-call-host');
  });

  await test.step('a message written beside the picture is in the chat', async () => {
    await guest.getByRole('button', { name: /^Chatt/ }).click();
    await guest.getByRole('textbox', { name: /^Skriv/ }).fill('Jag ser dig');
    await guest.getByRole('textbox', { name: /^Skriv/ }).press('Enter');
    await expect(anna.said.last()).toHaveText('Jag ser dig');
    await guest.getByRole('complementary', { name: 'Chatt' }).getByRole('button', { name: 'Stäng' }).click();
  });

  await test.step('the host shares the screen', async () => {
    await host.getByRole('button', { name: /^Dela/ }).click();
    await seesAndHears(guest, 2, 1);
    await look(guest, 'meeting-screen-390');
    await host.getByRole('button', { name: 'Sluta dela' }).first().click();
    await seesAndHears(guest, 1);
  });

  await test.step('she reloads and is back without knocking', async () => {
    await guest.reload();
    await expect(guest.getByRole('region', { name: 'Det du kan göra' })).toBeVisible();
    await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);
  });

  await test.step('it ends for both, and every device is off', async () => {
    await host.getByRole('button', { name: /^Lämna/ }).click();
    await host.getByRole('dialog').getByRole('button', { name: 'Avsluta för alla' }).click();
    await expect(guest.getByRole('heading', { name: 'Videomötet är slut' })).toBeVisible();
    await expect(host.getByRole('heading', { name: 'Videomötet är slut' })).toBeVisible();
    await expect.poll(() => devicesOn(guest)).toBe(0);
    await expect.poll(() => devicesOn(host)).toBe(0);
    await expect(maja.notices.filter({ hasText: 'Videomötet är slut.' })).toBeVisible();
  });
});

test('a mediation: one party is put aside and taken back', async ({ arrives }) => {
  const { desk, address, link } = await newMeeting(arrives, 'Första samtalet');
  const host = await watched(await desk.context().newPage());
  await hosts(host, address);

  const first = await watched(await arrives(PHONE));
  const second = await watched(await arrives());
  await knocks(first, link, 'Maja Ek');
  await knocks(second, link, 'Kim Ek');
  await letsIn(host, 'Maja Ek');
  await letsIn(host, 'Kim Ek');
  await Promise.all([seesAndHears(host, 2), seesAndHears(first, 2), seesAndHears(second, 2)]);

  await host.getByRole('button', { name: 'Mer om Maja Ek' }).click();
  await host.getByRole('menuitem', { name: 'Ställ åt sidan' }).click();
  await expect(first.getByRole('heading', { name: 'Du är åt sidan en stund' })).toBeVisible();
  await seesAndHearsNothing(first);
  await look(first, 'meeting-aside-390');
  await look(host, 'meeting-mediation-host');
  await Promise.all([seesAndHears(host, 1), seesAndHears(second, 1)]);
  await host
    .getByRole('button', { name: /^Ta tillbaka/ })
    .first()
    .click();
  await Promise.all([seesAndHears(host, 2), seesAndHears(first, 2), seesAndHears(second, 2)]);

  await second.getByRole('button', { name: /^Lämna/ }).click();
  await expect(second.getByRole('heading', { name: 'Du har lämnat videomötet' })).toBeVisible();
  await expect.poll(() => devicesOn(second)).toBe(0);
  await seesAndHears(host, 1);
});
