/*
 * What is there of a conversation whether it goes on or has ended.
 */
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { saveFile } from '../net/http.ts';
import { type Conversation, isLeft } from '../stores/conversation.ts';
import { toast } from '../ui/toast.tsx';
import { authority } from './session.ts';

/** That it has ended, by what it was. */
export function endedTitle(held: Conversation): string {
  return t(isLeft(held) ? 'left-ended-title' : 'ended-title');
}

/** Fetches the whole conversation as text. */
export async function saveTranscript(conversation: string): Promise<void> {
  const as = authority();
  if (as === null) return;
  const outcome = await saveFile(
    `/api/v1/conversations/${conversation}/transcript`,
    t('transcript-file', { date: new Date().toLocaleDateString('sv-SE') }),
    as,
  );
  if (!outcome.ok) toast(failureWords(outcome.failure));
}
