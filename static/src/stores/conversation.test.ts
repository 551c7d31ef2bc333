import { describe, expect, it } from 'vitest';
import type { ConversationView } from '../protocol/ConversationView.ts';
import type { FileScan } from '../protocol/FileScan.ts';
import type { Message } from '../protocol/Message.ts';
import type { Notice } from '../protocol/Notice.ts';
import {
  apply,
  type Conversation,
  deliveryOf,
  earlier,
  emptyConversation,
  isAnswered,
  isLeft,
  lastSeq,
  lines,
  meetingNow,
  missing,
  unread,
  waitingRows,
} from './conversation.ts';

const ANNA = 'anna';
const BO = 'bo';

function row(
  seq: number,
  content: Message['content'] = { type: 'text', text: `rad ${seq}` },
  author = BO,
): Message {
  const role = author === ANNA ? 'customer' : 'advisor';
  return { seq, client_id: `c${seq}`, author, role, at: '2026-01-01T12:00:00Z', content };
}

function view(messages: Message[], more: Partial<ConversationView> = {}): ConversationView {
  return {
    id: 'k',
    kind: 'chat',
    state: 'open',
    participants: [
      {
        person: ANNA,
        name: 'Anna',
        title: '',
        role: 'customer',
        present: true,
        marks: { person: ANNA, delivered: 0, read: 0 },
      },
      {
        person: BO,
        name: 'Bo',
        title: 'Rådgivare',
        role: 'advisor',
        present: true,
        marks: { person: BO, delivered: 0, read: 0 },
      },
    ],
    policy: { write: true, edit_for_s: 300, redact_any: false },
    messages,
    head: messages.at(-1)?.seq ?? 0,
    refetch: false,
    ...more,
  };
}

const opened = (messages: Message[], more?: Partial<ConversationView>): Conversation =>
  apply(emptyConversation('k'), { type: 'opened', view: view(messages, more) });
const hears = (held: Conversation, message: Message): Conversation =>
  apply(held, { type: 'event', now: 0, event: { type: 'message', message } });
const seqs = (held: Conversation): number[] => held.rows.map((one) => one.seq);

describe('the log in order', () => {
  it('shows what comes after a gap only when the gap is filled', () => {
    let held = hears(opened([row(1), row(2)]), row(5));
    expect(seqs(held)).toEqual([1, 2]);
    expect(missing(held)).toEqual({ after: 2 });
    held = apply(held, { type: 'page', page: { conversation: 'k', messages: [row(3), row(4)], head: 5 } });
    expect(seqs(held)).toEqual([1, 2, 3, 4, 5]);
    expect(missing(held)).toBeNull();
  });

  it('takes a row once, however often it comes', () => {
    let held = opened([row(1), row(2)]);
    held = hears(hears(held, row(2)), row(3));
    held = apply(held, { type: 'opened', view: view([row(2), row(3), row(4)]) });
    expect(seqs(held)).toEqual([1, 2, 3, 4]);
  });

  it('keeps events that come before the answer to open', () => {
    const held = apply(hears(emptyConversation('k'), row(8)), {
      type: 'opened',
      view: view([row(6), row(7)]),
    });
    expect(seqs(held)).toEqual([6, 7, 8]);
  });

  it('learns from a head that something is missing', () => {
    const held = apply(opened([row(1)]), { type: 'event', now: 0, event: { type: 'head', seq: 3 } });
    expect(missing(held)).toEqual({ after: 1 });
  });

  it('starts over when the gap was too large', () => {
    const held = apply(opened([row(1), row(2)]), {
      type: 'opened',
      view: view([row(500), row(501)], { refetch: true }),
    });
    expect(seqs(held)).toEqual([500, 501]);
    expect(lastSeq(held)).toBe(501);
  });

  it('fetches earlier pages in front', () => {
    let held = opened([row(51), row(52)]);
    expect(earlier(held, 50)).toEqual({ after: 0, limit: 50 });
    held = apply(held, {
      type: 'page',
      page: { conversation: 'k', messages: Array.from({ length: 50 }, (_, i) => row(i + 1)), head: 52 },
    });
    expect(seqs(held).length).toBe(52);
    expect(earlier(held, 50)).toBeNull();
  });

  it('is the same whatever order and however often the rows come', () => {
    const all = Array.from({ length: 30 }, (_, i) => row(i + 1));
    for (let seed = 1; seed <= 200; seed++) {
      let state = seed;
      const random = (): number => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
      let held = opened([row(1)]);
      for (let step = 0; step < 40; step++) {
        const pick = all[Math.floor(random() * all.length)];
        if (pick !== undefined) held = hears(held, pick);
        const numbers = seqs(held);
        expect(numbers).toEqual(numbers.map((_, at) => at + 1));
      }
      const gap = missing(held);
      if (gap !== null)
        held = apply(held, {
          type: 'page',
          page: { conversation: 'k', messages: all.slice(gap.after), head: 30 },
        });
      for (const message of all) held = hears(held, message);
      expect(seqs(held)).toEqual(all.map((one) => one.seq));
      expect(held.ahead).toEqual([]);
    }
  });
});

