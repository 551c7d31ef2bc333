import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as desk from '../src/desk/desk-store.ts';
import * as staff from '../src/desk/staff-store.ts';
import * as meeting from '../src/meeting/meeting-store.ts';
import { tilesOf } from '../src/meeting/tiles.ts';
import { afterClose } from '../src/net/close.ts';
import type { ConversationView } from '../src/protocol/ConversationView.ts';
import type { Event as WireEvent } from '../src/protocol/Event.ts';
import type { MeetingReply } from '../src/protocol/MeetingReply.ts';
import type { MeetingView } from '../src/protocol/MeetingView.ts';
import type { Mine } from '../src/protocol/Mine.ts';
import type { QueueStatus } from '../src/protocol/QueueStatus.ts';
import type { Reply } from '../src/protocol/Reply.ts';
import * as conversation from '../src/stores/conversation.ts';
import * as wall from '../src/wall/wall-store.ts';
import { applyMine, applyQueues } from '../src/widget/mine-store.ts';

/** The frames that the server's own tests write and read: see `signaling/src/protocol/golden`. */
const root = join(import.meta.dirname, '..');
const fixtures = join(root, '../signaling/fixtures');
const golden = <T>(file: string): Record<string, T> =>
  JSON.parse(readFileSync(join(fixtures, `${file}.json`), 'utf8')) as Record<string, T>;

/** Which generated type each file's values have. */
const TYPES: Record<string, string> = {
  client_frames: 'ClientFrame',
  server_frames: 'ServerFrame',
  replies: 'Reply',
  events: 'Event',
  errors: 'WireError',
  new_visitor: 'NewVisitor',
  visitor_created: 'VisitorCreated',
  sign_in: 'SignIn',
  sign_in_answer: 'SignInAnswer',
  sign_in_view: 'SignInView',
  account_view: 'AccountView',
  mail_link: 'MailLink',
  mail_link_view: 'MailLinkView',
  client_details: 'ClientDetails',
  me: 'Me',
  file_uploaded: 'FileUploaded',
  case_page: 'CasePage',
  new_case: 'NewCase',
  case_view: 'CaseView',
  case_views: 'CaseViews',
  case_view_form: 'CaseViewForm',
  case_view_order: 'CaseViewOrder',
  case_columns: 'CaseColumns',
  new_upload: 'NewUpload',
  claimable_cases: 'ClaimableCases',
  case_claim: 'CaseClaim',
  upload_view: 'UploadView',
  delivery_note: 'DeliveryNoteView',
  new_delivery_note: 'NewDeliveryNote',
  delivery_note_change: 'DeliveryNoteChange',
  sign_delivery_note: 'SignDeliveryNote',
  delivery_note_moments: 'Happened',
  object_page: 'ObjectPage',
  object_change: 'ObjectChange',
  object_hint: 'ObjectHint',
  import_report: 'ImportReport',
  case_moment: 'CaseMoment',
  callback_view: 'CallbackView',
  callback_form: 'CallbackForm',
  call_made: 'CallMade',
  checklist_view: 'ChecklistView',
  checklist_template_view: 'ChecklistTemplateView',
  checklist_template_form: 'ChecklistTemplateForm',
  step_change: 'StepChange',
};

/** An event of a newer server: it has no type here, and must be ignored. */
const FUTURE = { type: 'from_the_future', anything: [1, {}] } as unknown as WireEvent;

const events = Object.entries(golden<WireEvent>('events'));
const replies = golden<Reply>('replies');
const value = <T>(name: string): T => (replies[name] as unknown as { value: T }).value;

/** A meeting opened by its host and joined. */
function inMeeting(): meeting.Meeting {
  const me = '019aa000-0000-7000-8000-00000000000a';
  const opened = { type: 'opened', me, view: value<MeetingView>('meeting_of_host') } as const;
  const reply = value<MeetingReply>('in_meeting_joined');
  return meeting.apply(meeting.apply(meeting.NOTHING, opened), { type: 'reply', reply });
}

/** Files that hold no values of one type; each is replayed by name, below or in `src/cases/form.test.ts`. */
const TABLES = ['case_forms', 'close_codes'];

