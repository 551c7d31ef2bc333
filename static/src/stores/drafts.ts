/** What has been begun and not sent: kept on the device under a key until it is. */
const PREFIX = 'samtal.draft.';

export function readDraft(key: string): string {
  try {
    return localStorage.getItem(PREFIX + key) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(key: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, text);
  } catch {
    // Storage is full or denied; the draft then lasts as long as the page.
  }
}
