/*
 * What has been begun and not sent: kept on the device under a key until it is. Where people sign in each has their own,
 * so that a colleague at the same computer never meets another's.
 */
const PREFIX = 'samtal.draft.';

/** Empty where nobody has signed in: then they are the device's. */
let owner = '';

/** Whose they are from now on. They stay this person's after sign-out: an answer that comes late empties the right one. */
export function draftsAre(person: string): void {
  owner = person;
}

export function readDraft(key: string): string {
  try {
    return localStorage.getItem(placeOf(key)) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(key: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(placeOf(key));
    else localStorage.setItem(placeOf(key), text);
  } catch {
    // Storage is full or denied; the draft then lasts as long as the page.
  }
}

function placeOf(key: string): string {
  return owner === '' ? PREFIX + key : `${PREFIX}${owner}.${key}`;
}
