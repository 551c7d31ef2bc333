/*
 * What people see of a file while it is scanned for harmful code, and after.
 */
import { expect, HARM, test } from './clamd.ts';
import { ANNA, advisor, customer, talking } from './people.ts';

test('a file is kept from everybody until it is clean, and for ever if it is not', async ({
  arrives,
  scanner,
}) => {
  const [maja, anna] = await talking(await customer(arrives), await advisor(arrives, ANNA));
  const both = [maja.widget, anna.pane];
  const sends = (name: string, mimeType: string, buffer: Buffer): Promise<void> =>
    maja.widget.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });

  await scanner.goes();
  await sends(
    'huset.png',
    'image/png',
    await maja.page.screenshot({ clip: { x: 0, y: 0, width: 320, height: 200 } }),
  );
  await sends('avtal.txt', 'text/plain', Buffer.from(`Hej! ${HARM}`));
  for (const place of both) {
    for (const name of ['huset.png', 'avtal.txt']) {
      const tile = place.locator('.file-tile', { hasText: name });
      await expect(tile).toContainText('kontrolleras…');
      await expect(place.getByRole('link', { name })).toHaveCount(0);
    }
    await expect(place.getByRole('img', { name: 'huset.png' })).toHaveCount(0);
  }

  // Nobody loads a page anew.
  await scanner.returns();
  for (const place of both) {
    const picture = place.getByRole('img', { name: 'huset.png' });
    await expect(picture).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
    const harm = place.locator('.file-tile', { hasText: 'avtal.txt' });
    await expect(harm).toContainText('stoppad: innehöll skadlig kod');
    await expect(place.getByRole('link', { name: 'avtal.txt' })).toHaveCount(0);
  }
});
