import { expect, it } from 'vitest';
import { deedOf, type Key, SHORTCUTS } from './keys.ts';

const press = (key: string, more: Partial<Key> = {}): Key => ({
  key,
  code: key.length === 1 ? `Key${key.toUpperCase()}` : key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

it('never takes a letter from somebody who writes', () => {
  for (const letter of 'abcdefghijklmnopqrstuvwxyz?') expect(deedOf(press(letter), 'text')).toBeNull();
  expect(deedOf(press('Enter'), 'text')).toBeNull();
  expect(deedOf(press('ArrowUp'), 'text')).toBeNull();
});

it('takes the same letters with Alt while writing, whatever the letter becomes', () => {
  expect(deedOf(press('å', { altKey: true, code: 'KeyA' }), 'text')).toBe('accept');
  expect(deedOf(press('ArrowDown', { altKey: true }), 'text')).toBe('next');
});

it('leaves Enter and arrows to what has the focus, and the browser its own keys', () => {
  expect(deedOf(press('Enter'), 'control')).toBeNull();
  expect(deedOf(press('ArrowDown'), 'control')).toBeNull();
  expect(deedOf(press('ArrowDown'), 'page')).toBe('next');
  expect(deedOf(press('a', { ctrlKey: true }), 'page')).toBeNull();
  expect(deedOf(press('p', { metaKey: true }), 'page')).toBeNull();
});

it('opens the palette everywhere, with Ctrl or the Mac’s key', () => {
  expect(deedOf(press('k', { ctrlKey: true }), 'text')).toBe('palette');
  expect(deedOf(press('k', { metaKey: true }), 'control')).toBe('palette');
});

it('shows a key for every deed once', () => {
  expect(new Set(SHORTCUTS.map((one) => one.deed)).size).toBe(SHORTCUTS.length);
});
