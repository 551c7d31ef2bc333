import { expect, it } from 'vitest';
import type { StaffMember } from '../../protocol/StaffMember.ts';
import { draftOf, EMPTY, faultsIn, found, postOf, toggled } from './post-form.ts';

const anna: StaffMember = {
  person: 'a',
  name: 'Anna Ek',
  email: 'anna@example.org',
  post: {
    title: 'Rådgivare',
    role: 'advisor',
    languages: ['sv', 'en'],
    skills: ['arv'],
    queues: ['q'],
    capacity: 3,
  },
  standing: 'active',
  second_factor: false,
  state: 'away',
  present: false,
  seen_at: null,
  invited_at: null,
  version: 1,
};

it('a colleague who is opened and not changed is sent as they were', () => {
  expect(postOf(draftOf(anna))).toEqual(anna.post);
});

it('skills are what stands between commas, each once', () => {
  expect(postOf({ ...EMPTY, skills: ' arv, ,bodelning,arv ' }).skills).toEqual(['arv', 'bodelning']);
});

it('an empty form says what is missing', () => {
  expect([...faultsIn({ ...EMPTY, languages: [], capacity: Number.NaN })]).toEqual([
    'name',
    'email',
    'languages',
    'capacity',
  ]);
  expect(faultsIn(draftOf(anna)).size).toBe(0);
});

it('a search takes words in any order, of name, title and skills', () => {
  const bo = { ...anna, person: 'b', name: 'Bo Hall', email: 'bo@example.org' };
  expect(found([anna, bo], 'ARV ek').map((one) => one.person)).toEqual(['a']);
  expect(found([anna, bo], '').length).toBe(2);
  expect(found([anna, bo], 'finns inte')).toEqual([]);
});

it('what is taken in comes last, so the best language stays first', () => {
  expect(toggled(['sv'], 'en', true)).toEqual(['sv', 'en']);
  expect(toggled(['sv', 'en'], 'sv', false)).toEqual(['en']);
});
