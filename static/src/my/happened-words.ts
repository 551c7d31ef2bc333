/* What has happened to a case, in words to the customer. */
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { CaseMoment } from '../protocol/CaseMoment.ts';
import type { CaseStatus } from '../protocol/CaseStatus.ts';
import type { Happened } from '../protocol/Happened.ts';

/** What somebody did, or what came about by itself; nothing of what is the staff's. */
export function happenedWords({ who, what }: CaseMoment): string | null {
  const found = told(what);
  if (found === null) return null;
  const { name, words } = found;
  return who == null || who === ''
    ? t(`my-happened-${name}`, words)
    : t(`my-happened-${name}-by`, { who, ...words });
}

export function statusWords(status: CaseStatus): string {
  return t(`my-status-${status}`);
}

type Told = { name: string; words: Record<string, string> };

/** The name of its words in the catalogue, and what is filled in. */
export function told(what: Happened): Told | null {
  switch (what.type) {
    case 'opened':
      return { name: `opened-${what.via.replaceAll('_', '-')}`, words: {} };
    case 'status':
      return what.to === 'paused' && what.reason !== undefined
        ? { name: 'status-paused-why', words: { reason: what.reason } }
        : { name: `status-${what.to}`, words: {} };
    case 'owner':
      return what.to === undefined
        ? { name: 'owner-none', words: {} }
        : { name: 'owner', words: { name: what.to } };
    case 'team':
      return { name: 'team', words: { team: localised(what.to) } };
    case 'urgent':
      return { name: what.urgent ? 'urgent' : 'ordinary', words: {} };
    case 'changed':
      // What is left when nothing of it is for customers.
      return what.fields.length === 0 ? null : { name: 'changed', words: {} };
    case 'wrote':
    case 'thread':
      return { name: what.type, words: { subject: what.subject } };
    case 'file':
      return { name: 'file', words: { file: what.name } };
    case 'linked':
    case 'unlinked':
    case 'merged':
      return { name: what.type, words: { number: what.number } };
    case 'merged_into':
      return { name: 'merged-into', words: { number: what.number } };
    case 'warned':
    case 'missed':
      return null;
    case 'checklist':
      return { name: 'checklist', words: { name: localised(what.name) } };
    case 'step':
      return step(what);
    case 'delivery_note':
      return { name: `note-${what.did}`, words: {} };
    case 'signed':
      return { name: 'signed', words: { name: what.by } };
    case 'claimed':
      return { name: 'claimed', words: {} };
    case 'callback_asked':
    case 'callback_withdrawn':
      return { name: what.type.replaceAll('_', '-'), words: {} };
    case 'called':
      return { name: what.reached ? 'called' : 'called-in-vain', words: {} };
    default:
      return what satisfies never;
  }
}

function step({ title, to, reason }: Extract<Happened, { type: 'step' }>): Told {
  const state = to.replaceAll('_', '-');
  const words = { step: localised(title) };
  return to === 'sent_back' && reason !== undefined
    ? { name: 'step-sent-back-why', words: { ...words, reason } }
    : { name: `step-${state}`, words };
}
