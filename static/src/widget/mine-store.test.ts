import { describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../protocol/ConversationSummary.ts';
import type { EntryView } from '../protocol/EntryView.ts';
import { applyMine, openEntry, queueOf } from './mine-store.ts';

const entry = (id: string, state: EntryView['state'], position = 1): EntryView => ({
  id,
  queue: 'q',
  conversation: `k-${id}`,
  state,
  position,
  wait: null,
  suggest_message: false,
  joined_at: '2026-01-01T12:00:00Z',
});
const talk = (id: string, last_at: string): ConversationSummary => ({
  id,
  state: 'open',
  queue: 'q',
  subject: '',
  with: null,
  last: '',
  last_at,
  head: 1,
  read: 1,
});

describe('what is mine', () => {
  it('follows the place in line until it ends', () => {
    let mine = applyMine(
      { entry: null, conversations: [] },
      { type: 'entry', entry: entry('a', 'waiting', 3) },
    );
    expect(openEntry(mine)?.position).toBe(3);
    mine = applyMine(mine, { type: 'entry', entry: entry('a', 'left') });
    expect(openEntry(mine)).toBeNull();
  });

  it('does not lose the present place to the end of an older one', () => {
    const mine = applyMine(
      { entry: entry('b', 'waiting'), conversations: [] },
      { type: 'entry', entry: entry('a', 'closed') },
    );
    expect(openEntry(mine)?.id).toBe('b');
  });

  it('knows the queue of a conversation that ended just now, in the same visit', () => {
    const talking = { entry: entry('a', 'active'), conversations: [] };
    const mine = applyMine(talking, { type: 'entry', entry: entry('a', 'closed') });
    expect(queueOf(mine, 'k-a')).toBe('q');
    expect(queueOf({ entry: null, conversations: [talk('x', '2026-01-02')] }, 'x')).toBe('q');
    expect(queueOf(mine, 'x')).toBeNull();
  });

  it('keeps each conversation once, the newest first', () => {
    let mine = { entry: null, conversations: [talk('x', '2026-01-02'), talk('y', '2026-01-01')] };
    mine = applyMine(mine, { type: 'conversation', conversation: talk('y', '2026-01-03') }) as typeof mine;
    expect(mine.conversations.map((one) => one.id)).toEqual(['y', 'x']);
  });
});
