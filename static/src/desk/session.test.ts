import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryStorage } from '../stores/device.ts';
import { draftsAre, keepDraft, readDraft } from '../stores/drafts.ts';
import { enter, sessionEnded } from './session.ts';

beforeEach(() => void vi.stubGlobal('localStorage', memoryStorage()));
afterEach(() => {
  vi.unstubAllGlobals();
  draftsAre('');
});

function enters(person: string): void {
  const staff = { title: 'Rådgivare', role: 'advisor' } as const;
  enter({ person, name: person, email: '', language: 'sv', staff });
}

it('shows nobody what a colleague at the same computer has begun', () => {
  enters('anna');
  keepDraft('case.7.thread', 'Hej Maja, vi');
  sessionEnded();
  enters('bo');
  expect(readDraft('case.7.thread')).toBe('');
  keepDraft('case.7.thread', 'Hej, jag');
  sessionEnded();
  enters('anna');
  expect(readDraft('case.7.thread')).toBe('Hej Maja, vi');
});

it('finds the replies that were begun under the person’s name', () => {
  localStorage.setItem('samtal.draft.anna.conversation-1', 'Hej');
  enters('anna');
  expect(readDraft('conversation-1')).toBe('Hej');
});

it('empties the draft of who has just signed out, when the answer comes late', () => {
  enters('anna');
  keepDraft('settings.1', '{}');
  sessionEnded();
  keepDraft('settings.1', '');
  enters('anna');
  expect(readDraft('settings.1')).toBe('');
});
