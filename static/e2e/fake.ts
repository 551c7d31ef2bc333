/*
 * The server's side of the wire, played inside the test: it answers as documented and lets the test say what happens.
 * Invariant: a message is confirmed only after it is in the log, and seqs are dense.
 */
import type { BrowserContext, WebSocketRoute } from '@playwright/test';
import type { ClientFrame } from '../src/protocol/ClientFrame.ts';
import type { Command } from '../src/protocol/Command.ts';
import type { Content } from '../src/protocol/Content.ts';
import type { ConversationView } from '../src/protocol/ConversationView.ts';
import type { EntryView } from '../src/protocol/EntryView.ts';
import type { Event as WireEvent } from '../src/protocol/Event.ts';
import type { Message } from '../src/protocol/Message.ts';
import type { Mine } from '../src/protocol/Mine.ts';
import type { ParticipantView } from '../src/protocol/ParticipantView.ts';
import type { QueueStatus } from '../src/protocol/QueueStatus.ts';
import type { Reply } from '../src/protocol/Reply.ts';
import type { Role } from '../src/protocol/Role.ts';
import type { ServerFrame } from '../src/protocol/ServerFrame.ts';

export const ANNA = '01900000-0000-7000-8000-00000000000a';
export const BO = '01900000-0000-7000-8000-00000000000b';
export const TALK = '01900000-0000-7000-8000-0000000000c1';
const OLD_TALK = '01900000-0000-7000-8000-0000000000c0';
const FILE = '01900000-0000-7000-8000-0000000000f1';
const ENTRY = '01900000-0000-7000-8000-0000000000e1';

const WEEK = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '17:00' },
];

export function queue(
  slug: string,
  sv: string,
  en: string,
  about: [string, string],
  more: Partial<QueueStatus> = {},
): QueueStatus {
  return {
    id: `01900000-0000-7000-8000-0000000${slug.length.toString(16).padStart(5, '0')}`,
    slug,
    name: { sv, en },
    about: { sv: about[0], en: about[1] },
    open: { type: 'open', until: new Date(Date.now() + 3_600_000).toISOString() },
    hours: {
      zone: 'Europe/Stockholm',
      weekly: {
        monday: WEEK,
        tuesday: WEEK,
        wednesday: WEEK,
        thursday: WEEK,
        friday: [{ from: '09:00', to: '15:00' }],
        saturday: [],
        sunday: [],
      },
      holidays: 'se',
      eves_closed: true,
      exceptions: [],
    },
    waiting: 2,
    staffed: 3,
    full: false,
    wait: { p50_s: 240, p90_s: 420 },
    ...more,
  };
}

export const QUEUES: QueueStatus[] = [
  queue('familj', 'Familj och separation', 'Family and separation', [
    'Skilsmässa, vårdnad, underhåll.',
    'Divorce, custody, support.',
  ]),
  queue(
    'ekonomi',
    'Ekonomi och skulder',
    'Money and debts',
    ['Budget, skulder, inkasso.', 'Budget, debts, collection.'],
    { full: true, wait: null },
  ),
  queue(
    'ny-i-sverige',
    'Ny i Sverige',
    'New in Sweden',
    ['Personnummer, bostad, skola.', 'Personal number, housing, school.'],
    {
      open: {
        type: 'closed',
        reason: { type: 'holiday', name: { sv: 'Midsommarafton', en: 'Midsummer Eve' } },
        opens_at: new Date(Date.now() + 2.4 * 86_400_000).toISOString(),
      },
      wait: null,
    },
  ),
];

