/*
 * How a meeting looks from the desk to the last word, to people with long names, in Swedish and in English, in light and
 * in dark: a picture of each state, axe on it, and all that matters within reach of the keyboard.
 */
import type { Locator, Page } from '@playwright/test';
import { tabTo } from './keys.ts';
import { look, picture, SIZES } from './look.ts';
import {
  hosts,
  knocks,
  letsIn,
  lightOf,
  newMeeting,
  seesAndHears,
  tellsQuality,
  watched,
} from './meeting.ts';
import { ANNA, advisor, customer, talking } from './people.ts';
import { expect, test } from './real.ts';

// Two minutes on a quiet machine; pictures of pictures that move take their time on a busy one.
test.setTimeout(420_000);

/** As long as the server takes. */
const LONG_NAME = 'Maximiliana Konstantinopolitanska-Oxenstierna af Skjoldhamra';
const LONG_TITLE =
  'Underhållsbidragsfastställelsebeslutsomprövning och umgänge under sommaren, tredje samtalet av sex med båda parter';

const [PHONE, DESKTOP] = SIZES;

/** How it is on a telephone in one light and on a computer in the other, with axe on the first. */
async function looks(page: Page, name: string, light: 'light' | 'dark' = 'light'): Promise<void> {
  const before = page.viewportSize();
  const other = light === 'light' ? 'dark' : 'light';
  await page.setViewportSize(PHONE.viewport);
  await page.emulateMedia({ colorScheme: light });
  await look(page, `meeting-${name}-${PHONE.name}-${light}`);
  await page.setViewportSize(DESKTOP.viewport);
  await page.emulateMedia({ colorScheme: other });
  await picture(page, `meeting-${name}-${DESKTOP.name}-${other}`);
  if (before !== null) await page.setViewportSize(before);
}

/** Comes to `to` by Tab, then presses `key`. */
async function pressesAt(page: Page, to: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, to);
  await page.keyboard.press(key);
}

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
type Box = { x: number; y: number; width: number; height: number };

async function boxOf(of: Locator): Promise<Box> {
  const box = await of.boundingBox();
  if (box === null) throw new Error('nothing is drawn there');
  return box;
}

/** Whoever knocks is let in from what is said of it, which covers neither one's own picture nor what one can do. */
async function letInFromToast(host: Page, name: string, size: (typeof SIZES)[number]): Promise<void> {
  const said = host.locator('.toast').filter({ hasText: `${name} väntar på att bli insläppt.` });
  // In it, it stays.
  await said.getByRole('button', { name: 'Släpp in', exact: true }).focus();
  const toast = await boxOf(said);
  expect(apart(toast, await boxOf(host.locator('.stage-own'))), `own picture, ${size.name}`).toBe(true);
  expect(apart(toast, await boxOf(host.locator('.controls'))), `controls, ${size.name}`).toBe(true);
  await picture(host, `meeting-knock-${size.name}`);
  await said.getByRole('button', { name: 'Släpp in', exact: true }).press('Enter');
  await expect(said).toBeHidden();
}

