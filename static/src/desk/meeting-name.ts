/* What a meeting is called in a list, in words. */
import { t } from '../i18n/i18n.ts';
import type { MeetingSummary } from '../protocol/MeetingSummary.ts';
import { called } from './meetings-store.ts';

/** `myName`: whose meetings need no host's name. */
export function nameOf(meeting: MeetingSummary, myName: string | undefined): string {
  const name = called(meeting, myName);
  switch (name.by) {
    case 'title':
      return name.title;
    case 'people':
      return t('meeting-with', { name: name.names.join(', ') });
    case 'host':
      return t('meeting-of', { name: name.host });
    case 'nothing':
      return t('meeting');
    default:
      return name satisfies never;
  }
}
