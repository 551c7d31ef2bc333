import { describe, expect, it } from 'vitest';
import type { Key } from '../keys.ts';
import { CASE_SHORTCUTS, caseDeedOf, LIST_SHORTCUTS, listDeedOf } from './case-keys.ts';

const key = (told: Partial<Key>): Key => ({
  key: '',
  code: '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...told,
});

describe('in the list', () => {
  it('letters move, and belong to whoever writes', () => {
    expect(listDeedOf(key({ key: 'j', code: 'KeyJ' }), 'page')).toBe('next');
    expect(listDeedOf(key({ key: 'k', code: 'KeyK' }), 'control')).toBe('previous');
    expect(listDeedOf(key({ key: 'j', code: 'KeyJ' }), 'text')).toBeNull();
    expect(listDeedOf(key({ key: '/', code: 'Digit7' }), 'page')).toBe('search');
    expect(listDeedOf(key({ key: 'ArrowDown' }), 'control')).toBe('next');
  });

  it('leaves the browser its own keys', () => {
    expect(listDeedOf(key({ key: 'c', code: 'KeyC', ctrlKey: true }), 'page')).toBeNull();
    expect(listDeedOf(key({ key: 'k', code: 'KeyK', ctrlKey: true }), 'text')).toBe('palette');
  });
});

describe('on a case', () => {
  it('Alt works where one writes', () => {
    expect(caseDeedOf(key({ key: 'n', code: 'KeyN' }), 'text')).toBeNull();
    expect(caseDeedOf(key({ key: 'n', code: 'KeyN', altKey: true }), 'text')).toBe('notes');
    expect(caseDeedOf(key({ key: 'ArrowDown', altKey: true }), 'text')).toBe('next');
    expect(caseDeedOf(key({ key: 'ArrowDown' }), 'page')).toBeNull();
  });

  it('`?` shows every key there is', () => {
    const letters = (table: readonly { deed: string; keys: readonly string[] }[]): string[] =>
      table.flatMap(({ deed, keys }) =>
        keys.filter((one) => /^[A-Z]$/.test(one)).map((one) => `${one} ${deed}`),
      );
    for (const one of letters(LIST_SHORTCUTS)) {
      const [letter = '', deed] = one.split(' ');
      expect(listDeedOf(key({ key: letter, code: `Key${letter}` }), 'page')).toBe(deed);
    }
    for (const one of letters(CASE_SHORTCUTS)) {
      const [letter = '', deed] = one.split(' ');
      expect(caseDeedOf(key({ key: letter, code: `Key${letter}` }), 'page')).toBe(deed);
    }
  });
});
