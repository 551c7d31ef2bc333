/* What the server would refuse of a profile, told beside the field before it is sent. Pure. */
import type { ProfileForm } from '../protocol/ProfileForm.ts';
import { isPhone } from '../ui/phone.ts';

/** The first field that can't be used, and the words for it. */
export type Fault = { field: keyof ProfileForm; words: string };

export function faultOf(form: ProfileForm, now: Date): Fault | null {
  const phone = form.phone.trim();
  if (phone !== '' && !isPhone(phone)) {
    return { field: 'phone', words: 'account-phone-wrong' };
  }
  if (form.born_on !== '' && (form.born_on < '1900-01-01' || form.born_on > now.toISOString().slice(0, 10))) {
    return { field: 'born_on', words: 'account-born-wrong' };
  }
  if (form.notify_sms && phone === '') return { field: 'notify_sms', words: 'account-sms-needs-phone' };
  return null;
}