export type Fake = {
  queues: QueueStatus[];
  mine: Mine;
  log: Message[];
  participants: ParticipantView[];
  state: 'open' | 'ended';
  /** Every command heard, in order. */
  heard: Command[];
  /** While false, no connection is taken. */
  reachable: boolean;
  /** While true, messages are taken into the log and their answers lost. */
  losesAnswers: boolean;
  /** Adds a row as somebody and tells who follows. */
  says: (author: string | null, role: Role, content: Content, clientId?: string) => Message;
  /** Bo takes the chat. */
  advisorJoins: () => void;
  position: (position: number, more?: Partial<EntryView>) => void;
  tells: (topic: string, event: WireEvent) => void;
  /** Breaks every connection. */
  breaks: (code: number) => Promise<void>;
};

/** Takes the place of the server for every page of this context. */
export async function fakeServer(context: BrowserContext): Promise<Fake> {
  const sockets = new Set<WebSocketRoute>();
  const followed = new Set<string>();
  const fake: Fake = {
    queues: QUEUES,
    mine: { entry: null, conversations: [] },
    log: [],
    participants: [person(ANNA, 'Anna', '', 'customer')],
    state: 'open',
    heard: [],
    reachable: true,
    losesAnswers: false,
    says(author, role, content, clientId) {
      const last = fake.log.at(-1)?.seq ?? 0;
      const message: Message = {
        seq: last + 1,
        client_id: clientId ?? `01900000-0000-7000-8000-${(last + 1).toString(16).padStart(12, '0')}`,
        author,
        role,
        at: new Date().toISOString(),
        content,
      };
      fake.log.push(message);
      fake.tells(`conversation:${TALK}`, { type: 'message', message });
      return message;
    },
    advisorJoins() {
      fake.participants.push(person(BO, 'Bo Lindqvist', 'Familjerådgivare', 'advisor'));
      fake.position(0, { state: 'active' });
      fake.says(BO, 'system', {
        type: 'notice',
        notice: { what: 'joined', person: BO, name: 'Bo Lindqvist', role: 'advisor' },
      });
    },
    position(position, more = {}) {
      const entry: EntryView = {
        id: ENTRY,
        queue: QUEUES[0]?.id ?? '',
        conversation: TALK,
        state: 'waiting',
        position,
        wait: { p50_s: 240, p90_s: 420 },
        suggest_message: false,
        joined_at: new Date().toISOString(),
        ...more,
      };
      fake.mine = { ...fake.mine, entry };
      fake.tells(`person:${ANNA}`, { type: 'entry', entry });
    },
    tells(topic, event) {
      const frame: ServerFrame = { type: 'event', topic, event };
      if (followed.has(topic)) for (const socket of sockets) socket.send(JSON.stringify(frame));
    },
    async breaks(code) {
      followed.clear();
      for (const socket of sockets) await socket.close({ code, reason: '0' });
      sockets.clear();
    },
  };

  await context.route('**/api/v1/visitors', (route) =>
    route.fulfill({ json: { person: ANNA, token: 'secret' } }),
  );
  await context.route('**/api/v1/queues', (route) => route.fulfill({ json: fake.queues }));
  await context.route('**/api/v1/conversations/*/files?*', (route) => {
    const name = new URL(route.request().url()).searchParams.get('name') ?? '';
    const size = route.request().postDataBuffer()?.length ?? 0;
    return route.fulfill({
      json: { file: { id: FILE, name, media_type: 'text/plain', size, preview: false } },
    });
  });
  await context.route(`**/api/v1/files/${FILE}`, (route) => route.fulfill({ body: 'innehållet' }));
  await context.routeWebSocket(/\/socket$/, (socket) => {
    if (!fake.reachable) {
      void socket.close({ code: 4000, reason: '0' });
      return;
    }
    sockets.add(socket);
    socket.onClose(() => sockets.delete(socket));
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text)) as ClientFrame;
      fake.heard.push(frame.cmd);
      if (frame.cmd.type === 'hello' && frame.cmd.token !== 'secret') {
        void socket.close({ code: 4101, reason: '' });
        return;
      }
      if (frame.cmd.type === 'subscribe') followed.add(frame.cmd.topic);
      const ok = answer(fake, frame.cmd, followed);
      if (ok === null) return;
      socket.send(JSON.stringify({ type: 'reply', id: frame.id, ok } satisfies ServerFrame));
    });
  });
  return fake;
}

