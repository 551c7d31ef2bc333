/*
 * One conversation as a client holds it. Pure: `apply(held, input)` gives the next.
 * Invariant: `rows` is dense in seq and in order. What comes ahead of a gap waits in `ahead` until the gap is filled
 * (see `missing`), so nothing is ever shown out of order. What came before is dropped: it's already here.
 */
import type { ChatPolicy } from '../protocol/ChatPolicy.ts';
import type { Content } from '../protocol/Content.ts';
import type { ConversationKind } from '../protocol/ConversationKind.ts';
import type { ConversationView } from '../protocol/ConversationView.ts';
import type { Event as WireEvent } from '../protocol/Event.ts';
import type { FileScan } from '../protocol/FileScan.ts';
import type { LogPage } from '../protocol/LogPage.ts';
import type { Marks } from '../protocol/Marks.ts';
import type { Message } from '../protocol/Message.ts';
import type { Notice } from '../protocol/Notice.ts';
import type { ParticipantView } from '../protocol/ParticipantView.ts';

export type Writing = { person: string; name: string; until: number };

type Scans = Readonly<Record<string, FileScan>>;

export type Conversation = {
  id: string;
  /** False until the server's first answer. */
  loaded: boolean;
  state: 'open' | 'ended';
  kind: ConversationKind;
  internal: string | null;
  entry: string | null;
  participants: readonly ParticipantView[];
  policy: ChatPolicy;
  rating: number | null;
  rows: readonly Message[];
  ahead: readonly Message[];
  /** Newest seq known of; more than the last row's means that something is missing. */
  head: number;
  writing: readonly Writing[];
  /** How the looks at files ended, by file: a row that was written before may come later. */
  scans: Scans;
};

export type Input =
  | { type: 'opened'; view: ConversationView }
  | { type: 'page'; page: LogPage }
  | { type: 'event'; event: WireEvent; now: number }
  | { type: 'rated'; score: number }
  | { type: 'time'; now: number };

/** Somebody is shown as writing for this long after the last word of it; writers say so every 3 s. */
const WRITING_FOR_MS = 5_000;

export function emptyConversation(id: string): Conversation {
  return {
    id,
    loaded: false,
    state: 'open',
    kind: 'chat',
    internal: null,
    entry: null,
    participants: [],
    policy: { write: false, edit_for_s: 0, redact_any: false },
    rating: null,
    rows: [],
    ahead: [],
    head: 0,
    writing: [],
    scans: {},
  };
}

/** Last seq held without a gap; what a resume starts from. */
export function lastSeq(held: Conversation): number {
  return held.rows.at(-1)?.seq ?? 0;
}

/** The page to fetch when something is missing at the end. */
export function missing(held: Conversation): { after: number } | null {
  return held.loaded && held.head > lastSeq(held) ? { after: lastSeq(held) } : null;
}

/** The page before what is held, if there is one. */
export function earlier(held: Conversation, limit: number): { after: number; limit: number } | null {
  const first = held.rows[0]?.seq ?? 1;
  if (first <= 1) return null;
  const after = Math.max(0, first - 1 - limit);
  return { after, limit: first - 1 - after };
}

export function apply(held: Conversation, input: Input): Conversation {
  switch (input.type) {
    case 'opened':
      return opened(held, input.view);
    case 'page':
      return withRows({ ...held, head: Math.max(held.head, input.page.head) }, input.page.messages);
    case 'event':
      return event(held, input.event, input.now);
    case 'rated':
      return { ...held, rating: input.score };
    case 'time': {
      const writing = held.writing.filter((one) => one.until > input.now);
      return writing.length === held.writing.length ? held : { ...held, writing };
    }
    default:
      return input satisfies never;
  }
}

function opened(held: Conversation, view: ConversationView): Conversation {
  const kept = view.refetch ? { rows: [], ahead: [] } : { rows: held.rows, ahead: held.ahead };
  const known = {
    ...held,
    ...kept,
    loaded: true,
    state: view.state,
    kind: view.kind,
    internal: view.internal ?? null,
    entry: view.entry ?? null,
    participants: view.participants,
    policy: view.policy,
    rating: view.rating ?? null,
    head: Math.max(view.head, view.refetch ? 0 : held.head),
  };
  return { ...withRows(known, view.messages), state: view.state };
}