describe('corrections', () => {
  it('shows an edit on the row it corrects, and not as a row', () => {
    const held = hears(opened([row(1), row(2)]), row(3, { type: 'edit', target: 1, text: 'rättat' }));
    expect(lines(held).map((one) => one.seq)).toEqual([1, 2]);
    expect(lines(held)[0]).toMatchObject({ edited: true, content: { type: 'text', text: 'rättat' } });
  });

  it('lets nothing bring a removed text back', () => {
    let held = hears(opened([row(1)]), row(2, { type: 'redact', target: 1 }));
    held = hears(held, row(3, { type: 'edit', target: 1, text: 'tillbaka' }));
    expect(lines(held)[0]?.content).toEqual({ type: 'redacted' });
  });
});

describe('people', () => {
  it('tells sent, delivered and read by the other side’s marks, which only move forward', () => {
    const mine = row(2, undefined, ANNA);
    let held = opened([row(1), mine]);
    expect(deliveryOf(held, mine)).toBe('sent');
    const marks = (delivered: number, read: number): void => {
      held = apply(held, {
        type: 'event',
        now: 0,
        event: { type: 'marks', marks: { person: BO, delivered, read } },
      });
    };
    marks(2, 1);
    expect(deliveryOf(held, mine)).toBe('delivered');
    marks(2, 2);
    marks(1, 1);
    expect(deliveryOf(held, mine)).toBe('read');
  });

  it('stops showing somebody as writing when the words have come or the time has passed', () => {
    const writes = (held: Conversation): Conversation =>
      apply(held, { type: 'event', now: 1_000, event: { type: 'typing', person: BO, name: 'Bo' } });
    const held = writes(opened([row(1)]));
    expect(held.writing).toHaveLength(1);
    expect(hears(held, row(2)).writing).toHaveLength(0);
    expect(apply(held, { type: 'time', now: 7_000 }).writing).toHaveLength(0);
  });

  it('names who writes as the conversation knows them, even when their connection does not', () => {
    const joined: Notice = { what: 'joined', person: 'c', name: 'Cilla', role: 'advisor' };
    const held = apply(hears(opened([row(1)]), row(2, { type: 'notice', notice: joined })), {
      type: 'event',
      now: 1_000,
      event: { type: 'typing', person: 'c', name: '' },
    });
    expect(held.writing.map((one) => one.name)).toEqual(['Cilla']);
  });

  it('ends by a notice, and knows who joined', () => {
    let held = hears(
      opened([row(1)]),
      row(2, { type: 'notice', notice: { what: 'joined', person: 'c', name: 'Cilla', role: 'supervisor' } }),
    );
    expect(held.participants.find((one) => one.person === 'c')).toMatchObject({
      name: 'Cilla',
      present: true,
    });
    held = hears(held, row(3, { type: 'notice', notice: { what: 'ended', by: BO } }));
    expect(held.state).toBe('ended');
  });

  it('is a left message once it was left, and unanswered until the staff say something', () => {
    const left: Message['content'] = { type: 'notice', notice: { what: 'message_left' } };
    const joined: Notice = { what: 'joined', person: BO, name: 'Bo', role: 'advisor' };
    const held = opened([
      row(1, undefined, ANNA),
      row(2, left, ANNA),
      row(3, { type: 'notice', notice: joined }),
    ]);
    expect([isLeft(held), isAnswered(held)]).toEqual([true, false]);
    expect(isAnswered(hears(held, row(4)))).toBe(true);
    expect(isLeft(opened([row(1)]))).toBe(false);
  });

  it('counts what I have not read, and not my own', () => {
    const held = opened([
      row(1),
      row(2, undefined, ANNA),
      row(3),
      row(4, { type: 'notice', notice: { what: 'requeued' } }),
    ]);
    expect(unread(held, ANNA)).toBe(2);
  });
});

