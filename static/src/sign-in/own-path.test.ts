import { expect, it } from 'vitest';
import { ownPath, pathAfter } from './own-path.ts';

it('leads to pages of ours', () => {
  for (const path of ['/', '/account', '/meeting/1?a=b#c', '/?next=//x.example'])
    expect(ownPath(path, '/else')).toBe(path);
});

it('leads nobody to another site', () => {
  for (const path of [
    null,
    '',
    'account',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    ' /account',
    `/${'a'.repeat(500)}`,
  ])
    expect(ownPath(path, '/else'), JSON.stringify(path)).toBe('/else');
});

it('leads home where nothing else was asked for, which for staff is the desk', () => {
  expect([pathAfter('/', false), pathAfter('/', true)]).toEqual(['/', '/desk']);
  expect(pathAfter('/account', true)).toBe('/account');
  expect(pathAfter('//evil.example', true)).toBe('/desk');
});
