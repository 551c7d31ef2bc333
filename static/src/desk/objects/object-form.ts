/* An object as a form holds it, what of it can't be sent, and how it is told in a line. Pure. */
import type { ImportReport } from '../../protocol/ImportReport.ts';
import type { ObjectForm } from '../../protocol/ObjectForm.ts';
import type { ObjectView } from '../../protocol/ObjectView.ts';

export type Draft = Omit<ObjectForm, 'number'> & { number: string };

export type Fault = 'number' | 'name';

export const EMPTY: Draft = {
  number: '',
  name: '',
  maker: '',
  model: '',
  serial: '',
  street: '',
  postcode: '',
  town: '',
  remarks: '',
};

/** As much as fits in each, as the server has it too. */
export const LIMITS: Readonly<Record<keyof Draft, number>> = {
  number: 40,
  name: 200,
  maker: 100,
  model: 100,
  serial: 100,
  street: 200,
  postcode: 10,
  town: 80,
  remarks: 2000,
};

const NUMBER = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/;

export function draftOf(object: ObjectView): Draft {
  const { number, name, maker, model, serial, street, postcode, town, remarks } = object;
  return { number, name, maker, model, serial, street, postcode, town, remarks };
}

/** Without a number a new object gets one, and another keeps its own. */
export function formOf(draft: Draft): ObjectForm {
  const { number, ...rest } = draft;
  return number.trim() === '' ? rest : { ...rest, number: number.trim() };
}

export function faultsIn(draft: Draft): ReadonlySet<Fault> {
  const faults = new Set<Fault>();
  const number = draft.number.trim();
  if (number !== '' && !NUMBER.test(number)) faults.add('number');
  if (draft.name.trim() === '') faults.add('name');
  return faults;
}

/** Maker and model, as one says them; empty if neither is known. */
export function kindOf(object: Pick<ObjectView, 'maker' | 'model'>): string {
  return [object.maker, object.model].filter(Boolean).join(' ');
}

/** Where it stands, in a line; empty if that isn't known. */
export function placeOf(object: Pick<ObjectView, 'street' | 'postcode' | 'town'>): string {
  const town = [object.postcode, object.town].filter(Boolean).join(' ');
  return [object.street, town].filter(Boolean).join(', ');
}

/** Objects below those that are shown. One that was shown already, and has got another number, is not shown twice. */
export function below(shown: readonly ObjectView[], more: readonly ObjectView[]): readonly ObjectView[] {
  const known = new Set(shown.map((one) => one.id));
  return [...shown, ...more.filter((one) => !known.has(one.id))];
}

/** Chosen, or no longer; in the order in which they were chosen. */
export function toggled(
  chosen: readonly ObjectView[],
  objects: readonly ObjectView[],
  on: boolean,
): readonly ObjectView[] {
  const meant = new Set(objects.map((one) => one.id));
  const others = chosen.filter((one) => !meant.has(one.id));
  return on ? [...others, ...objects] : others;
}

/** What a file is divided by, as its words are named. */
export function separatorName(report: Pick<ImportReport, 'separator'>): 'semicolon' | 'comma' | 'tab' {
  switch (report.separator) {
    case ';':
      return 'semicolon';
    case ',':
      return 'comma';
    default:
      return 'tab';
  }
}

/** Whether reading the file in would do anything. */
export function doesSomething(report: ImportReport): boolean {
  return report.faulty === 0 && report.created + report.changed > 0;
}
