/*
 * What a case says while it is being changed, and how it is laid upon what a colleague has saved meanwhile. Pure.
 */
import type { CaseView } from '../../protocol/CaseView.ts';
import type { FormValue } from '../../protocol/FormValue.ts';
import type { FormValues } from '../../protocol/FormValues.ts';

export type Edit = { title: string; description: string; values: FormValues };

export function editOf(view: CaseView): Edit {
  return { title: view.row.title, description: view.description, values: view.values };
}

/** Keys of what differs: `title`, `description`, and those of the form. */
export function changedIn(base: Edit, mine: Edit): string[] {
  return keysOf(base, mine).filter((key) => !same(valueIn(base, key), valueIn(mine, key)));
}

/** Mine upon theirs: what I haven't touched is as they have it. `both` is what we both have changed, where mine stands. */
export function laidUpon(base: Edit, mine: Edit, theirs: Edit): { edit: Edit; both: string[] } {
  const my = changedIn(base, mine);
  const their = changedIn(base, theirs);
  const both = my.filter((key) => their.includes(key) && !same(valueIn(mine, key), valueIn(theirs, key)));
  const edit = my.reduce((edit, key) => withKey(edit, key, valueIn(mine, key)), theirs);
  return { edit, both };
}

function keysOf(one: Edit, other: Edit): string[] {
  return ['title', 'description', ...new Set([...Object.keys(one.values), ...Object.keys(other.values)])];
}

function valueIn(edit: Edit, key: string): FormValue | undefined {
  if (key === 'title') return edit.title;
  return key === 'description' ? edit.description : edit.values[key];
}

function withKey(edit: Edit, key: string, value: FormValue | undefined): Edit {
  if (key === 'title' || key === 'description') return { ...edit, [key]: value };
  const { [key]: _, ...rest } = edit.values;
  return { ...edit, values: value === undefined ? rest : { ...rest, [key]: value } };
}

/** Values are small and plain: alike when they are written alike. */
function same(one: FormValue | undefined, other: FormValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
