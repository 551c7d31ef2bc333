import { expect, it } from 'vitest';
import { changedIn, type Edit, laidUpon } from './edit.ts';

const base: Edit = {
  title: 'Diskmaskin',
  description: 'Tömmer inte',
  values: { street: 'Storgatan 4', phone: '0701234567' },
};

it('tells what was changed, added and taken away', () => {
  const mine: Edit = { ...base, title: 'Diskmaskinen', values: { street: 'Storgatan 4', code: '1234' } };
  expect(changedIn(base, mine)).toEqual(['title', 'phone', 'code']);
  expect(changedIn(base, base)).toEqual([]);
});

it('keeps both when two change different things', () => {
  const mine: Edit = { ...base, values: { ...base.values, street: 'Storgatan 6' } };
  const theirs: Edit = { ...base, title: 'Diskmaskin 2', values: { street: 'Storgatan 4' } };
  expect(laidUpon(base, mine, theirs)).toEqual({
    edit: { title: 'Diskmaskin 2', description: 'Tömmer inte', values: { street: 'Storgatan 6' } },
    both: [],
  });
});

it('keeps what I wrote where two change the same, and says so', () => {
  const mine: Edit = { ...base, description: 'Läcker', values: { street: 'Storgatan 4' } };
  const theirs: Edit = { ...base, description: 'Låter' };
  expect(laidUpon(base, mine, theirs)).toEqual({ edit: mine, both: ['description'] });
  expect(laidUpon(base, mine, mine).both).toEqual([]);
});
