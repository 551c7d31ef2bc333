/*
 * The server's side of the wire for the staff's pages, played inside the test: a busy morning at an advice business.
 * It answers as documented and remembers what was asked.
 */
import type { BrowserContext, WebSocketRoute } from '@playwright/test';
import { deskEntry, inboxItem, offer } from '../src/desk/fixtures.ts';
import type { AdvisorView } from '../src/protocol/AdvisorView.ts';
import type { CannedReply } from '../src/protocol/CannedReply.ts';
import type { ClientFrame } from '../src/protocol/ClientFrame.ts';
import type { Command } from '../src/protocol/Command.ts';
import type { Content } from '../src/protocol/Content.ts';
import type { ConversationView } from '../src/protocol/ConversationView.ts';
import type { CustomerView } from '../src/protocol/CustomerView.ts';
import type { DeskEntry } from '../src/protocol/DeskEntry.ts';
import type { Event as WireEvent } from '../src/protocol/Event.ts';
import type { InboxItem } from '../src/protocol/InboxItem.ts';
import type { Me } from '../src/protocol/Me.ts';
import type { Message } from '../src/protocol/Message.ts';
import type { OfferView } from '../src/protocol/OfferView.ts';
import type { ParticipantView } from '../src/protocol/ParticipantView.ts';
import type { QueueFigures } from '../src/protocol/QueueFigures.ts';
import type { QueueSettings } from '../src/protocol/QueueSettings.ts';
import type { Reply } from '../src/protocol/Reply.ts';
import type { Role } from '../src/protocol/Role.ts';
import type { ServerFrame } from '../src/protocol/ServerFrame.ts';
import type { StaffRole } from '../src/protocol/StaffRole.ts';
import type { WallEntry } from '../src/protocol/WallEntry.ts';
import type { WallView } from '../src/protocol/WallView.ts';
import { QUEUES } from './fake.ts';

export const ME = '01900000-0000-7000-8000-0000000000b1';
const FAMILY = QUEUES[0]?.id ?? '';