test('a meeting in every state, to be looked at', async ({ arrives, house }) => {
  const { desk, address, link } = await newMeeting(arrives, LONG_TITLE, (at) => looks(at, 'desk-invite'));
  const host = await watched(await desk.context().newPage());
  const guest = await watched(await arrives({ locale: 'en-GB', viewport: PHONE.viewport }));
  const can = host.getByRole('region', { name: 'Det du kan göra' });
  const may = guest.getByRole('region', { name: 'What you can do' });

  await test.step('the check and the waiting room', async () => {
    await guest.goto(link);
    await guest.getByLabel('Your name').fill(LONG_NAME);
    await looks(guest, 'check');
    await guest.getByRole('button', { name: 'To the waiting room' }).click();
    await expect(guest.getByRole('heading', { name: 'The waiting room' })).toBeVisible();
    await hosts(host, address);
    await expect(guest.getByText(`${ANNA.name} is in the meeting and sees that you are here.`)).toBeVisible();
    await expect(guest.getByRole('img', { name: 'In the meeting' })).toBeVisible();
    await looks(guest, 'waiting', 'dark');
  });

  await test.step('who waits is let in by keyboard', async () => {
    await pressesAt(host, can.getByRole('button', { name: /^Personer/ }));
    await expect(host.getByRole('heading', { name: 'Personer' })).toBeFocused();
    await looks(host, 'people');
    await pressesAt(host, host.getByRole('button', { name: `Släpp in ${LONG_NAME}` }));
    await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);
    await host.keyboard.press('Escape');
    await expect(can.getByRole('button', { name: /^Personer/ })).toBeFocused();
    await looks(host, 'call-host');
    await looks(guest, 'call', 'dark');
    const title = guest.getByRole('button', { name: LONG_TITLE });
    await pressesAt(guest, title);
    await expect(title).toHaveAttribute('aria-expanded', 'true');
    expect(await title.locator('bdi').evaluate((all) => all.scrollHeight <= all.clientHeight + 1)).toBe(true);
    await looks(guest, 'title');
    await title.press('Enter');
  });

  await test.step('all that matters by keyboard', async () => {
    for (const [name, key] of [
      ['Mikrofon', 'Space'],
      ['Kamera', 'Enter'],
    ] as const) {
      const button = can.getByRole('button', { name });
      await pressesAt(host, button, key);
      await expect(button).toHaveAttribute('aria-pressed', 'false');
    }
    await expect(guest.getByText('The camera is off')).toBeVisible();
    await host.keyboard.press('m');
    await host.keyboard.press('v');
    for (const name of ['Mikrofon', 'Kamera'])
      await expect(can.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
    await pressesAt(host, can.getByRole('button', { name: /^Chatt/ }));
    await expect(host.getByRole('textbox', { name: /^Skriv/ })).toBeFocused();
    await host.keyboard.type('Här är handlingarna som vi talade om.');
    await host.keyboard.press('Enter');
    await host.keyboard.press('Escape');
    await expect(host.getByRole('complementary')).toBeHidden();
    await expect(may.getByRole('button', { name: /^Chat/ })).toContainText('1');
    await pressesAt(guest, may.getByRole('button', { name: /^Chat/ }));
    await expect(guest.locator('.message', { hasText: 'Här är handlingarna' })).toBeVisible();
    await looks(guest, 'chat', 'dark');
    await guest.keyboard.press('Escape');
    await pressesAt(host, can.getByRole('button', { name: 'Lämna' }));
    await looks(host, 'leave');
    await host.keyboard.press('Escape');
    await expect(can.getByRole('button', { name: 'Lämna' })).toBeFocused();
  });

  await test.step('a shared screen, and how the connection is', async () => {
    await pressesAt(host, can.getByRole('button', { name: /^Dela/ }));
    await seesAndHears(guest, 2, 1);
    await looks(guest, 'screen', 'dark');
    await picture(host, 'meeting-screen-host');
    await pressesAt(host, can.getByRole('button', { name: /^Dela/ }));
    await pressesAt(guest, guest.getByTitle('The connection'));
    await expect(guest.getByRole('dialog').getByText('Lost on the way to you')).toBeVisible();
    await looks(guest, 'quality');
    await guest.keyboard.press('Escape');
  });

  await test.step('four in the call, two of them without a picture', async () => {
    const both = [];
    for (const [name, size] of [
      ['Kim Ek', PHONE],
      ['Lo Ek', DESKTOP],
    ] as const) {
      const one = await arrives();
      both.push(one);
      await host.setViewportSize(size.viewport);
      await knocks(one, link, name);
      await letInFromToast(host, name, size);
      const camera = one
        .getByRole('region', { name: 'Det du kan göra' })
        .getByRole('button', { name: 'Kamera' });
      await expect(camera).toHaveAttribute('aria-pressed', 'true');
      await camera.click();
      await expect(camera).toHaveAttribute('aria-pressed', 'false');
      await expect(host.getByRole('figure', { name }).getByText('Kameran är av')).toBeVisible();
    }
    await host.keyboard.press('Escape');
    await looks(host, 'four-host', 'dark');
    await picture(guest, 'meeting-four-390-light');

    const lo = both[1] as Page;
    await pressesAt(host, can.getByRole('button', { name: /^Personer/ }));
    await host.getByRole('button', { name: 'Mer om Lo Ek' }).click();
    await host.getByRole('menuitem', { name: 'Tillbaka till väntrummet' }).click();
    await host.getByRole('button', { name: 'Säg nej', exact: true }).click();
    await looks(host, 'deny');
    await host.getByRole('dialog').getByRole('button', { name: 'Avbryt' }).click();
    await expect(lo.getByRole('heading', { name: 'Väntrummet' })).toBeVisible();
    await pressesAt(host, host.getByRole('button', { name: 'Säg nej', exact: true }));
    await pressesAt(host, host.getByRole('dialog').getByRole('button', { name: 'Säg nej till Lo Ek' }));
    await expect(lo.getByRole('heading', { name: 'Du blev inte insläppt' })).toBeVisible();
    await looks(lo, 'denied');
    await host.keyboard.press('Escape');
    for (const one of both) await one.close();
  });

  await test.step('the server goes and comes back', async () => {
    await house.dies();
    await expect(guest.getByText('The connection was lost.').first()).toBeVisible({ timeout: 30_000 });
    await looks(guest, 'reconnecting', 'dark');
    const told = tellsQuality(host);
    await house.returns();
    await Promise.all([seesAndHears(host, 1), seesAndHears(guest, 1)]);
    // What nobody has told is not kept.
    await told;
    await pressesAt(host, can.getByRole('button', { name: /^Personer/ }));
    await expect(lightOf(host, LONG_NAME)).toBeVisible();
    await host.keyboard.press('Escape');
  });

  await test.step('it is over, and how it was is kept', async () => {
    await pressesAt(host, can.getByRole('button', { name: 'Lämna' }));
    await pressesAt(host, host.getByRole('dialog').getByRole('button', { name: 'Avsluta för alla' }));
    await expect(guest.getByRole('heading', { name: 'The video meeting is over' })).toBeVisible();
    await looks(guest, 'ended');
    await guest.getByRole('button', { name: 'To the chat' }).click();
    await expect(guest.locator('.message', { hasText: 'Här är handlingarna' })).toBeVisible();
    await looks(guest, 'ended-chat');
    await desk.getByText(/^Tidigare videomöten/).click();
    const over = desk.locator('.meeting-past').filter({ hasText: LONG_TITLE });
    await expect(over).toContainText(/varade \d/);
    for (const name of [ANNA.name, LONG_NAME, 'Kim Ek']) await expect(over).toContainText(name);
    await looks(desk, 'desk-past');
    await desk.getByRole('button', { name: `Mer om ${LONG_TITLE}` }).click();
    await desk.getByRole('menuitem', { name: 'Hur ljud och bild var' }).click();
    const dialog = desk.getByRole('dialog');
    for (const name of [ANNA.name, LONG_NAME]) {
      const person = dialog.getByRole('listitem').filter({ hasText: name });
      await expect(person.getByText(/^Förlorat/)).toBeVisible();
      await expect(person.getByText(/^(Bra|Ostadigt|Dåligt)$/)).toBeVisible();
    }
    await looks(desk, 'desk-quality');
    await desk.keyboard.press('Escape');
    await desk.getByRole('button', { name: `Mer om ${LONG_TITLE}` }).click();
    const opened = desk.context().waitForEvent('page');
    await desk.getByRole('menuitem', { name: 'Läs chatten' }).click();
    const after = await opened;
    await after.getByRole('button', { name: 'Till chatten' }).click();
    await expect(after.locator('.message', { hasText: 'Här är handlingarna' })).toBeVisible();
  });
});