export function earlierTalk(fake: Fake): void {
  fake.mine = {
    ...fake.mine,
    conversations: [
      {
        id: OLD_TALK,
        state: 'ended',
        queue: QUEUES[0]?.id ?? null,
        subject: 'Bodelning',
        with: 'Bo Lindqvist',
        last: 'Då hör du av dig när du har fått brevet från tingsrätten, så tittar vi på det tillsammans.',
        last_at: new Date(Date.now() - 26 * 3_600_000).toISOString(),
        head: 8,
        read: 8,
      },
    ],
  };
}

function answer(fake: Fake, cmd: Command, followed: Set<string>): Reply | null {
  switch (cmd.type) {
    case 'hello':
      return {
        type: 'hello',
        value: {
          person: ANNA,
          name: 'Anna',
          now: new Date().toISOString(),
          heartbeat_ms: 10_000,
          silent_after_ms: 25_000,
          max_file_bytes: 50_000_000,
        },
      };
    case 'subscribe':
      return cmd.topic === 'queues'
        ? { type: 'queues', value: fake.queues }
        : { type: 'mine', value: fake.mine };
    case 'open':
      followed.add(`conversation:${cmd.conversation}`);
      return { type: 'conversation', value: view(fake, cmd.conversation, cmd.after) };
    case 'fetch':
      return {
        type: 'page',
        value: {
          conversation: cmd.conversation,
          messages: fake.log.filter((row) => row.seq > cmd.after && row.seq <= cmd.after + cmd.limit),
          head: fake.log.at(-1)?.seq ?? 0,
        },
      };
    case 'join':
      fake.position(2);
      fake.says(null, 'system', { type: 'notice', notice: { what: 'queued', queue: 'familj' } });
      return fake.mine.entry == null ? { type: 'done' } : { type: 'entry', value: fake.mine.entry };
    case 'send': {
      const before = fake.log.find((row) => row.client_id === cmd.client_id);
      const seq = before?.seq ?? (fake.log.at(-1)?.seq ?? 0) + 1;
      const at = new Date().toISOString();
      if (before === undefined) {
        const message: Message = {
          seq,
          client_id: cmd.client_id,
          author: ANNA,
          role: 'customer',
          at,
          content: { type: 'text', text: cmd.text },
        };
        fake.log.push(message);
        if (!fake.losesAnswers) fake.tells(`conversation:${TALK}`, { type: 'message', message });
      }
      return fake.losesAnswers ? null : { type: 'sent', value: { seq, at } };
    }
    case 'send_file': {
      const file = { id: cmd.file, name: 'avtal å.txt', media_type: 'text/plain', size: 11, preview: false };
      const message = fake.says(ANNA, 'customer', { type: 'file', file }, cmd.client_id);
      return { type: 'sent', value: { seq: message.seq, at: message.at } };
    }
    case 'leave_message':
      return { type: 'left', value: { left: ENTRY, conversation: TALK } };
    case 'leave':
      fake.position(0, { state: 'left' });
      return fake.mine.entry == null ? { type: 'done' } : { type: 'entry', value: fake.mine.entry };
    default:
      return { type: 'done' };
  }
}

function view(fake: Fake, id: string, after: number): ConversationView {
  return {
    id,
    kind: 'chat',
    state: fake.state,
    participants: fake.participants,
    policy: { write: fake.state === 'open', edit_for_s: 300, redact_any: false },
    messages: fake.log.filter((row) => row.seq > after),
    head: fake.log.at(-1)?.seq ?? 0,
    refetch: false,
    rating: null,
  };
}

function person(id: string, name: string, title: string, role: Role): ParticipantView {
  return { person: id, name, title, role, present: true, marks: { person: id, delivered: 0, read: 0 } };
}
