/*
 * Faults that the real server can't be made to commit when a test wants it: an answer lost after the message was
 * taken, an event lost between two others, a phone that slept. The pages are the server's own; only their socket is
 * played by `fake.ts`. Everything else is told against the real server in the other files.
 */
import type { FrameLocator, Page } from '@playwright/test';
import { BO, type Fake, fakeServer } from './fake.ts';
import { customerAt } from './people.ts';
import { expect, test } from './real.ts';

let fake: Fake;
test.beforeEach(async ({ context }) => {
  fake = await fakeServer(context);
});

/** In the queue, with a box to write in. */
async function queued(page: Page): Promise<FrameLocator> {
  const { opens, widget } = customerAt(page);
  await opens();
  await widget.getByRole('button', { name: 'Chatta med oss' }).click();
  await widget.getByRole('button', { name: 'Ställ dig i kön' }).click();
  await expect(widget.getByText('Du är nummer 2 i kön.')).toBeVisible();
  return widget;
}

const texts = (widget: FrameLocator) => widget.locator('.message .said');

test('a send whose answer was lost makes one message', async ({ page }) => {
  const widget = await queued(page);
  fake.losesAnswers = true;
  await customerAt(page).writes('hej');
  await expect.poll(() => fake.heard.filter((cmd) => cmd.type === 'send').length).toBe(1);
  fake.losesAnswers = false;
  await fake.breaks(4000);
  await expect(widget.getByText('Skickat')).toBeVisible();
  await expect(texts(widget)).toHaveText(['hej']);
  expect(fake.log.filter((row) => row.content.type === 'text')).toHaveLength(1);
});

test('what was said while the phone slept is there on return, in order', async ({ page }) => {
  const widget = await queued(page);
  fake.advisorJoins();
  await expect(widget.locator('.notice', { hasText: 'Bo Lindqvist är här.' })).toBeVisible();
  await fake.breaks(1006);
  for (const text of ['ett', 'två', 'tre']) fake.says(BO, 'advisor', { type: 'text', text });
  await expect(texts(widget)).toHaveText(['ett', 'två', 'tre']);
});

test('an event beyond a gap waits until the gap is filled', async ({ page }) => {
  const widget = await queued(page);
  const tells = fake.tells;
  fake.tells = () => undefined;
  fake.says(BO, 'advisor', { type: 'text', text: 'ett' });
  fake.tells = tells;
  fake.says(BO, 'advisor', { type: 'text', text: 'två' });
  await expect(texts(widget)).toHaveText(['ett', 'två']);
  expect(fake.heard.some((cmd) => cmd.type === 'fetch')).toBe(true);
});
