import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaseForm } from '../protocol/CaseForm.ts';
import type { FieldFault } from '../protocol/FieldFault.ts';
import { check, type Filler, isRequired, shown, type Values } from './form.ts';

type Filled = {
  readonly name: string;
  readonly filler: Filler;
  readonly values: Values;
  readonly kept: Values;
  readonly faults: readonly FieldFault[];
};

const file = join(import.meta.dirname, '../../../signaling/fixtures/case_forms.json');
const { form, filled } = JSON.parse(readFileSync(file, 'utf8')) as {
  form: CaseForm;
  filled: readonly Filled[];
};

describe('a form says what the server says', () => {
  it.each(filled)('$name', ({ filler, values, kept, faults }) => {
    expect(check(form, filler, values)).toEqual({ kept, faults });
  });
});

describe('what a page shows', () => {
  const keys = (values: Values) => shown(form, 'customer', values).map((field) => field.key);

  it('asks for a code once there is one', () => {
    expect(keys({})).not.toContain('code');
    expect(keys({ access: 'code' })).toContain('code');
  });

  it('never asks a customer for what is the staff’s', () => {
    expect(keys({})).not.toContain('cost_centre');
    expect(shown(form, 'staff', {}).map((field) => field.key)).toContain('cost_centre');
  });

  it('marks what must be filled in', () => {
    const phone = form.fields.find((field) => field.key === 'phone');
    if (phone === undefined) throw new Error('a field of the fixture');
    expect(isRequired(form, phone, { access: 'no' })).toBe(true);
    expect(isRequired(form, phone, { access: 'code' })).toBe(false);
  });
});