describe('golden frames', () => {
  it('are all replayed here: a file without a replay is a frame that nobody reads', () => {
    const files = readdirSync(fixtures).map((file) => file.replace(/\.json$/, ''));
    expect(files.toSorted()).toEqual([...Object.keys(TYPES), ...TABLES].toSorted());
  });

  it('show every event and reply that there is', () => {
    const shown = (file: string): Set<string> =>
      new Set(Object.values(golden<{ type: string }>(file)).map((one) => one.type));
    const declared = (type: string): string[] => {
      const source = readFileSync(join(root, `src/protocol/${type}.ts`), 'utf8').replaceAll(
        /\/\*.*?\*\//gs,
        '',
      );
      return [...source.matchAll(/"type": "(\w+)"/g)].map((found) => found[1] ?? '');
    };
    for (const [file, type] of [
      ['events', 'Event'],
      ['replies', 'Reply'],
    ] as const) {
      const kinds = declared(type);
      expect(kinds.length).toBeGreaterThan(8);
      expect([...shown(file)]).toEqual(expect.arrayContaining(kinds));
    }
  });

  it('have the types that were generated for them', () => {
    const checks = Object.entries(TYPES).map(([file, type]) => {
      const values = Object.entries(golden(file)).filter(
        ([name]) => !(file === 'events' && name === 'unknown'),
      );
      return [
        `import type { ${type} } from '../src/protocol/${type}.ts';`,
        `export const ${file} = ${JSON.stringify(values.map(([, one]) => one))} satisfies ${type}[];`,
      ].join('\n');
    });
    const folder = mkdtempSync(join(root, '.golden-'));
    try {
      writeFileSync(join(folder, 'frames.ts'), checks.join('\n'));
      const config = { extends: '../tsconfig.json', include: ['frames.ts'] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const checked = spawnSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' });
      expect(checked.stdout).toBe('');
      expect(checked.status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);

  it.each(events)('%s is taken by every store', (_, event) => {
    const opened = conversation.apply(conversation.emptyConversation('k'), {
      type: 'opened',
      view: value<ConversationView>('conversation_staff'),
    });
    conversation.apply(opened, { type: 'event', event, now: 0 });
    desk.apply(desk.fromView(value('desk')), event);
    staff.apply({ colleagues: value('staff'), inbox: value('inbox') }, event);
    wall.apply(value('wall'), event);
    applyMine(value<Mine>('mine'), event);
    applyQueues(value<QueueStatus[]>('queues'), event);
    meeting.differences(inMeeting(), meeting.apply(inMeeting(), { type: 'event', event }));
  });

  it('of a newer server change nothing', () => {
    const held = conversation.emptyConversation('k');
    expect(conversation.apply(held, { type: 'event', event: FUTURE, now: 0 })).toBe(held);
    expect(desk.apply(desk.NOTHING, FUTURE)).toBe(desk.NOTHING);
    expect(staff.apply(staff.NOBODY, FUTURE)).toBe(staff.NOBODY);
    expect(wall.apply(null, FUTURE)).toBeNull();
    const call = inMeeting();
    expect(meeting.apply(call, { type: 'event', event: FUTURE })).toBe(call);
    const mine = value<Mine>('mine');
    expect(applyMine(mine, FUTURE)).toBe(mine);
    const queues = value<QueueStatus[]>('queues');
    expect(applyQueues(queues, FUTURE)).toBe(queues);
  });

  it('of a log make one without gaps', () => {
    const view = value<ConversationView>('conversation_customer');
    const rows = events.flatMap(([, event]) => (event.type === 'message' ? [event.message] : []));
    let held = conversation.emptyConversation(view.id);
    held = conversation.apply(held, {
      type: 'opened',
      view: { ...view, messages: rows.slice(0, 3), head: 3 },
    });
    for (const message of [...rows].reverse())
      held = conversation.apply(held, { type: 'event', event: { type: 'message', message }, now: 0 });
    expect(held.rows.map((row) => row.seq)).toEqual(rows.map((row) => row.seq));
    expect(conversation.missing(held)).toBeNull();
    expect(held.rows[3]?.content.type).toBe('redacted');
  });

  it('of a meeting lead into the call, and show who is in it', () => {
    const shown = (name: string, held: meeting.Meeting): meeting.Meeting => {
      const event = events.find(([key]) => key === name)?.[1];
      if (event === undefined) throw new Error(`no ${name}`);
      return meeting.apply(held, { type: 'event', event });
    };
    let held = inMeeting();
    expect(held).toMatchObject({
      seat: 3,
      lobby: { state: 'waiting' },
      panel: { people: [{ name: 'Anna' }] },
    });
    held = shown('meeting_speakers', shown('meeting_dark', shown('meeting_room', held)));
    expect(held.speakers).toEqual([held.lobby?.host.person]);
    const own = { camera: null, screen: null, microphoneOn: false };
    const tiles = tilesOf(held.room, { me: held.me, streams: new Map(), dark: held.dark, own });
    expect(tiles.map(({ name, dark, own, held }) => [name, dark, own, held])).toEqual([
      ['Bo Lind', true, false, false],
      ['Anna', false, true, true],
    ]);
    for (const [name, event] of events) {
      if (event.type === 'meeting') expect(meeting.concerns(held, event), name).toBe(event.event);
      const away = event.type === 'meeting' ? { ...event, meeting: 'another' } : event;
      expect(meeting.concerns(held, away), name).toBeNull();
    }
  });

  it('that answer a verb in a meeting are all taken', () => {
    const answers = Object.keys(replies).filter((name) => name.startsWith('in_meeting_'));
    expect(answers.length).toBeGreaterThan(4);
    for (const name of answers)
      meeting.apply(inMeeting(), { type: 'reply', reply: value<MeetingReply>(name) });
  });

  it('that close a socket mean the same here', () => {
    for (const [name, { code, come_back }] of Object.entries(
      golden<{ code: number; come_back: boolean }>('close_codes'),
    )) {
      const after = afterClose(code, '250');
      if (come_back) expect(after, name).toEqual({ kind: 'come_back', leastDelayMs: 250 });
      else
        expect(after, name).toEqual({
          kind: 'stay_away',
          why: name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
        });
    }
  });
});