function event(held: Conversation, happened: WireEvent, now: number): Conversation {
  switch (happened.type) {
    case 'message': {
      const { message } = happened;
      const quiet = held.writing.filter((one) => one.person !== message.author);
      return withRows({ ...held, writing: quiet, head: Math.max(held.head, message.seq) }, [message]);
    }
    case 'marks':
      return { ...held, participants: held.participants.map((one) => withMarks(one, happened.marks)) };
    case 'typing': {
      const others = held.writing.filter((one) => one.person !== happened.person);
      // Somebody who gave their name after they had connected is known by it here, not yet to their connection.
      const known = held.participants.find((other) => other.person === happened.person)?.name;
      const one = { person: happened.person, name: known || happened.name, until: now + WRITING_FOR_MS };
      return { ...held, writing: [...others, one] };
    }
    case 'head':
      return happened.seq > held.head ? { ...held, head: happened.seq } : held;
    case 'file_scanned':
      return learned(held, { [happened.file]: happened.scan });
    default:
      return held;
  }
}

/** Takes rows in any order and from anywhere: in front, behind, again, or beyond a gap. */
function withRows(before: Conversation, incoming: readonly Message[]): Conversation {
  // A row that is here already may tell by now how the look at its file ended.
  const held = learned(before, endedIn(incoming));
  const known = new Map<number, Message>();
  for (const message of [...held.ahead, ...incoming]) {
    known.set(message.seq, scanned(message, held.scans));
  }
  const fresh: Message[] = [];
  const front: Message[] = [];
  // With nothing held, the first of a page is where the log begins here; an event alone can't say that.
  const start = held.rows[0]?.seq ?? (held.loaded ? Math.min(...known.keys(), Number.POSITIVE_INFINITY) : 1);
  if (held.rows.length > 0) {
    for (let seq = start - 1; known.has(seq); seq--) front.unshift(known.get(seq) as Message);
  }
  const from = held.rows.length > 0 ? lastSeq(held) + 1 : start;
  for (let seq = from; known.has(seq); seq++) fresh.push(known.get(seq) as Message);
  const last = from + fresh.length - 1;
  const ahead = [...known.values()].filter((message) => message.seq > last).sort((a, b) => a.seq - b.seq);
  if (fresh.length === 0 && front.length === 0) return { ...held, ahead };
  const joined = { ...held, ahead, rows: [...front, ...held.rows, ...fresh] };
  return fresh.reduce(consequence, joined);
}

/** Takes how looks at files ended. That is never undone: what is known stays. */
function learned(held: Conversation, ended: Scans): Conversation {
  const scans = { ...ended, ...held.scans };
  return { ...held, scans, rows: held.rows.map((row) => scanned(row, scans)) };
}

function endedIn(rows: readonly Message[]): Scans {
  const scans: Record<string, FileScan> = {};
  for (const { content } of rows) {
    const scan = content.type === 'file' && content.file.scan;
    if (scan && scan !== 'waiting') scans[content.file.id] = scan;
  }
  return scans;
}

function scanned(row: Message, scans: Scans): Message {
  const { content } = row;
  const scan = content.type === 'file' && scans[content.file.id];
  return scan ? { ...row, content: { ...content, file: { ...content.file, scan } } } : row;
}

/** Rows with a file that nobody has looked at yet: how that ends may be told while this device listens to nobody. */
export function waitingRows(held: Conversation): Message[] {
  return held.rows.filter(({ content }) => content.type === 'file' && content.file.scan === 'waiting');
}

