import { expect, it } from 'vitest';
import { reasonOf } from './why-words.ts';

it('knows the server’s reasons', () => {
  expect(reasonOf('longest idle of 3 free with load 1 (sv)')).toEqual([
    { id: 'reason-idle', words: { n: 3, load: 1, language: 'sv' } },
  ]);
  expect(
    reasonOf('longest idle of 1 free with load 0 (any language: nobody at work speaks theirs)')?.[0]?.id,
  ).toBe('reason-idle-any');
  expect(reasonOf('2 ahead; 4 at work, all with as many as they take')?.map((one) => one.id)).toEqual([
    'reason-ahead',
    'reason-all-full',
  ]);
});

it('leaves no reason of the server in its own English', () => {
  for (const why of [
    'handed over by name',
    'none of the 3 who serve this queue is at work',
    '1 asked a moment ago said no',
    '0 ahead, 2 free of 3 places at work',
    'to Karin Wennberg',
    'the advisor is gone',
    'the customer wrote',
  ])
    expect(reasonOf(why)?.map((one) => one.id)).not.toContain('');
});

it('says nothing twice, and shows what it doesn’t know as it came', () => {
  expect(reasonOf('')).toBeNull();
  expect(reasonOf('moon phase')).toEqual([{ id: '', words: { why: 'moon phase' } }]);
});
