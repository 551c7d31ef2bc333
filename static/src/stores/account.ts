/*
 * Whether somebody is signed in on this device, as far as scripts may know: the session itself is in a cookie that they
 * can't read. Only a hint of whom to ask about; the server decides.
 */

/** Somebody who signed in here. */
export type Here = { person: string; staff: boolean };

export const KEPT = 'samtal.account';

/** Whoever signed in last and has not signed out; null where nobody has, or storage is denied. */
export function accountHere(): Here | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? 'null');
    return isHere(kept) ? kept : null;
  } catch {
    return null;
  }
}

export function rememberAccount(here: Here): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ person: here.person, staff: here.staff }));
  } catch {
    // Denied; pages then ask the server where they need to know.
  }
}

export function forgetAccount(): void {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // Denied; there was nothing kept.
  }
}

/**
 * The customer as whom a page of ours talks; null for staff, who visit as anybody does, and inside other people's pages,
 * where the cookie isn't sent.
 */
export function customerHere(): string | null {
  const here = accountHere();
  return here === null || here.staff || !amongOurs() ? null : here.person;
}

/** Whether the page around this one, if there is one, is ours. */
function amongOurs(): boolean {
  try {
    return window.parent.location.origin === location.origin;
  } catch {
    // Another origin's: it may not even be asked.
    return false;
  }
}

function isHere(value: unknown): value is Here {
  if (typeof value !== 'object' || value === null) return false;
  const { person, staff } = value as Partial<Record<keyof Here, unknown>>;
  return typeof person === 'string' && person !== '' && typeof staff === 'boolean';
}
