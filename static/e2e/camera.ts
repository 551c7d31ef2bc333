/*
 * A camera before a page: reads the code that is shown there from its picture.
 */
import type { Locator, Page } from '@playwright/test';
import jsQR from 'jsqr';
import { expect } from './real.ts';

/** What the picture of the code on `page` says. `camera` is a page that draws it. */
export async function readCode(camera: Page, page: Page): Promise<string> {
  return readFrom(camera, page.getByRole('img', { name: /^QR-kod/ }));
}

/** What the code in `seen` says, whatever stands beside it. */
export async function readFrom(camera: Page, seen: Locator): Promise<string> {
  const taken = await seen.screenshot();
  // As text: a list of so many numbers takes seconds to come over, and a code is good for one or two.
  const { data, width, height } = await camera.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const { width, height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const pixels = context?.getImageData(0, 0, width, height).data ?? [];
    return { data: btoa(Array.from(pixels, (byte) => String.fromCharCode(byte)).join('')), width, height };
  }, taken.toString('base64'));
  const found = jsQR(Uint8ClampedArray.from(Buffer.from(data, 'base64')), width, height);
  expect(found, 'a code that can be read').not.toBeNull();
  return found?.data ?? '';
}
