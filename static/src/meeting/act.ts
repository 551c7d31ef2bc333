import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { MeetingVerb } from '../protocol/MeetingVerb.ts';
import { toast } from '../ui/toast.tsx';
import type { MeetingModel } from './model.ts';

/** Does something as the host; says why when it wasn't done. */
export async function act(model: MeetingModel, verb: MeetingVerb): Promise<boolean> {
  const outcome = await model.act(verb);
  if (outcome.ok) return true;
  const { code } = outcome.failure;
  toast(code === 'disconnected' ? t('no-answer') : failureWords(outcome.failure));
  return false;
}