test('who waits in a meeting out of a chat writes there, and in a thread once others may come', async ({
  arrives,
}) => {
  const [maja, anna] = await talking(await customer(arrives), await advisor(arrives, ANNA));
  const opened = anna.page.waitForEvent('popup');
  await anna.pane.getByRole('button', { name: 'Starta videomöte' }).click();
  const host = await opened;
  const coming = maja.page.waitForEvent('popup');
  await maja.widget.getByRole('link', { name: 'Gå till mötet' }).click();
  const guest = await coming;
  const box = guest.getByRole('textbox', { name: 'Skriv ett meddelande' });

  await expect(guest).toHaveTitle(`Videomöte med ${ANNA.name}`);
  await expect(guest.getByText(`${ANNA.name} är på plats.`)).toBeVisible();
  for (const height of [844, 640]) {
    await guest.setViewportSize({ width: height === 844 ? 390 : 360, height });
    await expect(guest.getByRole('button', { name: 'Till väntrummet' })).toBeInViewport({ ratio: 1 });
  }
  await look(guest, 'meeting-check-360x640');
  await guest.setViewportSize(DESKTOP.viewport);
  await guest.getByRole('button', { name: 'Till väntrummet' }).click();
  await expect(guest.getByText(`${ANNA.name} är på plats och ser att du är här.`)).toBeVisible();
  await box.fill('Jag är lite sen');
  await box.press('Enter');
  await expect(anna.said.last()).toHaveText('Jag är lite sen');

  await host.getByRole('button', { name: 'Öppna mötet' }).click();
  await host
    .locator('.controls')
    .getByRole('button', { name: /^Personer/ })
    .click();
  await host.getByRole('button', { name: 'Skapa en länk', exact: true }).click();
  await expect(guest.getByText(`Bara ${ANNA.name} och du läser det här.`)).toBeVisible();
  await box.fill('Hör du mig?');
  await box.press('Enter');
  await host.getByRole('button', { name: /^Skriv/ }).click();
  await expect(host.getByText('Hör du mig?')).toBeVisible();
  await expect(anna.said.last()).toHaveText('Jag är lite sen');

  await expect(host).toHaveTitle(/Videomöte med Maja Ek$/);
  await expect(
    anna.page.getByRole('link', { name: 'Öppna Videomöte med Maja Ek i en ny flik' }),
  ).toBeVisible();
  await expect(anna.pane.getByText(/^Väntar på dig/)).toBeVisible();
  await host.getByRole('button', { name: 'Tillbaka', exact: true }).click();
  await letsIn(host, 'Maja Ek');
  await expect(guest.getByRole('region', { name: 'Det du kan göra' })).toBeVisible();
  await expect(anna.pane.getByText('I mötet', { exact: true })).toBeVisible();
  await expect(anna.pane.getByText(/^Väntar på dig/)).toBeHidden();
  await looks(anna.page, 'desk-rests');
  await host.getByRole('button', { name: /^Chatt/ }).click();
  await expect(host.getByText('Från och med nu är det här mötets egen chatt.')).toBeVisible();
  await guest.getByRole('button', { name: /^Chatt/ }).click();
  await expect(guest.getByText('Från och med nu är det här mötets egen chatt.')).toBeVisible();
  await looks(host, 'chat-apart');
});
