/*
 * Many people at once, over the HTTP interface: a page can't be opened for each.
 */
import type { Command } from '../src/protocol/Command.ts';
import type { QueueSettings } from '../src/protocol/QueueSettings.ts';
import type { QueueStatus } from '../src/protocol/QueueStatus.ts';
import type { Reply } from '../src/protocol/Reply.ts';
import type { VisitorCreated } from '../src/protocol/VisitorCreated.ts';
import { OLGA, PASSWORD } from './people.ts';

type ValueOf<K extends Reply['type']> = Extract<Reply, { type: K }> extends { value: infer V } ? V : null;
type Does = <K extends Reply['type']>(cmd: Command, expected: K) => Promise<ValueOf<K>>;

/** A new visitor of the house at `address`. */
export async function visitor(address: string): Promise<Does> {
  const made = await post(address, '/api/v1/visitors', { language: 'sv' }, {});
  const { token } = (await made.json()) as VisitorCreated;
  return doing(address, { authorization: `Bearer ${token}` });
}

/** Somebody of the staff, without a page. */
export async function member(address: string, who: { email: string }): Promise<Does> {
  const signedIn = await post(address, '/api/v1/session', { login: who.email, password: PASSWORD }, {});
  const cookies = signedIn.headers.getSetCookie();
  const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
  return doing(address, { cookie });
}

/** The queue with that name on its address. */
export async function queueCalled(address: string, slug: string): Promise<QueueStatus> {
  const queues = (await (await fetch(`${address}/api/v1/queues`)).json()) as QueueStatus[];
  const found = queues.find((queue) => queue.slug === slug);
  if (found === undefined) throw new Error(`no queue is called ${slug}`);
  return found;
}

/** Has that queue kept otherwise. */
export async function keeps(
  address: string,
  slug: string,
  change: (settings: QueueSettings) => Partial<QueueSettings>,
): Promise<void> {
  const olga = await member(address, OLGA);
  const { id } = await queueCalled(address, slug);
  const settings = (await olga({ type: 'settings' }, 'settings')).find((one) => one.id === id);
  if (settings === undefined) throw new Error('no settings');
  await olga({ type: 'set_queue', settings: { ...settings, ...change(settings) } }, 'settings');
}

/** Has that queue closed at all hours, whatever the day is. */
export function closes(address: string, slug: string): Promise<void> {
  const never = {
    monday: [],
    tuesday: [],
    wednesday: [],
    thursday: [],
    friday: [],
    saturday: [],
    sunday: [],
  };
  return keeps(address, slug, ({ hours }) => ({ hours: { ...hours, weekly: never } }));
}

/** So many do it, a few at a time: a person waits for no answer of another. */
export async function each(many: number, does: (n: number) => Promise<unknown>): Promise<void> {
  const AT_ONCE = 8;
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < many) await does(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

function doing(address: string, headers: Record<string, string>): Does {
  return async (cmd, expected) => {
    const reply = (await (await post(address, '/api/v1/commands', cmd, headers)).json()) as Reply;
    if (reply.type !== expected) throw new Error(`${cmd.type} was answered by ${reply.type}`);
    return ('value' in reply ? reply.value : null) as ValueOf<typeof expected>;
  };
}

async function post(
  address: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Response> {
  const answer = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address, ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
