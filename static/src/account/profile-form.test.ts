import { expect, it } from 'vitest';
import type { ProfileForm } from '../protocol/ProfileForm.ts';
import { faultOf } from './profile-form.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const FORM: ProfileForm = {
  name: 'Anna Ek',
  phone: '+46 70 174 06 05',
  street: '',
  postcode: '',
  town: '',
  country: 'SE',
  born_on: '1990-01-31',
  about: '',
  language: 'sv',
  notify_email: true,
  notify_sms: true,
};

it('takes what the server takes', () => {
  expect(faultOf(FORM, NOW)).toBeNull();
  expect(faultOf({ ...FORM, phone: '', born_on: '', notify_sms: false }, NOW)).toBeNull();
  for (const phone of ['070-174 06 05', '(08) 123 45', '08/12345'])
    expect(faultOf({ ...FORM, phone }, NOW), phone).toBeNull();
});

it('names the field that it does not take', () => {
  for (const phone of ['ring mig', '1234', '07+01740605', '1'.repeat(16)])
    expect(faultOf({ ...FORM, phone }, NOW)?.field, phone).toBe('phone');
  for (const born_on of ['2026-11-23', '1899-12-31'])
    expect(faultOf({ ...FORM, born_on }, NOW)?.field, born_on).toBe('born_on');
  expect(faultOf({ ...FORM, phone: ' ' }, NOW)?.field).toBe('notify_sms');
});