/** `minutes` ago. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

function id(kind: string, n: number): string {
  return `01900000-0000-7000-8000-00000000${kind}${n.toString(16).padStart(4 - kind.length, '0')}`;
}

type Log = {
  kind: 'chat' | 'internal';
  participants: ParticipantView[];
  rows: Message[];
  internal: string | null;
  entry: string | null;
  ended: boolean;
};

export type FakeStaff = {
  me: Me;
  signedIn: boolean;
  desk: { me: AdvisorView; offers: OfferView[]; entries: DeskEntry[] };
  colleagues: AdvisorView[];
  inbox: InboxItem[];
  canned: CannedReply[];
  wall: WallView;
  settings: QueueSettings[];
  logs: Map<string, Log>;
  heard: Command[];
  says: (
    conversation: string,
    author: string | null,
    role: Role,
    content: Content,
    clientId?: string,
  ) => void;
  tells: (topic: string, event: WireEvent) => void;
  breaks: (code: number) => Promise<void>;
  reachable: boolean;
};

function customer(n: number, name: string, more: Partial<CustomerView> = {}): CustomerView {
  return {
    person: id('c', n),
    name,
    email: '',
    phone: '',
    language: 'sv',
    present: true,
    earlier: 0,
    ...more,
  };
}

function advisor(n: number, name: string, more: Partial<AdvisorView> = {}): AdvisorView {
  return {
    person: n === 1 ? ME : id('b', n),
    name,
    title: 'Familjerådgivare',
    role: 'advisor',
    state: 'available',
    present: true,
    since: ago(34),
    load: 1,
    capacity: 3,
    queues: [FAMILY],
    languages: ['sv'],
    ...more,
  };
}

const part = (person: string, name: string, role: Role, title = '', read = 0): ParticipantView => ({
  person,
  name,
  title,
  role,
  present: true,
  marks: { person, delivered: read, read },
});

/** A morning with an offer, three conversations, one aside, and messages left overnight. */
export function staffWorld(role: StaffRole = 'advisor'): Omit<FakeStaff, 'says' | 'tells' | 'breaks'> {
  const maja = customer(1, 'Maja Ek', { email: 'maja.ek@example.se', phone: '070-123 45 67', earlier: 2 });
  const ali = customer(2, 'Ali Hassan', { language: 'en' });
  const longName = customer(3, 'Anna-Karin Elisabet von Hammarskjöld-Västerbotten', { present: false });
  const entries = [
    entry(1, maja, 'Bodelning efter skilsmässa', {
      unanswered_since: ago(3),
      last: 'Vi köpte den tillsammans 2019, men jag betalade hela insatsen. Spelar det någon roll?',
      head: 7,
      read: 5,
    }),
    entry(2, ali, 'Child custody across borders', {
      last: 'I will send the papers tomorrow morning.',
      head: 4,
      read: 4,
    }),
    entry(3, longName, 'Umgänge', {
      state: 'parked',
      last: 'Jag letar upp brevet från socialtjänsten och återkommer.',
      head: 4,
      read: 4,
    }),
  ];
  const me = advisor(1, 'Bo Lindqvist', { load: 2 });
  const colleagues = [
    me,
    advisor(2, 'Sara Nyström'),
    advisor(3, 'Jonas Berg', { state: 'busy', load: 3 }),
    advisor(4, 'Fatima Al-Rashid', { languages: ['sv', 'ar'], load: 0, title: 'Jurist' }),
    advisor(5, 'Erik Dahl', { state: 'away', load: 0 }),
    advisor(6, 'Linnea Holm', { present: false }),
    advisor(7, 'Per Åkesson', { present: false }),
  ];
  const logs = new Map<string, Log>();
  for (const one of entries) {
    logs.set(one.conversation, chat(one, me));
    logs.set(one.internal, internal(me));
  }
  const leads = role !== 'advisor';
  const lead = advisor(50, 'Gunilla Falk', { role, title: 'Arbetsledare', state: 'busy', load: 0 });
  const caller = leads ? lead : me;
  return {
    me: { person: caller.person, name: caller.name, title: caller.title, email: 'bo@example.se', role },
    signedIn: true,
    desk: {
      me: caller,
      offers: leads
        ? []
        : [
            offer(id('e', 9), {
              queue: FAMILY,
              customer: customer(9, 'Karin Sjöberg', { earlier: 1 }),
              subject: 'Underhåll när barnet fyllt 18',
              joined_at: ago(4),
              offered_at: ago(0.1),
              until: ago(-0.4),
              why: 'longest idle of 3 free with load 1 (sv)',
            }),
          ],
      entries: leads ? [] : entries,
    },
    colleagues,
    inbox: [
      left(
        1,
        customer(21, 'Yusuf Demir', { email: 'yusuf@example.se', present: false }),
        'Hej, jag fick ett brev från Kronofogden och vet inte vad jag ska göra. Kan ni ringa mig efter klockan 15?',
        { at: ago(820) },
      ),
      left(
        2,
        customer(22, 'Ingrid Olsson', { phone: '08-555 12 34', present: false }),
        'Tack för hjälpen sist. En fråga till om bouppteckningen.',
        { at: ago(95) },
      ),
      left(3, customer(23, '', { email: 'gast@example.se', present: false }), 'Gäller samboavtal', {
        state: 'taken',
        taken_by: ME,
        taken_by_name: me.name,
        at: ago(1400),
      }),
    ],
    canned: [
      reply(
        1,
        'hej',
        'Hälsning',
        'Hej {customer}, jag heter {advisor} och är familjerådgivare. Berätta vad som har hänt, så tar vi det steg för steg.',
      ),
      reply(
        2,
        'väntar',
        'Dröjer lite',
        'Jag behöver kontrollera en sak, det tar ett par minuter. Du behöver inte göra något.',
      ),
      reply(
        3,
        'bodelning',
        'Bodelning, grunden',
        'Vid en bodelning delas i regel allt giftorättsgods lika. Det som är enskild egendom hålls utanför.',
      ),
      reply(4, 'hello', 'Greeting', 'Hello {customer}, my name is {advisor}.', 'en'),
    ],
    wall: wallOf(colleagues),
    settings: QUEUES.map(
      (queue): QueueSettings => ({
        id: queue.id,
        slug: queue.slug,
        name: queue.name,
        about: queue.about,
        hours: {
          ...queue.hours,
          exceptions: [
            {
              date: '2026-12-23',
              spans: [{ from: '09:00', to: '12:00' }],
              reason: { sv: 'Julen är nära', en: 'Christmas is near' },
            },
          ],
        },
        cap: 50,
        cap_action: 'leave_message',
        longest_wait_s: 1_800,
        wait_action: 'suggest',
        offer_s: 30,
        priority: 0,
        thresholds: { amber_wait_s: 180, red_wait_s: 480, amber_waiting: 4, red_waiting: 8 },
        version: 3,
      }),
    ),
    logs,
    heard: [],
    reachable: true,
  };
}

