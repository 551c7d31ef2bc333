/* What an administrator asks the server about colleagues. */
import { call } from '../../net/http.ts';
import type { Outcome } from '../../net/socket.ts';
import type { Invitation } from '../../protocol/Invitation.ts';
import type { RoleRule } from '../../protocol/RoleRule.ts';
import type { StaffChange } from '../../protocol/StaffChange.ts';
import type { StaffMember } from '../../protocol/StaffMember.ts';

const COOKIE = { kind: 'cookie' } as const;
const of = (person: string, rest = ''): string => `/api/v1/staff/${person}${rest}`;

export const listStaff = (): Promise<Outcome<StaffMember[]>> => call('GET', '/api/v1/staff', COOKIE);

export const invite = (form: Invitation): Promise<Outcome<StaffMember>> =>
  call('POST', '/api/v1/staff', COOKIE, form);

export const change = (person: string, form: StaffChange): Promise<Outcome<StaffMember>> =>
  call('PUT', of(person), COOKIE, form);

export const deactivate = (person: string): Promise<Outcome<StaffMember>> =>
  call('POST', of(person, '/deactivate'), COOKIE);

export const reactivate = (person: string): Promise<Outcome<StaffMember>> =>
  call('POST', of(person, '/reactivate'), COOKIE);

export const resend = (person: string): Promise<Outcome<StaffMember>> =>
  call('POST', of(person, '/invitation'), COOKIE);

export const withdraw = (person: string): Promise<Outcome<null>> =>
  call('DELETE', of(person, '/invitation'), COOKIE);

export const resetFactors = (person: string): Promise<Outcome<StaffMember>> =>
  call('DELETE', of(person, '/second-factor'), COOKIE);

export const roleRules = (): Promise<Outcome<RoleRule[]>> => call('GET', '/api/v1/role-rules', COOKIE);

export const setRoleRule = (rule: RoleRule): Promise<Outcome<RoleRule[]>> =>
  call('PUT', '/api/v1/role-rules', COOKIE, rule);
