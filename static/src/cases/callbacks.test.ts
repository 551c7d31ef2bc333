import { describe, expect, it } from 'vitest';
import type { CallbackView } from '../protocol/CallbackView.ts';
import type { CaseForm } from '../protocol/CaseForm.ts';
import type { FieldKind } from '../protocol/FieldKind.ts';
import { phoneOf, whyNotTaken, written } from './callbacks.ts';

const EMPTY = { sv: '', en: '' };
const field = (key: string, kind: FieldKind): CaseForm['fields'][number] => ({
  key,
  label: EMPTY,
  help: EMPTY,
  kind,
  required: { when: 'always' },
  staff_only: false,
  show: [],
});
const form: CaseForm = {
  fields: [field('reporter', { type: 'text', max: 80 }), field('reporter_phone', { type: 'phone' })],
};
const contact = { name: 'Maja Ek', email: '', phone: '', language: 'sv' };

describe('the number to call', () => {
  it('is where the customer always is, else what they wrote', () => {
    const values = { reporter: '070-174 06 99', reporter_phone: '0701740620' };
    expect(phoneOf({ contact: { ...contact, phone: '070-174 06 05' }, form, values })).toBe('070-174 06 05');
    expect(phoneOf({ contact, form, values })).toBe('0701740620');
    expect(phoneOf({ contact, form, values: {} })).toBe('');
  });

  it('is sent without what is not of it', () => {
    expect(written({ phone: ' 070-174\u{a0}06 05 ', wish: ' efter\tkl 15\n' })).toEqual({
      phone: '070-174 06 05',
      wish: 'efter kl 15',
    });
  });
});

describe('a call that was not taken', () => {
  const callback: CallbackView = {
    phone: '070-174 06 05',
    wish: '',
    asked_at: '2026-11-20T08:00:00Z',
    by: 'Maja Ek',
    attempts: 0,
  };

  it('was about a request that is gone, or another', () => {
    expect(whyNotTaken(callback.asked_at, {})).toBe('gone');
    expect(whyNotTaken('2026-11-19T08:00:00Z', { callback })).toBe('anew');
    expect(whyNotTaken(callback.asked_at, { callback })).toBeNull();
    expect(whyNotTaken(callback.asked_at, null)).toBeNull();
  });
});