function entry(n: number, who: CustomerView, subject: string, more: Partial<DeskEntry>): DeskEntry {
  return deskEntry(id('e', n), {
    queue: FAMILY,
    conversation: id('d', n),
    internal: id('d', n + 100),
    advisor: ME,
    customer: who,
    subject,
    joined_at: ago(31 + n),
    accepted_at: ago(27 + n),
    ...more,
  });
}

function left(n: number, who: CustomerView, text: string, more: Partial<InboxItem>): InboxItem {
  return inboxItem(id('f', n), {
    conversation: id('d', n + 200),
    internal: id('d', n + 300),
    queue: FAMILY,
    customer: who,
    text,
    ...more,
  });
}

function reply(n: number, shortcut: string, title: string, text: string, language = 'sv'): CannedReply {
  return { id: id('a', n), shortcut, title, text, language };
}

let rowId = 0;
function row(seq: number, author: string | null, role: Role, content: Content, minutes: number): Message {
  rowId++;
  return { seq, client_id: id('9', rowId), author, role, at: ago(minutes), content };
}

function chat(one: DeskEntry, me: AdvisorView): Log {
  const who = one.customer.person;
  const text = (words: string): Content => ({ type: 'text', text: words });
  return {
    kind: 'chat',
    internal: one.internal,
    entry: one.entry,
    ended: false,
    participants: [
      part(who, one.customer.name, 'customer', '', 6),
      part(ME, me.name, 'advisor', me.title, one.read),
    ],
    rows: [
      row(1, null, 'system', { type: 'notice', notice: { what: 'queued', queue: 'familj' } }, 31),
      row(
        2,
        who,
        'customer',
        text('Hej. Vi har bestämt oss för att skiljas och jag undrar hur det blir med lägenheten.'),
        30,
      ),
      row(
        3,
        null,
        'system',
        { type: 'notice', notice: { what: 'joined', person: ME, name: me.name, role: 'advisor' } },
        27,
      ),
      row(
        4,
        ME,
        'advisor',
        text('Hej Maja, jag heter Bo och är familjerådgivare. Berätta, köpte ni lägenheten tillsammans?'),
        26,
      ),
      row(5, ME, 'advisor', text('Det finns mer att läsa på https://www.domstol.se/bodelning.'), 26),
      row(
        6,
        who,
        'customer',
        {
          type: 'file',
          file: {
            id: id('8', 1),
            name: 'Köpekontrakt lägenhet Storgatan 12.pdf',
            media_type: 'application/pdf',
            size: 1_430_000,
            preview: false,
          },
        },
        4,
      ),
      row(
        7,
        who,
        'customer',
        text('Vi köpte den tillsammans 2019, men jag betalade hela insatsen. Spelar det någon roll?'),
        3,
      ),
    ],
  };
}

