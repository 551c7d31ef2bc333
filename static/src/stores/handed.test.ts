import { expect, it } from 'vitest';
import { handedBy, handing } from './handed.ts';

it('hands a visitor over by the fragment of an address', () => {
  const visitor = { person: 'p-1', token: 'a/b+c=#&' };
  const address = new URL(`https://example.org/meeting/m${handing(visitor)}`);
  expect(handedBy(address.hash)).toEqual(visitor);
});

it('takes nobody from a fragment that says something else', () => {
  for (const fragment of [
    '',
    '#',
    '#chat',
    '#visitor=',
    '#visitor=%',
    '#visitor={}',
    '#visitor=["p"]',
    '#visitor=[1,2]',
  ])
    expect(handedBy(fragment)).toBeNull();
});