/** What a new row does to the rest: corrections to rows before it, who takes part, whether it goes on. */
function consequence(held: Conversation, message: Message): Conversation {
  const { content } = message;
  switch (content.type) {
    case 'edit': {
      const { text } = content;
      if (text === null || text === undefined) return held;
      return corrected(held, content.target, (row) => ({
        ...row,
        edited: true,
        content: { type: 'text', text },
      }));
    }
    case 'redact':
      return corrected(held, content.target, (row) => ({ ...row, content: { type: 'redacted' } }));
    case 'notice':
      return noticed(held, content.notice);
    default:
      return held;
  }
}

function corrected(held: Conversation, target: number, change: (row: Message) => Message): Conversation {
  return {
    ...held,
    rows: held.rows.map((row) => (row.seq === target && row.content.type !== 'redacted' ? change(row) : row)),
  };
}

function noticed(held: Conversation, notice: Notice): Conversation {
  switch (notice.what) {
    case 'ended':
      return { ...held, state: 'ended', writing: [] };
    case 'joined': {
      const before = held.participants.find((one) => one.person === notice.person);
      const marks = before?.marks ?? { person: notice.person, delivered: 0, read: 0 };
      const { person, name, role } = notice;
      const joined: ParticipantView = { title: '', ...before, person, name, role, present: true, marks };
      return { ...held, participants: [...held.participants.filter((one) => one.person !== person), joined] };
    }
    case 'left':
      return {
        ...held,
        participants: held.participants.map((one) =>
          one.person === notice.person ? { ...one, present: false } : one,
        ),
      };
    default:
      return held;
  }
}

/** Marks only move forward: an old one that comes late changes nothing. */
function withMarks(participant: ParticipantView, marks: Marks): ParticipantView {
  if (participant.person !== marks.person) return participant;
  const { delivered, read } = participant.marks;
  return {
    ...participant,
    marks: {
      person: marks.person,
      delivered: Math.max(delivered, marks.delivered),
      read: Math.max(read, marks.read),
    },
  };
}

/** The rows that are lines of their own: corrections show on what they correct. */
export function lines(held: Conversation): Message[] {
  return held.rows.filter((row) => isLine(row.content));
}

function isLine(content: Content): boolean {
  return content.type !== 'edit' && content.type !== 'redact';
}

/** Whether it is a left message and its answers; one that waited in line may become it. */
export function isLeft(held: Conversation): boolean {
  return held.rows.some((row) => row.content.type === 'notice' && row.content.notice.what === 'message_left');
}

export type OpenMeeting = { meeting: string; name: string };

/** The video meeting that goes on in it: the last one opened that hasn't ended. */
export function meetingNow(held: Conversation): OpenMeeting | null {
  const notices = held.rows.flatMap((row) => (row.content.type === 'notice' ? [row.content.notice] : []));
  const ended = new Set(
    notices.flatMap((notice) => (notice.what === 'meeting_ended' ? [notice.meeting] : [])),
  );
  const started = notices.findLast((notice) => notice.what === 'meeting_started');
  if (started?.what !== 'meeting_started' || ended.has(started.meeting)) return null;
  return { meeting: started.meeting, name: started.name };
}

/** Whether the staff have said anything in it. */
export function isAnswered(held: Conversation): boolean {
  return held.rows.some(
    (row) => (row.role === 'advisor' || row.role === 'supervisor') && isSpoken(row.content),
  );
}

/** How far one's own row has got with anybody on the other side. */
export function deliveryOf(held: Conversation, row: Message): 'sent' | 'delivered' | 'read' {
  const others = held.participants.filter((one) => one.role !== row.role && one.person !== row.author);
  if (others.some((one) => one.marks.read >= row.seq)) return 'read';
  return others.some((one) => one.marks.delivered >= row.seq) ? 'delivered' : 'sent';
}

/** Rows of others that `person` hasn't read: what a badge counts. */
export function unread(held: Conversation, person: string): number {
  const read = held.participants.find((one) => one.person === person)?.marks.read ?? 0;
  return held.rows.filter((row) => row.seq > read && row.author !== person && isSpoken(row.content)).length;
}

function isSpoken(content: Content): boolean {
  return content.type === 'text' || content.type === 'file';
}
