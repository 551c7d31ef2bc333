import { expect, it } from 'vitest';
import { advisor, at, inboxItem } from './fixtures.ts';
import { apply, NOBODY, openInbox, receivers, untaken, withItems } from './staff-store.ts';

it('lists left messages: untaken, mine, the others’, and none that is closed', () => {
  const items = [
    inboxItem('theirs', { state: 'taken', taken_by: 'a2', at: at(0) }),
    inboxItem('closed', { state: 'closed' }),
    inboxItem('mine', { state: 'answered', taken_by: 'a1', at: at(1) }),
    inboxItem('new-late', { at: at(5) }),
    inboxItem('new-early', { at: at(2) }),
  ];
  const staff = items.reduce((all, item) => apply(all, { type: 'inbox_item', item }), NOBODY);
  expect(openInbox(staff, 'a1').map((item) => item.left)).toEqual([
    'new-early',
    'new-late',
    'mine',
    'theirs',
  ]);
  expect(untaken(staff)).toBe(2);
  const taken = apply(staff, {
    type: 'inbox_item',
    item: inboxItem('new-late', { state: 'taken', taken_by: 'a1' }),
  });
  expect(untaken(taken)).toBe(1);
});

it('keeps the other left messages when one has been taken', () => {
  const both = withItems(NOBODY, [inboxItem('one'), inboxItem('other')]);
  const taken = withItems(both, [inboxItem('one', { state: 'taken', taken_by: 'a1' })]);
  expect(openInbox(taken, 'a1').map((item) => [item.left, item.state])).toEqual([
    ['other', 'new'],
    ['one', 'taken'],
  ]);
});

it('offers to hand over to those who are there, with room and the right queue first', () => {
  const colleagues = [
    advisor({ person: 'me' }),
    advisor({ person: 'gone', present: false }),
    advisor({ person: 'away', state: 'away' }),
    advisor({ person: 'full', load: 3 }),
    advisor({ person: 'other-queue', queues: ['q2'] }),
    advisor({ person: 'best' }),
    advisor({ person: 'busy', state: 'busy' }),
  ];
  expect(receivers({ ...NOBODY, colleagues }, 'me', 'q1').map((one) => one.person)).toEqual([
    'best',
    'other-queue',
    'full',
    'busy',
  ]);
});
