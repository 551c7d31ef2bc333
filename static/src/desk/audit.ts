/*
 * What the audit log is asked for, and how its lines are told. Pure.
 */
import type { AuditLine } from '../protocol/AuditLine.ts';

/** What can be done, by its name on the wire; each has words of its own. */
export const ACTIONS = [
  'signed_in',
  'signed_out',
  'session_ended',
  'session_ended_by_provider',
  'other_sessions_ended',
  'identifier_added',
  'identifier_removed',
  'account_created',
  'password_changed',
  'password_reset',
  'second_factor_added',
  'second_factor_removed',
  'recovery_codes_renewed',
  'passkey_added',
  'passkey_removed',
  'profile_changed',
  'profile_read',
  'case_read',
  'cases_exported',
  'case_type_changed',
  'merged',
  'conversation_watched',
  'transcript_read',
  'file_read',
  'conversation_joined',
  'conversation_taken_over',
  'meeting_looked_at',
  'queue_changed',
  'queue_added',
  'staff_added',
  'staff_invited',
  'invitation_resent',
  'invitation_withdrawn',
  'invitation_taken',
  'staff_changed',
  'role_changed',
  'staff_deactivated',
  'staff_reactivated',
  'factors_reset',
  'role_rule_set',
  'object_added',
  'object_changed',
  'object_retired',
  'object_reinstated',
  'objects_imported',
  'objects_exported',
  'audit_read',
  'audit_exported',
] as const;

/** How somebody proves who they are, as a line tells it. */
export const WAYS = [
  'visit',
  'password',
  'link',
  'invitation',
  'passkey',
  'bankid',
  'freja',
  'oidc',
] as const;

const ROLES = ['advisor', 'supervisor', 'administrator'] as const;

export type Named = { id: string; name: string };

/** Days are written `YYYY-MM-DD`, or empty; both are included. */
export type Wanted = { what: string; who: Named | null; subject: Named | null; from: string; until: string };

export const EVERYTHING: Wanted = { what: '', who: null, subject: null, from: '', until: '' };

export function isEverything(wanted: Wanted): boolean {
  return queryOf(wanted, null) === '';
}

/** The query of a request, without its question mark. Days are those of this browser. */
export function queryOf({ what, who, subject, from, until }: Wanted, cursor: number | null): string {
  const query = new URLSearchParams();
  if (what !== '') query.set('what', what);
  if (who !== null) query.set('who', who.id);
  if (subject !== null) query.set('subject', subject.id);
  const first = midnight(from, 0);
  if (first !== null) query.set('from', first);
  const after = midnight(until, 1);
  if (after !== null) query.set('until', after);
  if (cursor !== null) query.set('cursor', String(cursor));
  return query.toString();
}

/** The beginning of a day, so many days later; none if it is no day. */
function midnight(day: string, later: number): string | null {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const at = new Date(year, month - 1, date + later);
  return Number.isNaN(at.getTime()) || year < 1970 ? null : at.toISOString();
}

/** The name of the words for an action; a newer server may know more than this page. */
export function wordsOf(action: string): string | null {
  return (ACTIONS as readonly string[]).includes(action)
    ? `audit-action-${action.replaceAll('_', '-')}`
    : null;
}

/** Older lines below those that are shown. One that was shown already is not shown twice. */
export function below(shown: readonly AuditLine[], older: readonly AuditLine[]): readonly AuditLine[] {
  const known = new Set(shown.map((line) => line.id));
  return [...shown, ...older.filter((line) => !known.has(line.id))];
}

/** A part of a line in words, and what they need. */
export type Told = {
  readonly words: string;
  readonly with: {
    readonly id?: string;
    readonly role?: string;
    readonly from?: string;
    readonly to?: string;
    readonly created?: number;
    readonly changed?: number;
    readonly n?: number;
  };
};

/** What else a line tells; what there are no words for is told as it was written down. */
export function detailsOf(detail: AuditLine['detail']): (Told | { readonly raw: string })[] {
  const text = (name: string): string | undefined => {
    const value = detail[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [from, to, role, way] = [text('from'), text('to'), text('role'), text('way')];
  if (isRole(from) && isRole(to)) return [{ words: 'audit-role-from-to', with: { from, to } }];
  if (isRole(role)) {
    const words = detail.second_factor === true ? 'audit-role-two-steps' : 'audit-role-one-step';
    return [{ words, with: { role } }];
  }
  if (way !== undefined && (WAYS as readonly string[]).includes(way)) {
    return [{ words: `audit-way-${way}`, with: {} }];
  }
  const { created, changed } = detail;
  if (typeof created === 'number' && typeof changed === 'number') {
    return [{ words: 'audit-imported', with: { created, changed } }];
  }
  if (typeof detail.cases === 'number') return [{ words: 'audit-cases', with: { n: detail.cases } }];
  return Object.entries(detail).map(([name, value]) => {
    const id = text(name);
    if (id !== undefined && (name === 'file' || name === 'conversation')) {
      return { words: `audit-${name}`, with: { id } };
    }
    return { raw: `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}` };
  });
}

function isRole(name: string | undefined): name is string {
  return name !== undefined && (ROLES as readonly string[]).includes(name);
}
