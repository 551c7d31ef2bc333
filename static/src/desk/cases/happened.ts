/* What happened to a case, in words. */
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import type { Happened } from '../../protocol/Happened.ts';

/** `nameOf` gives what a key of the case's form is called. */
export function happenedWords(what: Happened, nameOf: (key: string) => string): string {
  switch (what.type) {
    case 'opened':
      return t(`case-opened-${what.via.replaceAll('_', '-')}`);
    case 'status':
      return statusWords(what);
    case 'owner':
      return what.to === undefined ? t('case-owner-nobody') : t('case-owner-to', { name: what.to });
    case 'team':
      return t('case-team-to', { name: localised(what.to) });
    case 'urgent':
      return t(what.urgent ? 'case-urgent-on' : 'case-urgent-off');
    case 'changed':
      return t('case-changed', { parts: what.fields.map(nameOf).join(', ') });
    case 'wrote':
      return t('case-wrote', { subject: what.subject });
    case 'thread':
      return t('case-thread-began', { subject: what.subject });
    case 'file':
      return t('case-file-came', { name: what.name });
    case 'linked':
      return t('case-linked', { number: what.number });
    case 'unlinked':
      return t('case-unlinked', { number: what.number });
    case 'merged':
      return t('case-merged', { number: what.number });
    case 'merged_into':
      return t('case-merged-into', { number: what.number });
    case 'warned':
      return t(`clock-${what.clock.replaceAll('_', '-')}-warned`);
    case 'missed':
      return t(`clock-${what.clock.replaceAll('_', '-')}-missed`);
    case 'checklist':
      return t('case-checklist-came', { name: localised(what.name) });
    case 'step':
      return stepWords(what);
    case 'delivery_note':
      return t(`case-delivery-note-${what.did}`);
    case 'signed':
      return t('case-signed', { name: what.by });
    case 'claimed':
      return t('case-claimed');
    case 'callback_asked':
      return t('case-callback-was-asked');
    case 'callback_withdrawn':
      return t('case-callback-was-withdrawn');
    case 'called':
      return t(what.reached ? 'case-called' : 'case-called-in-vain');
    default:
      // Something that a newer server tells of has no words here yet; its own name is better than none.
      return (what satisfies never as { type: string }).type;
  }
}

function statusWords({ from, to, reason }: Extract<Happened, { type: 'status' }>): string {
  const words = t('case-went', { from: t(`case-status-${from}`), to: t(`case-status-${to}`) });
  return reason === undefined ? words : t('case-went-because', { words, reason });
}

function stepWords({ title, to, reason }: Extract<Happened, { type: 'step' }>): string {
  const words = t(`case-step-went-${to.replaceAll('_', '-')}`, { step: localised(title) });
  return reason === undefined ? words : t('case-went-because', { words, reason });
}

/** Whether a moment is one to be looked at: a promise that was broken. */
export function isTrouble(what: Happened): boolean {
  return what.type === 'missed';
}
