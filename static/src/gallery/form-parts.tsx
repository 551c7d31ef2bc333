import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CaseFields } from '../cases/case-form.tsx';
import { check, type Values } from '../cases/form.ts';
import { ValuesList } from '../cases/values-list.tsx';
import type { CaseForm } from '../protocol/CaseForm.ts';
import type { FieldKind } from '../protocol/FieldKind.ts';
import type { FormField } from '../protocol/FormField.ts';
import type { Localised } from '../protocol/Localised.ts';
import type { TreeOption } from '../protocol/TreeOption.ts';
import { Part } from './part.tsx';
import type { Samples } from './samples.ts';

/** A form of a case with every kind of field: empty, full of faults, filled in, and read afterwards. */
export function FormParts({ samples }: { samples: Samples }): JSX.Element {
  const form = formOf(samples);
  const filled = valuesOf(samples);
  return (
    <>
      <Part name="case form">
        <Fields form={form} start={{}} />
      </Part>
      <Part name="case form, faults">
        <Fields form={form} start={WRONG} faulty />
      </Part>
      <Part name="case form, filled in">
        <Fields form={form} start={filled} />
      </Part>
      <Part name="values">
        <ValuesList form={form} values={filled} filler="staff" files={[]} authority={null} />
      </Part>
    </>
  );
}

function Fields({
  form,
  start,
  faulty = false,
}: {
  form: CaseForm;
  start: Values;
  faulty?: boolean;
}): JSX.Element {
  const [values] = useState(() => signal(start));
  return (
    <CaseFields
      form={form}
      values={values}
      filler="staff"
      faults={faulty ? check(form, 'staff', values.value).faults : []}
      onChange={(next) => {
        values.value = next;
      }}
      upload={null}
    />
  );
}

const WRONG: Values = {
  phone: 'ring mig',
  place: { postcode: '12', town: '' },
  number: 'tolv',
  tree: 'branch',
};

function valuesOf({ text, title }: Samples): Values {
  return {
    line: title,
    lines: text,
    number: 12.5,
    day: '2026-11-22',
    few: 'second',
    many: 'third',
    tree: 'leaf',
    phone: '0701234567',
    place: { postcode: '11359', town: title },
    object: 'H-1042',
    staff: title,
  };
}

function formOf({ short, text }: Samples): CaseForm {
  const label = words(short);
  const options = (keys: readonly string[]) => keys.map((key) => ({ key, label }));
  const leaf: TreeOption = { key: 'leaf', label, options: [] };
  const kinds: { readonly [key: string]: FieldKind } = {
    line: { type: 'text', max: 1_000 },
    lines: { type: 'long_text', max: 20_000 },
    number: { type: 'number', min: 0, decimals: 1 },
    day: { type: 'date' },
    few: { type: 'choice', options: options(['first', 'second']) },
    many: { type: 'choice', options: options(['first', 'second', 'third', 'fourth', 'fifth']) },
    tree: { type: 'tree', options: [{ key: 'branch', label, options: [leaf] }] },
    phone: { type: 'phone' },
    place: { type: 'postcode' },
    object: { type: 'object' },
    files: { type: 'file', at_most: 3 },
    fixed: { type: 'fixed', value: label },
    staff: { type: 'text', max: 1_000 },
  };
  return {
    fields: Object.entries(kinds).map(
      ([key, kind], at): FormField => ({
        key,
        label,
        help: words(at % 3 === 0 ? text : ''),
        kind,
        show: [],
        required: { when: at % 4 === 3 ? 'never' : 'always' },
        staff_only: key === 'staff',
      }),
    ),
  };
}

function words(text: string): Localised {
  return { sv: text, en: text };
}