describe('a file that is looked at for harmful code', () => {
  const file = (seq: number, id: string, scan?: FileScan): Message =>
    row(seq, {
      type: 'file',
      file: {
        id,
        name: 'a.pdf',
        media_type: 'application/pdf',
        size: 3,
        preview: false,
        ...(scan === undefined ? {} : { scan }),
      },
    });
  const ends = (held: Conversation, id: string, scan: FileScan): Conversation =>
    apply(held, { type: 'event', now: 0, event: { type: 'file_scanned', file: id, scan } });
  const scans = (held: Conversation): (FileScan | undefined)[] =>
    held.rows.flatMap(({ content }) => (content.type === 'file' ? [content.file.scan] : []));

  it('becomes what the look came to, and no other does', () => {
    const held = opened([file(1, 'a', 'waiting'), file(2, 'b', 'waiting'), file(3, 'c')]);
    expect(scans(ends(held, 'a', 'clean'))).toEqual(['clean', 'waiting', undefined]);
    expect(scans(ends(held, 'b', 'infected'))).toEqual(['waiting', 'infected', undefined]);
    expect(waitingRows(ends(held, 'a', 'failed')).map((one) => one.seq)).toEqual([2]);
  });

  it('is not forgotten when its row comes later and was written before', () => {
    const before = ends(emptyConversation('k'), 'a', 'clean');
    const first = apply(before, { type: 'opened', view: view([file(1, 'a', 'waiting')]) });
    expect(scans(first)).toEqual(['clean']);
    const ahead = hears(opened([row(1)]), file(3, 'a', 'waiting'));
    expect(scans(hears(ends(ahead, 'a', 'infected'), row(2)))).toEqual(['infected']);
    expect(scans(hears(ends(opened([row(1)]), 'a', 'infected'), file(2, 'a', 'waiting')))).toEqual([
      'infected',
    ]);
  });

  it('is seen to have ended when its row is fetched anew, and never waits again', () => {
    let held = opened([row(1), file(2, 'a', 'waiting'), row(3)]);
    const page = (scan: FileScan): Parameters<typeof apply>[1] => ({
      type: 'page',
      page: { conversation: 'k', messages: [file(2, 'a', scan)], head: 3 },
    });
    held = apply(held, page('clean'));
    expect(scans(held)).toEqual(['clean']);
    expect(seqs(held)).toEqual([1, 2, 3]);
    expect(scans(apply(held, page('waiting')))).toEqual(['clean']);
  });
});

describe('the video meeting that goes on', () => {
  const notice = (seq: number, told: Notice): Message => ({
    seq,
    client_id: `n${seq}`,
    role: 'system',
    at: '2026-01-02T12:00:00Z',
    content: { type: 'notice', notice: told },
  });
  const started = (meeting: string): Notice => ({
    what: 'meeting_started',
    meeting,
    host: 'h',
    name: 'Anna',
  });
  const ended = (meeting: string): Notice => ({ what: 'meeting_ended', meeting, lasted_s: 60 });
  const holding = (...notices: Notice[]): Conversation => ({
    ...emptyConversation('c'),
    rows: notices.map((told, at) => notice(at + 1, told)),
  });

  it('is the last one opened, until it has ended', () => {
    expect(meetingNow(holding())).toBeNull();
    expect(meetingNow(holding(started('a')))).toEqual({ meeting: 'a', name: 'Anna' });
    expect(meetingNow(holding(started('a'), ended('a')))).toBeNull();
    expect(meetingNow(holding(started('a'), ended('a'), started('b')))?.meeting).toBe('b');
    expect(meetingNow(holding(started('a'), started('b'), ended('a')))?.meeting).toBe('b');
  });
});
