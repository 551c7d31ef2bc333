import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { accountHere, customerHere, forgetAccount, KEPT, rememberAccount } from './account.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  around('https://ours.example');
});

afterEach(() => {
  kept.clear();
  vi.unstubAllGlobals();
});

function around(origin: string): void {
  vi.stubGlobal('location', { origin: 'https://ours.example' });
  vi.stubGlobal('window', { parent: { location: { origin } } });
}

it('knows who signed in here until they sign out', () => {
  expect(accountHere()).toBeNull();
  rememberAccount({ person: 'p-1', staff: false });
  expect(accountHere()).toEqual({ person: 'p-1', staff: false });
  forgetAccount();
  expect(accountHere()).toBeNull();
});

it('takes nobody from what others have written', () => {
  for (const text of ['{}', '[]', '"p"', '{"person":"p"}', '{"person":1,"staff":true}', '{', '']) {
    kept.set(KEPT, text);
    expect(accountHere(), text).toBeNull();
  }
});

it('talks as a customer on our own pages alone, and never as staff', () => {
  rememberAccount({ person: 'p-1', staff: false });
  expect(customerHere()).toBe('p-1');
  around('https://other.example');
  expect(customerHere()).toBeNull();
  around('https://ours.example');
  rememberAccount({ person: 'p-2', staff: true });
  expect(customerHere()).toBeNull();
});