function internal(me: AdvisorView): Log {
  return {
    kind: 'internal',
    internal: null,
    entry: null,
    ended: false,
    participants: [
      part(ME, me.name, 'advisor', me.title),
      part(id('b', 50), 'Gunilla Falk', 'supervisor', 'Arbetsledare'),
    ],
    rows: [
      row(
        1,
        id('b', 50),
        'supervisor',
        { type: 'text', text: 'Fråga om de har äktenskapsförord, det avgör.' },
        2,
      ),
    ],
  };
}

function wallOf(colleagues: AdvisorView[]): WallView {
  const names = QUEUES.map((queue) => queue.name);
  const figures = (at: number, more: Partial<QueueFigures>): QueueFigures => ({
    id: QUEUES[at]?.id ?? '',
    name: names[at] ?? { sv: '', en: '' },
    open: QUEUES[at]?.open ?? { type: 'open', until: null },
    waiting: 0,
    active: 0,
    staffed: 0,
    served: 0,
    abandoned: 0,
    left_open: 0,
    trend: [0, 0, 1, 0, 2, 1, 1, 3, 2, 2, 1, 0],
    thresholds: { amber_wait_s: 180, red_wait_s: 480, amber_waiting: 4, red_waiting: 8 },
    ...more,
  });
  const line = (n: number, more: Partial<WallEntry>): WallEntry => ({
    entry: id('e', n),
    conversation: id('d', n),
    queue: FAMILY,
    state: 'active',
    customer: '',
    subject: '',
    advisor: null,
    joined_at: ago(20),
    since: ago(12),
    ...more,
  });
  return {
    at: new Date().toISOString(),
    queues: [
      figures(0, {
        waiting: 3,
        longest_since: ago(4.2),
        active: 4,
        staffed: 3,
        served: 27,
        abandoned: 2,
        left_open: 2,
        wait_p50_s: 95,
        wait_p90_s: 260,
        forecast_kept_pct: 91,
        trend: [0, 1, 1, 2, 1, 0, 1, 2, 3, 2, 4, 3],
      }),
      figures(1, {
        waiting: 0,
        active: 2,
        staffed: 2,
        served: 18,
        wait_p50_s: 22,
        wait_p90_s: 70,
        forecast_kept_pct: 98,
      }),
      figures(2, { served: 0, left_open: 5, trend: Array.from({ length: 12 }, () => 0) }),
    ],
    advisors: colleagues,
    entries: [
      line(31, {
        state: 'waiting',
        customer: 'Mikael Strand',
        subject: 'Vårdnad',
        joined_at: ago(4.2),
        since: ago(4.2),
      }),
      line(32, { state: 'waiting', customer: '', subject: 'Underhåll', joined_at: ago(2), since: ago(2) }),
      line(9, {
        state: 'offered',
        customer: 'Karin Sjöberg',
        subject: 'Underhåll när barnet fyllt 18',
        advisor: ME,
        joined_at: ago(1),
        since: ago(0.1),
      }),
      line(1, { customer: 'Maja Ek', subject: 'Bodelning efter skilsmässa', advisor: ME, since: ago(27) }),
      line(2, {
        customer: 'Ali Hassan',
        subject: 'Child custody across borders',
        advisor: ME,
        since: ago(24),
      }),
      line(3, {
        state: 'parked',
        customer: 'Anna-Karin Elisabet von Hammarskjöld-Västerbotten',
        subject: 'Umgänge',
        advisor: ME,
        since: ago(9),
      }),
      line(34, {
        customer: 'Tuva Lind',
        subject: 'Budget',
        advisor: id('b', 2),
        queue: QUEUES[1]?.id ?? '',
        since: ago(6),
      }),
    ],
  };
}

