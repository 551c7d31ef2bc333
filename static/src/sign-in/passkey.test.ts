import { expect, it } from 'vitest';
import { bytes, text } from './passkey.ts';

it('bytes and their text are the same both ways, in the alphabet of addresses', () => {
  for (const length of [0, 1, 2, 3, 32, 255]) {
    const made = Uint8Array.from({ length }, (_, at) => (at * 37 + 251) % 256);
    const written = text(made.buffer);
    expect(written).toMatch(/^[\w-]*$/);
    expect([...bytes(written)]).toEqual([...made]);
  }
  expect(text(Uint8Array.from([0xfb, 0xff]).buffer)).toBe('-_8');
});
