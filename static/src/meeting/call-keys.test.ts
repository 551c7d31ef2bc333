import { expect, it } from 'vitest';
import { deedOf, SHORTCUTS } from './call-keys.ts';

const key = (name: string, changes: Partial<KeyboardEvent> = {}): Parameters<typeof deedOf>[0] => ({
  key: name,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...changes,
});

it('knows each key in the table, small and large', () => {
  for (const { deed, key: name } of SHORTCUTS) {
    expect(deedOf(key(name), false)).toBe(deed);
    expect(deedOf(key(name.toLowerCase()), false)).toBe(deed);
  }
});

it('leaves the letters to whoever writes, and the browser its own', () => {
  expect(deedOf(key('m'), true)).toBeNull();
  expect(deedOf(key('c', { ctrlKey: true }), false)).toBeNull();
  expect(deedOf(key('x'), false)).toBeNull();
});