/** Takes the place of the server for every page of this context. */
export async function fakeStaff(context: BrowserContext, role: StaffRole = 'advisor'): Promise<FakeStaff> {
  const sockets = new Set<WebSocketRoute>();
  const followed = new Set<string>();
  const fake: FakeStaff = {
    ...staffWorld(role),
    says(conversation, author, by, content, clientId) {
      const log = fake.logs.get(conversation);
      if (log === undefined) return;
      const message = row((log.rows.at(-1)?.seq ?? 0) + 1, author, by, content, 0);
      if (clientId !== undefined) message.client_id = clientId;
      log.rows.push(message);
      fake.tells(`conversation:${conversation}`, { type: 'message', message });
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
  await context.route('**/api/v1/session', async (route) => {
    const method = route.request().method();
    if (method === 'DELETE') fake.signedIn = false;
    if (method === 'POST') {
      const { password } = route.request().postDataJSON() as { password: string };
      fake.signedIn = password === 'rätt';
    }
    if (method !== 'DELETE' && !fake.signedIn)
      return route.fulfill({ status: 401, json: { code: 'unauthenticated', message: '' } });
    return route.fulfill(method === 'DELETE' ? { status: 204 } : { json: fake.me });
  });
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
      if (frame.cmd.type === 'subscribe') followed.add(frame.cmd.topic);
      if (frame.cmd.type === 'open') followed.add(`conversation:${frame.cmd.conversation}`);
      socket.send(JSON.stringify({ type: 'reply', id: frame.id, ...answer(fake, frame.cmd) }));
    });
  });
  return fake;
}

type Answer = { ok: Reply } | { error: { code: string; message: string } };

function answer(fake: FakeStaff, cmd: Command): Answer {
  const ok = (reply: Reply): Answer => ({ ok: reply });
  switch (cmd.type) {
    case 'hello':
      return ok({
        type: 'hello',
        value: {
          person: ME,
          name: fake.me.name,
          staff: fake.me.role,
          now: new Date().toISOString(),
          heartbeat_ms: 10_000,
          silent_after_ms: 25_000,
          max_file_bytes: 50_000_000,
        },
      });
    case 'subscribe':
      return subscribed(fake, cmd.topic);
    case 'open': {
      const log = fake.logs.get(cmd.conversation) ?? leftLog(fake, cmd.conversation);
      return ok({ type: 'conversation', value: view(fake, cmd.conversation, log, cmd.after) });
    }
    case 'send': {
      const role = fake.me.role === 'advisor' ? 'advisor' : 'supervisor';
      fake.says(cmd.conversation, fake.me.person, role, { type: 'text', text: cmd.text }, cmd.client_id);
      const seq = fake.logs.get(cmd.conversation)?.rows.at(-1)?.seq ?? 1;
      return ok({ type: 'sent', value: { seq, at: new Date().toISOString() } });
    }
    case 'accept': {
      const offered = fake.desk.offers.find((one) => one.entry === cmd.entry);
      if (offered === undefined) return { error: { code: 'conflict', message: 'gone' } };
      const taken = entry(9, offered.customer, offered.subject, { last: 'Hej', head: 1, read: 0 });
      fake.desk.offers = [];
      fake.desk.entries.push(taken);
      fake.logs.set(taken.conversation, chat(taken, fake.desk.me));
      fake.logs.set(taken.internal, { ...internal(fake.desk.me), rows: [] });
      return ok({ type: 'desk_entry', value: taken });
    }
    case 'canned':
      return ok({ type: 'canned', value: fake.canned });
    case 'inbox':
      return ok({ type: 'inbox', value: fake.inbox });
    case 'take_left':
      fake.inbox = fake.inbox.map((item) =>
        item.left === cmd.left
          ? { ...item, state: 'taken', taken_by: ME, taken_by_name: fake.me.name }
          : item,
      );
      return ok({ type: 'inbox', value: fake.inbox });
    case 'history':
      return ok({
        type: 'conversations',
        value: [
          {
            id: id('d', 401),
            state: 'ended',
            queue: FAMILY,
            subject: 'Samboavtal',
            with: 'Sara Nyström',
            last: 'Tack, då vet jag.',
            last_at: ago(60 * 24 * 40),
            head: 9,
            read: 9,
          },
          {
            id: id('d', 402),
            state: 'ended',
            queue: FAMILY,
            subject: '',
            with: 'Bo Lindqvist',
            last: 'Hej då',
            last_at: ago(60 * 24 * 300),
            head: 4,
            read: 4,
          },
        ],
      });
    case 'explain':
      return ok({
        type: 'explained',
        value: [
          { at: ago(31), what: 'joined', who: 'Maja Ek', why: '2 ahead, 0 free of 9 places at work' },
          {
            at: ago(29),
            what: 'offered',
            who: 'Sara Nyström',
            why: 'longest idle of 2 free with load 0 (sv)',
          },
          { at: ago(28), what: 'offer_lapsed', who: 'Sara Nyström', why: 'no answer in time' },
          { at: ago(27), what: 'accepted', who: 'Bo Lindqvist', why: 'took the offer' },
        ],
      });
    case 'settings':
      return ok({ type: 'settings', value: fake.settings });
    case 'set_queue': {
      const before = fake.settings.find((one) => one.id === cmd.settings.id);
      if (before?.version !== cmd.settings.version)
        return { error: { code: 'conflict', message: 'changed' } };
      const saved = { ...cmd.settings, version: cmd.settings.version + 1 };
      fake.settings = fake.settings.map((one) => (one.id === saved.id ? saved : one));
      return ok({ type: 'settings', value: fake.settings });
    }
    default:
      return ok({ type: 'done' });
  }
}

