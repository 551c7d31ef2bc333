import { expect, it } from 'vitest';
import type { LobbyView } from '../protocol/LobbyView.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import { withWhom } from './title.ts';

const AT = '2026-01-02T12:00:00Z';
const info = (customer: string | null) => ({ id: 'm', title: '', state: 'open', at: AT, customer }) as const;
const lobby = (is_host: boolean): LobbyView => ({
  revision: 1,
  state: 'in_room',
  since: AT,
  host: { person: 'a', name: 'Anna Berg', title: '', state: 'in_room' },
  locked: false,
  is_host,
  name: '',
});
const room = (...names: string[]): RoomView => ({
  epoch: 1,
  revision: 1,
  locked: false,
  people: [['a', 'Anna Berg', true] as const, ...names.map((name) => [name, name, false] as const)].map(
    ([person, name, host]) => ({
      person,
      name,
      title: '',
      is_host: host,
      is_staff: host,
      held: false,
      lost: false,
      tracks: [],
    }),
  ),
  since: AT,
});

it('is a meeting with the host to everybody else, whoever else is in', () => {
  expect(withWhom({ info: info(null), lobby: lobby(false), room: room('Kim Ek') })).toEqual(['Anna Berg']);
});

it('is a meeting with the customer to the host, before anybody has come', () => {
  expect(withWhom({ info: info('Maja Ek'), lobby: lobby(true), room: null })).toEqual(['Maja Ek']);
});

it('is a meeting with those who are in to a host who made it by itself', () => {
  expect(withWhom({ info: info(null), lobby: lobby(true), room: room('Kim Ek', 'Lo Ek') })).toEqual([
    'Kim Ek',
    'Lo Ek',
  ]);
  expect(withWhom({ info: info(null), lobby: lobby(true), room: room() })).toEqual([]);
});
