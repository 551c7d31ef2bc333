import { expect, it } from 'vitest';
import { addressOf, type Route, routeOf } from './route.ts';

const at = (address: string): Route => {
  const [path = '', search = ''] = address.split('?');
  return routeOf(path, search === '' ? '' : `?${search}`);
};

it('reads every address that it writes', () => {
  const routes: Route[] = [
    { page: 'desk' },
    { page: 'cases', query: '' },
    { page: 'cases', query: 'status=new&owner=me' },
    { page: 'case', number: '2026-004217' },
    { page: 'new-case' },
    { page: 'case-types' },
    { page: 'checklists' },
    { page: 'settings' },
    { page: 'settings', part: 'own' },
    { page: 'audit' },
    { page: 'watch', conversation: '0192f0c1-2b3c-7d4e-8f50-617283940001' },
  ];
  for (const route of routes) expect(at(addressOf(route))).toEqual(route);
});

it('takes an address that nobody wrote for the desk', () => {
  for (const odd of ['/desk/case/', '/desk/elsewhere', '/desk?conversation=1', '/desk?page=secret'])
    expect(at(odd)).toEqual({ page: 'desk' });
  expect(at('/desk/case/%E0%A4%A')).toEqual({ page: 'case', number: '%E0%A4%A' });
});
