/* What staff ask the server about objects. */
import { call, saveFile, send } from '../../net/http.ts';
import type { Outcome } from '../../net/socket.ts';
import type { ImportReport } from '../../protocol/ImportReport.ts';
import type { ObjectChange } from '../../protocol/ObjectChange.ts';
import type { ObjectForm } from '../../protocol/ObjectForm.ts';
import type { ObjectPage } from '../../protocol/ObjectPage.ts';
import type { ObjectView } from '../../protocol/ObjectView.ts';

const COOKIE = { kind: 'cookie' } as const;
const PATH = '/api/v1/objects';
const of = (object: string, rest = ''): string => `${PATH}/${object}${rest}`;

export type Wanted = { search: string; retired: boolean };

export function listObjects(wanted: Wanted, after: string | null): Promise<Outcome<ObjectPage>> {
  const query = new URLSearchParams();
  if (wanted.search.trim() !== '') query.set('search', wanted.search.trim());
  if (wanted.retired) query.set('retired', 'true');
  if (after !== null) query.set('after', after);
  return call('GET', `${PATH}?${query}`, COOKIE);
}

export const createObject = (form: ObjectForm): Promise<Outcome<ObjectView>> =>
  call('POST', PATH, COOKIE, form);

export const changeObject = (object: string, form: ObjectChange): Promise<Outcome<ObjectView>> =>
  call('PUT', of(object), COOKIE, form);

export const retireObject = (object: string): Promise<Outcome<ObjectView>> =>
  call('POST', of(object, '/retire'), COOKIE);

export const reinstateObject = (object: string): Promise<Outcome<ObjectView>> =>
  call('POST', of(object, '/reinstate'), COOKIE);

/** Says what a file would do. */
export const tryImport = (file: Blob): Promise<Outcome<ImportReport>> =>
  send(`${PATH}/import?dry_run=true`, COOKIE, file, 'text/csv');

/** Does it. */
export const doImport = (file: Blob): Promise<Outcome<ImportReport>> =>
  send(`${PATH}/import?dry_run=false`, COOKIE, file, 'text/csv');

export const saveRegister = (name: string): Promise<Outcome<null>> => saveFile(`${PATH}.csv`, name, COOKIE);

/** Where a label is drawn; a change of its object draws it anew. */
export const labelOf = (object: ObjectView): string => of(object.id, `/label.svg?version=${object.version}`);
