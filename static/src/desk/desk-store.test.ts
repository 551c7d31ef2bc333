import { describe, expect, it } from 'vitest';
import { active, apply, fromView, NOTHING, offers, parked, renewed, unread } from './desk-store.ts';
import { advisor, at, deskEntry, offer } from './fixtures.ts';

describe('the desk', () => {
  it('puts who has waited longest for me first, and those I have answered after, oldest first', () => {
    const desk = fromView({
      me: advisor(),
      offers: [],
      entries: [
        deskEntry('answered-late', { joined_at: at(5) }),
        deskEntry('waits-short', { unanswered_since: at(9) }),
        deskEntry('answered-early', { joined_at: at(1) }),
        deskEntry('waits-long', { unanswered_since: at(2) }),
        deskEntry('aside', { state: 'parked' }),
      ],
    });
    expect(active(desk).map((entry) => entry.entry)).toEqual([
      'waits-long',
      'waits-short',
      'answered-early',
      'answered-late',
    ]);
    expect(parked(desk).map((entry) => entry.entry)).toEqual(['aside']);
  });

  it('turns an accepted offer into a conversation, whichever event comes first', () => {
    const offered = apply(NOTHING, { type: 'offer', offer: offer('e1') });
    const taken = apply(offered, { type: 'desk_entry', entry: deskEntry('e1') });
    expect(taken.offers).toEqual([]);
    expect(active(taken)).toHaveLength(1);
    const after = apply(taken, { type: 'offer_gone', entry: 'e1' });
    expect(active(after)).toHaveLength(1);
  });

  it('shows an offer told twice once, with its latest time', () => {
    const twice = [offer('e1'), offer('e1', { until: at(4) })].reduce(
      (desk, one) => apply(desk, { type: 'offer', offer: one }),
      NOTHING,
    );
    expect(offers(twice).map((one) => one.until)).toEqual([at(4)]);
  });

  it('lets go of a conversation that became another’s', () => {
    const desk = apply(NOTHING, { type: 'desk_entry', entry: deskEntry('e1') });
    expect(apply(desk, { type: 'desk_entry_gone', entry: 'e1' }).entries).toEqual([]);
  });

  it('remembers who it was about after it is no longer mine, and forgets when it comes back', () => {
    const desk = apply(NOTHING, { type: 'desk_entry', entry: deskEntry('e1') });
    const gone = apply(desk, { type: 'desk_entry_gone', entry: 'e1' });
    expect(gone.past.map((entry) => entry.entry)).toEqual(['e1']);
    const renewedWithout = renewed(desk, { me: advisor(), offers: [], entries: [] });
    expect(renewedWithout.past.map((entry) => entry.entry)).toEqual(['e1']);
    expect(apply(gone, { type: 'desk_entry', entry: deskEntry('e1') }).past).toEqual([]);
  });

  it('changes my state only by my own', () => {
    const desk = { ...NOTHING, me: advisor() };
    expect(
      apply(desk, { type: 'advisor', advisor: advisor({ person: 'a2', state: 'away' }) }).me?.state,
    ).toBe('available');
    expect(apply(desk, { type: 'advisor', advisor: advisor({ state: 'busy' }) }).me?.state).toBe('busy');
  });

  it('counts conversations with something new from the customer', () => {
    const entries = [
      deskEntry('new', { head: 3, read: 1, unanswered_since: at(1) }),
      deskEntry('notice-only', { head: 3, read: 1 }),
      deskEntry('seen', { head: 3, read: 3, unanswered_since: at(1) }),
    ];
    expect(unread({ ...NOTHING, entries })).toBe(1);
  });
});