function subscribed(fake: FakeStaff, topic: string): Answer {
  if (topic === 'queues') return { ok: { type: 'queues', value: QUEUES } };
  if (topic === 'staff') return { ok: { type: 'staff', value: fake.colleagues } };
  if (topic === 'wall') {
    if (fake.me.role === 'advisor') return { error: { code: 'forbidden', message: 'for supervisors' } };
    return { ok: { type: 'wall', value: { ...fake.wall, at: new Date().toISOString() } } };
  }
  return { ok: { type: 'desk', value: fake.desk } };
}

function leftLog(fake: FakeStaff, conversation: string): Log {
  const item = fake.inbox.find((one) => one.conversation === conversation);
  const who = item?.customer ?? customer(77, 'Tidigare kund');
  const log: Log = {
    kind: 'chat',
    internal: null,
    entry: null,
    ended: item === undefined,
    participants: [part(who.person, who.name, 'customer')],
    rows: [
      row(
        1,
        who.person,
        'customer',
        { type: 'text', text: item?.text ?? 'Hej, en fråga om samboavtal.' },
        95,
      ),
    ],
  };
  fake.logs.set(conversation, log);
  return log;
}

function view(fake: FakeStaff, conversation: string, log: Log, after: number): ConversationView {
  const takesPart = log.kind === 'internal' || log.participants.some((one) => one.person === fake.me.person);
  const answering = fake.inbox.some((item) => item.conversation === conversation && item.taken_by === ME);
  return {
    id: conversation,
    kind: log.kind,
    state: log.ended ? 'ended' : 'open',
    ...(log.internal === null ? {} : { internal: log.internal }),
    ...(log.entry === null ? {} : { entry: log.entry }),
    participants: log.participants,
    policy: {
      write: !log.ended && (takesPart || answering),
      edit_for_s: 900,
      redact_any: fake.me.role !== 'advisor',
    },
    messages: log.rows.filter((one) => one.seq > after),
    head: log.rows.at(-1)?.seq ?? 0,
    refetch: false,
    rating: null,
  };
}
