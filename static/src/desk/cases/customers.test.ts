import { expect, it } from 'vitest';
import type { CustomerView } from '../../protocol/CustomerView.ts';
import { customersFound } from './customers.ts';
import { aCase } from './fixtures.ts';

const person = (person: string, name: string, email = ''): CustomerView => ({
  person,
  name,
  email,
  phone: '',
  language: 'sv',
  present: true,
  earlier: 0,
});

it('finds who is here before who had a case, and each once', () => {
  const here = [person('maja', 'Maja Ek', 'maja@example.org'), person('olof', 'Olof Berg')];
  const cases = [
    aCase({ customer: 'maja', customer_name: 'Maja Ek' }),
    aCase({ customer: 'my', customer_name: 'My Ek', number: '2026-000009', title: 'Flytt' }),
  ];
  expect(customersFound('ek', here, cases)).toEqual([
    { person: 'maja', name: 'Maja Ek', about: 'maja@example.org' },
    { person: 'my', name: 'My Ek', about: '2026-000009 Flytt' },
  ]);
});

it('leaves out who has no name to choose them by', () => {
  expect(customersFound('', [person('x', '')], [aCase({ customer: 'y', customer_name: '' })])).toEqual([]);
});
